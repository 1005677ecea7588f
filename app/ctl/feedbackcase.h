// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/arguments.h"
#include "app/ctl/output.h"
#include "core/casefile/batches.h"
#include "core/casefile/case.h"

namespace assay::ctl {

inline constexpr OptionSpec feedbackCaseOption{"--case", "FILE", "the case", false};
inline constexpr OptionSpec feedbackJsonOption{"--json", "", "JSON instead of text", false};

// The case of --case with `operands` words behind the verb; complains and gives the exit code in `code` otherwise.
std::unique_ptr<Case> openFeedbackCase(const Arguments& arguments, std::string_view verb, size_t fewest, size_t most,
    CaseMode mode, std::string_view operands, ExitCode& code);
// The time that an option gives, seconds since 1970; 0 without it. One without a zone is of --zone.
Result<int64_t> askedTime(const Arguments& arguments, std::string_view option);
// "3" or "batch 3".
Result<BatchId> batchNumber(const std::string& text);
std::string labelText(feedback::LabelId label); // "none" for noLabel
void writeBatch(JsonWriter& json, const feedback::BatchInfo& info); // an object
void printBatch(const feedback::BatchInfo& info, bool isJson); // one line

} // namespace assay::ctl
