// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/submissions.h"

namespace assay {

// A batch of another case, from messages or from a bundle, checked.
struct ArrivedBatch
{
    std::string organization, idContext;
    feedback::BatchContext context;
    int64_t submittedAt = 0;
    uint64_t addresses = 0;
    std::string sha256; // as the other side states it, may be empty
    std::vector<feedback::BatchRecord> records;
    std::string origin() const;
};
// Organisation and number that an origin names; both empty for that of a batch made here.
std::pair<std::string, std::string> sourceOf(std::string_view origin);
// Adds a feature by its name: one of the set that the first known name belongs to, or another value.
void addNamedValue(feedback::BatchRecord& record, const std::string& name, double value);

// All parts of one batch, in order. What is of no use is left out and named in the reply, which is ready to be sent.
ArrivedBatch arrivedFromMessages(std::vector<feedback::FeedbackMessage> parts, feedback::ReplyMessage& reply);

// Puts it into the case as a batch of its own, or as the next submission of the batch of the same origin: of records
// with the same UUID the newest stays. Inside of a transaction, without audit entry.
Result<BatchId> takeIn(store::Database& database, const ArrivedBatch& arrived);

// One file with all of a batch ("assay.batch/1").
std::string bundleToJson(const Submission& submission, std::string_view organization, std::string_view idContext);
// NotRecognised: something else. BadData: damaged.
Result<ArrivedBatch> bundleFromJson(std::string_view text);

} // namespace assay
