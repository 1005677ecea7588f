// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/voice.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>
#include <unordered_map>

namespace assay::models {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr size_t smallRow = 1024; // features up to which a row lies on the stack

} // namespace

double percentileIn(const FeatureDigest& digest, double value)
{
    if (digest.finite() == 0 || isMissing(value))
        return nothing;
    const auto& quantiles = digest.quantiles;
    const auto& levels = FeatureDigest::levels;
    const auto low =
        static_cast<size_t>(std::lower_bound(quantiles.begin(), quantiles.end(), value) - quantiles.begin());
    const auto high =
        static_cast<size_t>(std::upper_bound(quantiles.begin(), quantiles.end(), value) - quantiles.begin());
    if (low < high) // on one of them, or on several equal ones
        return (levels[low] + levels[high - 1]) / 2;
    if (low == 0 || low == quantiles.size())
        return low == 0 ? 0 : 1;
    const double part = (value - quantiles[low - 1]) / (quantiles[low] - quantiles[low - 1]);
    return levels[low - 1] + part * (levels[low] - levels[low - 1]);
}

std::vector<size_t> VoiceExplanation::top(size_t count) const
{
    std::vector<size_t> order(features.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(),
        [&](size_t a, size_t b) { return std::abs(features[a].contribution) > std::abs(features[b].contribution); });
    order.resize(std::min(order.size(), count));
    return order;
}

Result<Voice> Voice::make(StoredModel stored, const std::vector<std::string>& columns)
{
    std::unordered_map<std::string_view, size_t> places;
    for (size_t i = 0; i < columns.size(); ++i) {
        if (!places.emplace(columns[i], i).second)
            return Error{ErrorCode::BadArgument, columns[i], "the column stands twice"};
    }
    const auto placeOf = [&](const std::string& name) {
        const auto found = places.find(name);
        return found == places.end() ? std::string::npos : found->second;
    };
    Voice voice;
    voice.m_width = columns.size();
    for (const std::string& name : stored.model->features()) {
        voice.m_columns.push_back(placeOf(name));
        if (voice.m_columns.back() == std::string::npos)
            voice.m_absent.push_back(name);
    }
    const auto& guards = stored.manifest.guards;
    for (size_t i = 0; i < guards.size(); ++i) {
        if (const size_t column = placeOf(guards[i].name); column != std::string::npos)
            voice.m_guards.push_back({column, guards[i].value, i});
    }
    if (const double* alert = stored.manifest.threshold("alert"))
        voice.m_alert = *alert;
    voice.m_stored = std::move(stored);
    return voice;
}

double Voice::absentShare() const
{
    return m_columns.empty() ? 0 : static_cast<double>(m_absent.size()) / static_cast<double>(m_columns.size());
}

std::optional<double> Voice::riskOf(double score) const
{
    if (isMissing(score))
        return std::nullopt;
    if (model().kind().scoreMeaning() == ScoreMeaning::Anomaly)
        return manifest().rarity.risk(score);
    return manifest().calibration.apply(std::clamp(score, 0.0, 1.0));
}

bool Voice::isAlertAt(double score) const
{
    if (!m_alert || isMissing(score))
        return false;
    if (model().kind().scoreMeaning() == ScoreMeaning::Anomaly)
        return score > *m_alert;
    return *riskOf(score) >= *m_alert;
}

// Values in the order of the model; returns how many are missing.
uint32_t Voice::gather(std::span<const double> row, double* values) const
{
    assert(row.size() == m_width);
    uint32_t missing = 0;
    for (size_t i = 0; i < m_columns.size(); ++i) {
        values[i] = m_columns[i] == std::string::npos ? nothing : row[m_columns[i]];
        missing += isMissing(values[i]) ? 1 : 0;
    }
    return missing;
}

VoiceOutput Voice::judged(double score, std::span<const double> row, uint32_t defaultsUsed) const
{
    VoiceOutput out;
    out.score = score;
    out.risk = riskOf(score);
    out.isAlert = isAlertAt(score);
    out.defaultsUsed = defaultsUsed;
    out.isReliable = 2 * size_t{defaultsUsed} <= m_columns.size();
    out.hasUnseenConstant = std::any_of(m_guards.begin(), m_guards.end(),
        [&](const Guard& guard) { return !isMissing(row[guard.column]) && row[guard.column] != guard.value; });
    return out;
}

Result<VoiceOutput> Voice::score(std::span<const double> row) const
{
    std::array<double, smallRow> small;
    std::vector<double> large(m_columns.size() > smallRow ? m_columns.size() : 0);
    double* values = large.empty() ? small.data() : large.data();
    const uint32_t missing = gather(row, values);
    const auto score = model().scoreRow({values, m_columns.size()});
    if (!score)
        return score.error();
    return judged(*score, row, missing);
}

Result<std::vector<VoiceOutput>> Voice::scoreTable(const Matrix& rows, const RunContext& context) const
{
    Matrix own;
    own.names = model().features();
    own.rows = rows.rows;
    own.values.resize(rows.rows * own.columns());
    std::vector<uint32_t> missing(rows.rows);
    for (size_t r = 0; r < rows.rows; ++r)
        missing[r] = gather(rows.row(r), own.values.data() + r * own.columns());
    const auto scores = model().score(own, context);
    if (!scores)
        return scores.error();
    std::vector<VoiceOutput> out;
    out.reserve(rows.rows);
    for (size_t r = 0; r < rows.rows; ++r)
        out.push_back(judged((*scores)[r], rows.row(r), missing[r]));
    return out;
}

double Voice::percentileOf(size_t feature, double value) const
{
    const auto& digests = manifest().digests;
    return digests.empty() ? nothing : percentileIn(digests[feature], value);
}

Result<VoiceExplanation> Voice::explain(std::span<const double> row) const
{
    Matrix own;
    own.names = model().features();
    own.rows = 1;
    own.values.resize(own.columns());
    gather(row, own.values.data());
    const auto explained = model().explain(own, {});
    if (!explained)
        return explained.error();
    const Explanation& why = explained->front();
    VoiceExplanation out;
    out.base = why.base;
    out.remainder = why.remainder;
    out.total = why.total;
    out.isLogOdds = why.isLogOdds;
    for (size_t i = 0; i < own.columns(); ++i) {
        const double value = own.values[i];
        out.features.push_back({own.names[i], isMissing(value) ? nothing : value, why.contributions[i],
            percentileOf(i, value), why.expected.empty() ? nothing : why.expected[i]});
    }
    return out;
}

std::vector<UnseenConstant> Voice::unseenConstants(std::span<const double> row) const
{
    std::vector<UnseenConstant> out;
    for (const Guard& guard : m_guards) {
        const double value = row[guard.column];
        if (!isMissing(value) && value != guard.value)
            out.push_back({manifest().guards[guard.index].name, value, guard.value});
    }
    return out;
}

} // namespace assay::models
