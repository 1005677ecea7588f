// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "core/fuzzy/rule/scoring.h"
#include "core/mail/summary.h"
#include "core/rules/rulesengine.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// Kinds of detectors; stored in cases, so the order never changes.
enum class DetectorKind : uint8_t { Rules, Fuzzy, Neural, Anomaly, Boosted, Fusion };
std::string_view detectorKindName(DetectorKind kind); // "rules", ...
std::optional<DetectorKind> detectorKindFromName(std::string_view name);

// Verdict band of a score; stored in cases.
enum class Action : uint8_t { None, AddHeader, Reject };
std::string_view actionName(Action action); // "none", "add_header", "reject"

// Scores at or above a threshold get its action.
struct Thresholds
{
    double addHeader = 5;
    double reject = 15;
    Action actionFor(double score) const;
    bool operator==(const Thresholds&) const = default;
};

// What a detector can report. SymbolId is a position in the list of the Scanner (or of the stored scan).
struct Symbol
{
    std::string name;
    DetectorKind detector = DetectorKind::Rules;
    std::string group; // may be empty
    std::string description; // English, may be empty
};

using Evidence = rules::Evidence;

// What a model said about an item.
struct ModelOutput
{
    std::string model; // its name in the registry
    std::string version; // id of the version that scored
    double output = 0; // as the kind gives it: probability, anomaly score; of the mail net -1 (ham) to 1 (spam)
    double risk = 0; // 0 to 1, comparable between models
    bool isHostile = false; // verdict by the model's own threshold
    uint32_t defaults = 0; // features that the item lacked
    bool isShadow = false; // scored for comparison only
    bool operator==(const ModelOutput&) const = default;
};

// The risk that all models of a scan state together: symbol, and model in ModelOutput.
inline constexpr std::string_view fusedSymbolName = "FUSED_RISK";
inline constexpr std::string_view fusedModelName = "fusion";

// One symbol found in one item.
struct Hit
{
    SymbolId symbol;
    uint32_t count = 1; // as the detector counts; evidence may hold fewer places
    double score = 0; // contribution to the item's score
    std::vector<std::string> options; // what the detector says besides
    std::vector<Evidence> evidence; // only where asked for
    std::vector<fuzzy::FuzzyMatch> matches = {}; // of fuzzy hits
    std::optional<ModelOutput> output = {}; // of models
};

// Everything a scan learned about one item. Score is the sum of the scores of its hits.
struct ScannedItem
{
    uint64_t number = 0; // position in the scanned sequence, from 0
    std::optional<Error> error; // the item could not be read; the rest is empty then
    uint64_t bytes = 0; // scanned
    double score = 0;
    Action action = Action::None;
    std::vector<Hit> hits; // by SymbolId ascending
    DefectSet defects; // of the message (without those found while splitting)
    MessageSummary summary;
    Sha256 sha256 = {}; // when asked for
    uint32_t microseconds = 0; // processor time of the detectors and readings, without loading
};

} // namespace assay
