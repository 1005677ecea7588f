// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/modeldir.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::models {

// What a voice says about one row.
struct VoiceOutput
{
    double score = 0; // of the model; high = suspicious
    // 0 to 1: rarity among normal rows, or calibrated probability. Nothing when the model has no table for it.
    std::optional<double> risk;
    bool isAlert = false; // beyond the threshold that is stored with the model; false without one
    uint32_t defaultsUsed = 0; // features that the row did not have
    bool isReliable = true; // false when those are more than half
    bool hasUnseenConstant = false; // see Voice::unseenConstants
};

// Why a row has its score; the parts add up: base + contributions + remainder = total.
struct VoiceExplanation
{
    struct Feature
    {
        std::string name;
        double value = 0; // NaN: the row does not have it
        double contribution = 0; // positive: more suspicious
        double percentile = 0; // share of the training values below, 0 to 1; NaN: not known
        double expected = 0; // what would have been usual; NaN: the kind knows none
    };
    double base = 0;
    std::vector<Feature> features; // in the order of the model
    double remainder = 0;
    double total = 0;
    bool isLogOdds = false; // the unit; else that of the score

    // Indices of the `count` features that contribute most, either way, those first that contribute most.
    std::vector<size_t> top(size_t count) const;
};

// A value that no training row had in a column that was always the same.
struct UnseenConstant
{
    std::string name;
    double value = 0;
    double usual = 0;
};

// A stored model bound to the columns of a table that has more of them: ready to score rows of that table one by one.
// Never changes after make(); any number of threads.
class Voice
{
public:
    // `columns` name the values of the rows to come. Features without a column are missing in every row.
    // BadArgument when a column stands twice.
    static Result<Voice> make(StoredModel stored, const std::vector<std::string>& columns);

    // For voices on the columns of another table.
    const StoredModel& stored() const { return m_stored; }
    const Model& model() const { return *m_stored.model; }
    const Manifest& manifest() const { return m_stored.manifest; }
    VoiceRole role() const { return model().kind().role(); }
    // Features that no column has.
    const std::vector<std::string>& absent() const { return m_absent; }
    double absentShare() const;

    // `row` has a value for each column (asserted); NaN and infinite: missing. A feature that is missing counts as what
    // the model takes for it (forest of planes, boosted trees: as missing; others: the training median).
    Result<VoiceOutput> score(std::span<const double> row) const;
    // The same for all rows of a table of those columns.
    Result<std::vector<VoiceOutput>> scoreTable(const Matrix& rows, const RunContext& context) const;
    Result<VoiceExplanation> explain(std::span<const double> row) const;
    std::vector<UnseenConstant> unseenConstants(std::span<const double> row) const;

    // What a score of the model means.
    std::optional<double> riskOf(double score) const;
    bool isAlertAt(double score) const;

private:
    struct Guard
    {
        size_t column = 0;
        double value = 0;
        size_t index = 0; // in the manifest
    };

    Voice() = default;
    VoiceOutput judged(double score, std::span<const double> row, uint32_t defaultsUsed) const;
    uint32_t gather(std::span<const double> row, double* values) const;
    double percentileOf(size_t feature, double value) const;

    StoredModel m_stored;
    std::vector<size_t> m_columns; // one a feature; npos: absent
    std::vector<std::string> m_absent;
    std::vector<Guard> m_guards; // those whose column is there
    size_t m_width = 0; // of a row
    std::optional<double> m_alert;
};

// Share of the training values below `value`, equal ones by half, from the quantiles of a digest; NaN without values.
double percentileIn(const FeatureDigest& digest, double value);

} // namespace assay::models
