// SPDX-License-Identifier: GPL-3.0-or-later
// Values of the batches of a case; what can be done with them is at Case.
#pragma once

#include "core/feedback/batch.h"
#include "core/feedback/labelstore.h"

#include <array>
#include <filesystem>

namespace assay {

struct Batch
{
    feedback::BatchInfo info;
    feedback::BatchScope scope;
};

// What somebody should see before a batch is submitted.
struct BatchReview
{
    std::vector<ItemId> items; // of the scope now, ascending
    // Items by label and prediction; [label][0: not hostile, 1: hostile, 2: unknown].
    std::map<feedback::LabelId, std::array<uint64_t, 3>> counts;
    std::vector<ItemId> unlabelled;
    std::vector<ItemId> againstReason; // label contradicts the reason of the context
    std::vector<ItemId> outsidePeriod;
    std::vector<ItemId> conflicts; // labels of authors differ
    std::vector<ItemId> sameAddressBothWays; // one address labelled both ways
    std::vector<ItemId> missingFeatures; // not scanned or not readable
    std::vector<ItemId> spotCheck; // 20 at random, the same for the same scope
    uint64_t addresses = 0; // distinct
    std::vector<std::string> problems; // why it cannot be submitted; English
};

struct SubmitOptions
{
    // Names of features that are not sent because they name the site.
    std::vector<std::string> withheld;
    uint32_t recordsPerPart = 5000; // 1 to 5,000
    int64_t at = 0; // seconds since 1970 that the messages state; 0: now
};

// Proof of a submission.
struct SubmitReceipt
{
    BatchId batch;
    int64_t at = 0;
    uint64_t records = 0; // sent, one an item
    std::map<feedback::LabelId, uint64_t> byLabel; // their current labels
    std::string sha256; // of the records as they are sent
    std::vector<std::filesystem::path> files; // in the outbox
};

// What reading the inbox found.
struct InboxReport
{
    uint64_t replies = 0; // applied
    uint64_t batches = 0; // of others, taken in
    uint64_t waiting = 0; // files whose other parts are not there yet; they stay
    struct Refused
    {
        std::filesystem::path file; // moved to inbox/refused
        std::string why; // English
    };
    std::vector<Refused> refused;
};

// A line for the list of messages.
struct CaseMessage
{
    uint64_t id = 0;
    int64_t at = 0;
    enum class Severity : uint8_t { Debug, Info, Warning, Error } severity = Severity::Info;
    std::string text; // English
    std::string object; // "batch 3", "run 7", "model boosted 2": where it leads
};

} // namespace assay
