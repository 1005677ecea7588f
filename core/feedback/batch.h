// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/feedback/label.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::feedback {

// Why somebody labels items. Numbers are stored: never change one.
enum class Reason : uint8_t { Attack = 1, FalsePositive, FalseNegative, TruePositive, TrueNegative, Other };
std::string_view reasonName(Reason reason); // as stored and sent: "false positive"
std::optional<Reason> reasonFromName(std::string_view name); // also with '_' for ' ', any case
std::string_view reasonTitle(Reason reason); // English, marked for translation
std::string_view reasonMeaning(Reason reason); // one line, English, marked for translation
// The label of a scheme that items of such a context usually get; noLabel: none.
LabelId suggestedLabel(Reason reason, const LabelScheme& scheme);

inline constexpr size_t longestNotes = 10'000; // characters

// What a batch is about.
struct BatchContext
{
    std::string name;
    Reason reason = Reason::Other;
    std::string reasonText; // filled in from the reason, editable
    int64_t start = 0, stop = 0; // seconds since 1970; both 0: not set yet
    std::string zone; // in which they were typed: "Europe/Kyiv", "+02:00"; empty: UTC
    std::string notes; // at most longestNotes characters; they leave this machine when the batch is submitted
    uint8_t confidence = 100; // percent
    bool operator==(const BatchContext&) const = default;
};
// What stands against submitting it; empty: nothing. English, one sentence each.
std::vector<std::string> checkContext(const BatchContext& context, int64_t now);

// Which items belong to a batch: those of the query that are also in the list, then single ones more or less. Without a
// query and a list only single ones; the query "*" is all items.
struct BatchScope
{
    std::string query;
    std::string list; // name of a list of addresses of the case; empty: none
    bool isFrozen = false; // `items` are the scope, query and list only say where they came from
    std::vector<ItemId> items; // ascending; when frozen
    std::vector<ItemId> added, removed; // by hand, ascending; when not frozen
    bool operator==(const BatchScope&) const = default;
};

enum class BatchState : uint8_t { Empty, Draft, Changed, Submitted, Processed, Failed };
std::string_view batchStateName(BatchState state); // "empty", "draft", ...

// What a batch holds at the moment, without its items.
struct BatchInfo
{
    BatchId id;
    BatchContext context;
    BatchState state = BatchState::Empty;
    std::string author;
    int64_t createdAt = 0, changedAt = 0, submittedAt = 0, processedAt = 0; // seconds since 1970; 0: never
    uint64_t records = 0; // of the last submission, one an item
    std::string sha256; // of the last submission
    std::string reply; // reason of a failure, or what the other side said
    std::vector<uint64_t> usedInRuns; // numbers of training runs
    bool isWithdrawn = false;
    std::string withdrawnBecause;
    std::string origin; // of an imported one: where it came from; else empty
};

// One labelled item as it was when the batch was submitted; what training uses. Where authors do not agree, each has a
// record of the item (see traininglabels.h).
struct BatchRecord
{
    ItemId item; // none: of another case
    std::string uuid; // of the item for others
    LabelId label = noLabel; // noLabel: it had one in an earlier submission
    std::string author;
    int64_t labelledAt = 0;
    uint8_t confidence = 100;
    int prediction = 42; // 1 hostile, 0 not, 42 unknown
    double score = 42; // risk or score that went with it, 42: unknown
    int64_t start = 0, stop = 0; // time of the item
    std::vector<double> features; // beside those of the set that `featureVersion` names; empty: none
    // Feature values of the symbols of the scan at that time, by full name ("symbol.X"); of an imported batch all that
    // are no features of its set.
    std::vector<std::pair<std::string, double>> symbols;
    uint32_t featureVersion = 0; // features::FeatureSet::stamp()
};

} // namespace assay::feedback
