// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace assay::test {

struct LabelCrashReport
{
    unsigned killed = 0; // rounds that ended in the middle of the work
    uint64_t acknowledged = 0; // changes that children had reported before
    std::vector<std::string> faults; // what was lost or half done afterwards; empty is right
};

// Rounds of a child process that labels, labels in bulk, takes back and does again in one case, killed with SIGKILL at
// a random moment; after each the case must be sound and hold every change that the child had reported.
LabelCrashReport runLabelCrashRounds(const std::filesystem::path& folder, unsigned rounds, unsigned seed);

} // namespace assay::test
