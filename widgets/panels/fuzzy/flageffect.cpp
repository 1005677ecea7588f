// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/flageffect.h"

#include "widgets/bridge/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace assay::gui {
namespace {

using fuzzy::Curve;

constexpr int curvePoints = 120;

QString tr(const char* text, const char* comment = nullptr)
{
    return QCoreApplication::translate("assay::gui", text, comment);
}

double scoreAt(const fuzzy::FuzzyRule& rule, const fuzzy::FlagRule& flag, double weight)
{
    return scores(rule, flag, weight) ? flag.score * fuzzy::weightFactor(rule.curve, weight, flag.threshold) : 0;
}

PlotSeries curveSeries(const QString& title, Curve curve, bool chosen, const fuzzy::FlagRule& flag, double last)
{
    PlotSeries series;
    series.title = title;
    series.style = chosen ? PlotSeries::Style::Line : PlotSeries::Style::Dashed;
    for (int i = 0; i <= curvePoints; ++i) {
        const double weight = last * i / curvePoints;
        series.x.push_back(weight);
        series.y.push_back(flag.score * fuzzy::weightFactor(curve, weight, flag.threshold));
    }
    return series;
}

} // namespace

WeightCounts countWeights(const HashList& hashes)
{
    WeightCounts counts;
    for (const HashRow& hash : hashes)
        ++counts[hash.flag][hash.weight];
    return counts;
}

FlagEffect flagEffect(
    const WeightCounts& weights, const fuzzy::FuzzyRule& before, const fuzzy::FuzzyRule& after, uint8_t flag)
{
    FlagEffect effect;
    const auto found = weights.find(flag);
    if (found == weights.end())
        return effect;
    const fuzzy::FlagRule old = flagRule(before, flag);
    const fuzzy::FlagRule now = flagRule(after, flag);
    for (const auto& [weight, count] : found->second) {
        const bool did = scores(before, old, weight);
        const bool does = scores(after, now, weight);
        effect.hashes += count;
        effect.starting += !did && does ? count : 0;
        effect.stopping += did && !does ? count : 0;
        effect.before += double(count) * scoreAt(before, old, weight);
        effect.after += double(count) * scoreAt(after, now, weight);
    }
    effect.before /= double(effect.hashes);
    effect.after /= double(effect.hashes);
    return effect;
}

PlotData curvePlot(const fuzzy::FuzzyRule& rule, const fuzzy::FlagRule& flag)
{
    PlotData data;
    const QString symbol = displayLine(flag.symbol, 60);
    const double last = std::max(10.0, flag.threshold * 2.5);
    data.title = tr("Score by weight of %1").arg(symbol);
    data.summary = tr("From weight 0 to %1; threshold %2, full score %3", "numbers")
                       .arg(QLocale().toString(last), QLocale().toString(flag.threshold), formatScore(flag.score));
    data.x.title = tr("Weight");
    data.x.low = 0;
    data.y.title = tr("Score");
    data.y.text = [](double score) { return formatScore(score); };
    data.series.push_back(curveSeries(tr("tanh, as rspamd 3"), Curve::Tanh, rule.curve == Curve::Tanh, flag, last));
    data.series.push_back(
        curveSeries(tr("linear, as rspamd 1"), Curve::Linear, rule.curve == Curve::Linear, flag, last));
    data.marks.push_back({flag.threshold, tr("threshold %1").arg(QLocale().toString(flag.threshold)), true});
    return data;
}

} // namespace assay::gui
