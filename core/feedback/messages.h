// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON messages in which batches are handed to others and answered.
#pragma once

#include "core/base/result.h"
#include "core/feedback/batch.h"

#include <map>
#include <variant>

namespace assay::feedback {

// One submitted record. Neither address nor host: they stay where they are.
struct MessageRecord
{
    uint64_t id = 0;
    std::string uuid; // of the item ("uuid_request_set")
    int prediction = 42; // 1 hostile, 0 not, 42 unknown
    double score = 42, attackPrediction = 42; // 42: unknown
    std::optional<bool> isLowRate;
    std::vector<std::pair<uint32_t, double>> features; // name in FeedbackMessage::names, value
    std::string feedback; // bot, notbot, correct, incorrect, or empty: no label
    int64_t start = 0, stop = 0; // of the item; seconds since 1970, 0: not known
    int64_t submittedAt = 0, createdAt = 0, updatedAt = 0;
};

// A batch, or part `part` of `parts` of it ("FeedbackSchema" with progress_count).
struct FeedbackMessage
{
    std::string idContext; // number of the batch at its sender
    std::string organization; // UUID
    uint32_t part = 1, parts = 1;
    Reason reason = Reason::Other;
    std::string reasonText, notes;
    int64_t start = 0, stop = 0;
    std::optional<uint64_t> addresses; // distinct ("ip_count")
    bool isPending = true;
    std::vector<std::string> names; // of features
    std::vector<MessageRecord> records;
};

// What the receiver answers.
struct ReplyMessage
{
    std::string organization; // of the sender of the batch
    std::string idContext;
    bool success = false;
    std::string reason;
    uint64_t accepted = 0;
    struct Rejected
    {
        std::string uuid, why; // English
        bool operator==(const Rejected&) const = default;
    };
    std::vector<Rejected> rejected;
    std::string modelVersion; // that has learned from it; empty: none yet
    bool operator==(const ReplyMessage&) const = default;
};

// Asks for a training ("RetrainSchema").
struct RetrainMessage
{
    int64_t atMs = 0; // milliseconds since 1970
    std::string uuid, organization;
    std::string trainingConfig; // YAML
    bool operator==(const RetrainMessage&) const = default;
};

using Message = std::variant<FeedbackMessage, ReplyMessage, RetrainMessage>;

std::string toJson(const FeedbackMessage& message);
std::string toJson(const ReplyMessage& message);
std::string toJson(const RetrainMessage& message);
// One record as it stands in a message.
std::string recordToJson(const MessageRecord& record, const FeedbackMessage& message);

// Any of them. Unknown keys are passed over, as are features that are no numbers; what is missing keeps its default. A
// period of a batch that begins and ends at the same midnight is that whole day. BadData: no JSON, no such message, or
// texts and numbers out of bounds.
Result<Message> messageFromJson(std::string_view text);

// The label that a record of another site stands for, of trafficScheme(); noLabel for feedback "". An Error says why
// the record is of no use.
Result<LabelId> labelOfRecord(const MessageRecord& record);
// "bot", "notbot" or "" of a label, and whether it is one of low rate.
std::string_view feedbackOfLabel(LabelId label);
bool isLowRateLabel(LabelId label);

// "2021-02-27 00:00:00+00:00", with 'T', fractions, other zones or none (UTC) too; nullopt: no time.
std::optional<int64_t> messageTime(std::string_view text); // milliseconds since 1970

} // namespace assay::feedback
