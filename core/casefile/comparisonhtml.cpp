// SPDX-License-Identifier: GPL-3.0-or-later
// Case::comparisonReport: one HTML page without scripts or links to elsewhere.
#include "core/base/time.h"
#include "core/casefile/casedata.h"
#include "core/casefile/comparing.h"
#include "core/report/htmltext.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

namespace assay {
namespace {

using report::toHtml;
using train::ComparedModel;
using train::ThresholdIndex;

constexpr const char* colours[] = {"#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#8c564b", "#e377c2"};
constexpr const char* dashes[] = {"", "7 4", "2 3", "9 3 2 3", "12 4", "4 2"};
constexpr size_t mostDisagreements = 100, mostSlices = 60;

std::string number(double value, const char* format = "%.4f")
{
    if (!std::isfinite(value))
        return std::isnan(value) ? "–" : "∞";
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string timeText(int64_t seconds)
{
    const CivilTime time = civilFromSeconds(seconds);
    char text[64];
    std::snprintf(
        text, sizeof text, "%04d-%02d-%02d %02d:%02d UTC", time.year, time.month, time.day, time.hour, time.minute);
    return text;
}

void row(std::string& out, std::initializer_list<std::string> cells, const char* tag = "td")
{
    out += "<tr>";
    for (const std::string& cell : cells)
        out += "<" + std::string(tag) + ">" + cell + "</" + tag + ">";
    out += "</tr>\n";
}

// One plot with both axes from 0 to 1.
using Curve = std::function<std::vector<ThresholdIndex::Point>(const ComparedModel&)>;
std::string plot(const CaseComparison& comparison, const std::string& title, const std::string& x, const std::string& y,
    const Curve& curve)
{
    constexpr double left = 50, top = 24, size = 300;
    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"420\" height=\"390\" role=\"img\">\n<title>"
        + toHtml(title)
        + "</title><rect x=\"50\" y=\"24\" width=\"300\" height=\"300\" fill=\"none\" stroke=\"#888\"/>\n";
    for (int i = 0; i <= 4; ++i) {
        const double at = i / 4.0;
        svg += "<text x=\"" + number(left + at * size, "%.0f") + "\" y=\"340\" text-anchor=\"middle\">"
            + number(at, "%.2f") + "</text><text x=\"44\" y=\"" + number(top + (1 - at) * size + 4, "%.0f")
            + "\" text-anchor=\"end\">" + number(at, "%.2f") + "</text>\n";
    }
    svg += "<text x=\"200\" y=\"358\" text-anchor=\"middle\">" + toHtml(x)
        + "</text><text x=\"14\" y=\"174\" text-anchor=\"middle\" transform=\"rotate(-90 14 174)\">" + toHtml(y)
        + "</text><text x=\"200\" y=\"16\" text-anchor=\"middle\">" + toHtml(title) + "</text>\n";
    const auto& models = comparison.result->models;
    for (size_t i = 0; i < models.size(); ++i) {
        svg += "<polyline fill=\"none\" stroke-width=\"1.6\" stroke=\"" + std::string(colours[i])
            + "\" stroke-dasharray=\"" + dashes[i] + "\" points=\"";
        for (const ThresholdIndex::Point& point : curve(models[i]))
            svg += number(left + point.x * size, "%.2f") + "," + number(top + (1 - point.y) * size, "%.2f") + " ";
        svg += "\"/><text x=\"" + number(60 + 60 * static_cast<double>(i), "%.0f") + "\" y=\"380\" fill=\"" + colours[i]
            + "\">" + toHtml(models[i].title) + "</text>\n";
    }
    return svg + "</svg>\n";
}

// Mean score against the share of hostile items in ten ranges of the score.
std::vector<ThresholdIndex::Point> reliability(const ComparedModel& model)
{
    std::vector<ThresholdIndex::Point> out;
    if (!model.evaluation.calibration)
        return out;
    for (const auto& bin : model.evaluation.calibration->widthBins) {
        if (bin.rows > 0)
            out.push_back({bin.meanScore, bin.meanLabel, bin.meanScore});
    }
    return out;
}

std::string setSection(const CaseComparison& comparison)
{
    const train::ModelComparison& result = *comparison.result;
    std::string out = "<h2>Evaluation set</h2>\n<table>\n";
    row(out, {"Query", comparison.request.query.empty() ? "held-out items" : toHtml(comparison.request.query)});
    row(out,
        {"Items",
            std::to_string(comparison.items.size()) + ", " + std::to_string(result.positives) + " hostile, "
                + std::to_string(result.negatives) + " not"});
    row(out, {"SHA-256 of items and labels", "<code>" + comparison.setSha256 + "</code>"});
    row(out, {"Compared", timeText(comparison.madeAt)});
    if (comparison.lastDate != 0)
        row(out, {"Dates of the items", timeText(comparison.firstDate) + " – " + timeText(comparison.lastDate)});
    std::string labels;
    for (const auto& [author, count] : comparison.provenance)
        labels += (labels.empty() ? "" : ", ") + (author.empty() ? "no label" : toHtml(author)) + ": "
            + std::to_string(count);
    row(out, {"Labels by", labels});
    row(out,
        {"Costs",
            number(result.costs.falsePositive, "%g") + " for each false positive, "
                + number(result.costs.falseNegative, "%g") + " for each miss"});
    out += "</table>\n<ul>\n";
    for (const std::string& note : comparison.notes)
        out += "<li>" + toHtml(note) + "</li>\n";
    return out + "</ul>\n";
}

std::string modelTable(const train::ModelComparison& result)
{
    std::string out = "<h2>Models</h2>\n<table>\n";
    row(out,
        {"Model", "Version", "Threshold", "ROC-AUC", "Average precision", "Precision [95 %]", "Recall [95 %]", "F1",
            "False positive rate", "TP", "FP", "FN", "TN", "Cost", "Brier", "Cheapest threshold"},
        "th");
    for (const ComparedModel& model : result.models) {
        const train::Evaluation& e = model.evaluation;
        const train::Confusion& at = e.atThreshold;
        const auto interval = [](const train::Interval& of) {
            return " [" + number(of.low, "%.3f") + ", " + number(of.high, "%.3f") + "]";
        };
        row(out,
            {toHtml(model.title), toHtml(model.version), number(model.threshold), number(e.rocAuc),
                number(e.averagePrecision), number(at.precision(), "%.3f") + interval(e.precision),
                number(at.recall(), "%.3f") + interval(e.recall), number(at.f1()),
                number(at.falsePositiveRate(), "%.5f"), std::to_string(at.tp), std::to_string(at.fp),
                std::to_string(at.fn), std::to_string(at.tn), number(e.cost, "%g"),
                e.calibration ? number(e.calibration->brier) : "–", number(e.best.cheapest.threshold)});
    }
    return out + "</table>\n";
}

std::string testSection(const train::ModelComparison& result, const train::ComparisonTests& tests)
{
    std::string out = "<h2>Verdict</h2>\n";
    for (size_t i = 0; i < tests.pairs.size(); ++i) {
        const auto& pair = tests.pairs[i];
        const train::Comparison& found = pair.comparison;
        const char* verdict = pair.verdict == train::Verdict::ChallengerWins ? "The challenger wins"
            : pair.verdict == train::Verdict::KeepChampion                   ? "Keep the reference"
                                                                             : "Not enough evidence";
        out += "<h3>" + toHtml(result.models[i + 1].title) + " against " + toHtml(result.models[0].title) + ": "
            + verdict + "</h3>\n<ul>\n";
        for (const std::string& reason : pair.reasons)
            out += "<li>" + toHtml(reason) + "</li>\n";
        out += "</ul>\n<table>\n";
        row(out, {"Test", "Reference − challenger", "p"}, "th");
        row(out,
            {"ROC-AUC (DeLong)",
                number(found.deLong.difference) + " [" + number(found.deLong.interval.low) + ", "
                    + number(found.deLong.interval.high) + "]",
                number(found.deLong.p, "%.3g") + ", corrected " + number(pair.correctedP, "%.3g")});
        row(out,
            {"Average precision (bootstrap, " + std::to_string(found.bootstrap.resamples) + ")",
                "[" + number(found.bootstrap.averagePrecision.low) + ", "
                    + number(found.bootstrap.averagePrecision.high) + "]",
                number(found.bootstrap.averagePrecisionP, "%.3g") + ", corrected "
                    + number(pair.correctedPrimaryP, "%.3g")});
        row(out,
            {"Verdicts (McNemar)",
                "only the reference right " + std::to_string(found.mcNemar.onlyA) + ", only the challenger "
                    + std::to_string(found.mcNemar.onlyB),
                number(found.mcNemar.midP, "%.3g")});
        row(out,
            {"Cost (bootstrap)",
                "[" + number(found.bootstrap.cost.low, "%g") + ", " + number(found.bootstrap.cost.high, "%g") + "]",
                ""});
        row(out, {"Score shift", "KS " + number(found.exactKs) + ", rank correlation " + number(found.spearman), ""});
        out += "</table>\n";
    }
    return out;
}

std::string sliceTable(const train::ModelComparison& result)
{
    std::string out = "<h2>Slices, worst first</h2>\n<table>\n<tr><th>Slice</th><th>Items</th><th>Hostile</th>";
    for (const ComparedModel& model : result.models)
        out += "<th>Average precision, " + toHtml(model.title) + "</th>";
    out += "</tr>\n";
    for (size_t i = 0; i < std::min(result.slices.size(), mostSlices); ++i) {
        const train::SliceMetric& slice = result.slices[i];
        out += "<tr><td>" + toHtml(slice.kind + " " + slice.value) + "</td><td>" + std::to_string(slice.rows)
            + "</td><td>" + std::to_string(slice.positives) + "</td>";
        for (const double value : slice.averagePrecision)
            out += "<td>" + number(value) + "</td>";
        out += "</tr>\n";
    }
    return out + "</table>\n";
}

std::string disagreementTable(const CaseComparison& comparison, const CaseSnapshot& snapshot, size_t challenger)
{
    const train::ModelComparison& result = *comparison.result;
    const ComparedModel &a = result.models[0], &b = result.models[challenger];
    const auto list =
        train::disagreements(result, 0, challenger, a.threshold, b.threshold, train::DisagreementOrder::ByDifference);
    uint64_t toHostile = 0, onlyA = 0, onlyB = 0;
    for (const train::Disagreement& one : list) {
        const bool isNow = one.b >= b.threshold;
        toHostile += isNow ? 1 : 0;
        const uint8_t label = (*result.labels)[one.row];
        onlyA += label <= 1 && isNow != (label == 1) ? 1 : 0;
        onlyB += label <= 1 && isNow == (label == 1) ? 1 : 0;
    }
    std::string out = "<h2>" + std::to_string(list.size()) + " items change verdict from " + toHtml(a.title) + " to "
        + toHtml(b.title) + "</h2>\n<p>" + std::to_string(toHostile) + " become hostile, "
        + std::to_string(list.size() - toHostile) + " harmless. Only " + toHtml(a.title) + " is right in "
        + std::to_string(onlyA) + ", only " + toHtml(b.title) + " in " + std::to_string(onlyB) + ".</p>\n<table>\n";
    row(out, {"Item", "Label", toHtml(a.title), toHtml(b.title), "Difference", "From", "Subject"}, "th");
    for (size_t i = 0; i < std::min(list.size(), mostDisagreements); ++i) {
        const train::Disagreement& one = list[i];
        const ItemId item = comparison.items[one.row];
        const size_t place = snapshot.items->find(item);
        const bool isThere = place < snapshot.items->count();
        const uint8_t label = (*result.labels)[one.row];
        row(out,
            {std::to_string(item.value),
                label > 1   ? ""
                    : label ? "hostile"
                            : "not hostile",
                number(one.a), number(one.b), number(one.difference),
                isThere ? toHtml(snapshot.items->from(place)) : "",
                isThere ? toHtml(snapshot.items->subject(place)) : ""});
    }
    return out + "</table>\n";
}

constexpr const char* style =
    "body{font:14px sans-serif;margin:2em;max-width:100em}table{border-collapse:collapse;margin:.5em 0}"
    "td,th{border:1px solid #bbb;padding:2px 6px;text-align:left}svg text{font:11px sans-serif}"
    ".u{background:#fdd}";

} // namespace

Result<std::string> Case::comparisonReport(
    const CaseComparison& comparison, const train::ComparisonTests* tests, const RunContext& context) const
{
    const auto now = snapshot(nullptr, context);
    if (!now)
        return now.error();
    const train::ModelComparison& result = *comparison.result;
    std::string titles;
    for (const ComparedModel& model : result.models)
        titles += (titles.empty() ? "" : ", ") + toHtml(model.title);
    std::string out = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Comparison: " + titles
        + "</title><style>" + style + "</style></head><body>\n<h1>Comparison: " + titles + "</h1>\n<p>Case "
        + toHtml(path().filename().string()) + ", by " + toHtml(user()) + "</p>\n";
    out += setSection(comparison) + modelTable(result);
    if (tests)
        out += testSection(result, *tests);
    if (result.positives > 0 && result.negatives > 0) {
        out += "<h2>Curves</h2>\n";
        out += plot(comparison, "ROC", "False positive rate", "Recall",
            [](const ComparedModel& model) { return model.index->roc(); });
        out += plot(comparison, "Precision and recall", "Recall", "Precision",
            [](const ComparedModel& model) { return model.index->precisionRecall(); });
        out += plot(comparison, "Calibration", "Mean score", "Share of hostile items", reliability);
        out += sliceTable(result);
    }
    for (size_t i = 1; i < result.models.size(); ++i)
        out += disagreementTable(comparison, **now, i);
    return out + "</body></html>\n";
}

} // namespace assay
