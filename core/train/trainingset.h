// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/models/csvtable.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::train {

inline constexpr uint8_t noTrainingLabel = 2;

// Rows to learn from, with what a split must know about them. Every list has an entry for each row; see
// checkTrainingSet.
struct TrainingSet
{
    models::Matrix rows; // the superset of features; missing: NaN
    std::vector<uint8_t> labels; // 0, 1; noTrainingLabel: none (a row of the baseline only)
    std::vector<float> weights; // 1 unless the context says otherwise
    std::vector<uint64_t> items; // numbers of the items, or of the rows of a table
    std::vector<uint64_t> groups; // rows of one group are never parted
    std::vector<int64_t> times; // seconds since 1970, 0: unknown
    std::vector<uint8_t> confirmed; // 1: a person looked at the label again; cleaning leaves it alone. May be empty
    std::string description; // English: query or batches
    std::string query; // that chose the rows; empty: none
    std::vector<std::string> batches; // that they come from
    std::string featureSet; // "mail/1": where the columns come from
    uint64_t conflicts = 0; // rows left out because people do not agree
    size_t size() const { return items.size(); }
};

// BadData says which list does not fit the rows, or which value is impossible.
Result<void> checkTrainingSet(const TrainingSet& set);
// The named rows in that order.
TrainingSet selectTrainingRows(const TrainingSet& set, std::span<const size_t> rows);
// Rows of a table as a set: all of weight 1, without times, each a group of its own. `labels` may be empty.
TrainingSet makeTrainingSet(models::Matrix rows, std::vector<uint8_t> labels = {});

// A file of its own: columns packed by what their values need, with a sum over all. What is read back has the same bits
// (every missing value becomes NaN). NotRecognised, NewerVersion, BadData: damaged or impossible.
std::string trainingSetToBytes(const TrainingSet& set);
Result<TrainingSet> trainingSetFromBytes(std::string_view bytes);
Result<void> saveTrainingSet(const std::filesystem::path& path, const TrainingSet& set);
Result<TrainingSet> loadTrainingSet(const std::filesystem::path& path);
// SHA-256 of that form, 64 lower-case digits: what a model says it was trained on.
std::string fingerprintOf(const TrainingSet& set);

// A table for other programs, and back: the features, and before them the columns named here. Any of these may be
// absent when reading; a row without a label has an empty cell.
inline constexpr std::string_view itemColumn = "_item", labelColumn = "_label", weightColumn = "_weight",
                                  groupColumn = "_group", timeColumn = "_time", confirmedColumn = "_confirmed";
std::string trainingSetToCsv(const TrainingSet& set);
Result<TrainingSet> trainingSetFromCsv(std::string_view text, const models::CsvLimits& limits = {});

} // namespace assay::train
