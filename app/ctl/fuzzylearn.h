// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/verb.h"
#include "core/casefile/case.h"
#include "core/fuzzy/storage/fuzzystorage.h"

#include <optional>

// What fuzzy check, add, del and conditions share.
namespace assay::ctl {

enum class FuzzyAct { Check, Add, Delete };

// What is known of one hash afterwards.
struct HashResult
{
    std::string item; // file name, or number in the case
    fuzzy::PartHash hash;
    fuzzy::StorageReply reply;
    bool changed = false;
    std::string denied; // why not; empty: it was not
};
void printHash(const HashResult& result, bool isJson);

// -f and -w; BadArgument names the one that is off.
struct FlagAndWeight
{
    uint8_t flag = 0; // 0: not given
    int32_t weight = 1;
};
Result<FlagAndWeight> askedFlag(const Arguments& arguments);

// Rows of a case that match --query, ascending; all without it.
Result<std::vector<ItemId>> askedItems(const Arguments& arguments, const Case& work, const RunContext& context);
// The act on a storage of a case: --case, --query, --storage NAME.
ExitCode runFuzzyCase(const Arguments& arguments, FuzzyAct act);
// A plan as JSON lines or text, one line an item, and its sums.
void printPlan(const LearnPlan& plan, bool isJson, bool isDone, uint64_t operation);

// All of a file, or of standard input for "-".
Result<std::string> readText(const std::string& operand);

} // namespace assay::ctl
