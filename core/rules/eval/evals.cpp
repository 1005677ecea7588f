// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/evals.h"

#include <algorithm>

namespace assay::rules {
namespace {

// Every plugin's functions, sorted by name.
std::vector<EvalEntry> allEvals()
{
    std::vector<EvalEntry> entries;
    for (std::span<const EvalEntry> table : {
             headerEvals(),
             receivedEvals(),
             dateEvals(),
             recipientEvals(),
             htmlEvals(),
             mimeEvals(),
             bodyEvals(),
             freemailEvals(),
             relayEvals(),
             imageEvals(),
             listEvals(),
             subjectListEvals(),
             uriEvals(),
             bounceEvals(),
             networkEvals(),
         })
        entries.insert(entries.end(), table.begin(), table.end());
    std::sort(entries.begin(), entries.end(), [](const EvalEntry& a, const EvalEntry& b) { return a.name < b.name; });
    return entries;
}

} // namespace

const EvalEntry* findEval(std::string_view name)
{
    static const std::vector<EvalEntry> entries = allEvals();
    const auto found = std::lower_bound(entries.begin(), entries.end(), name,
        [](const EvalEntry& entry, std::string_view wanted) { return entry.name < wanted; });
    return found != entries.end() && found->name == name ? &*found : nullptr;
}

} // namespace assay::rules
