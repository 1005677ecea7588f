// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace assay::test {

struct CrashReport
{
    unsigned killed = 0; // rounds that ended in the middle of the work
    uint64_t acknowledged = 0; // changes that children had reported before
    std::vector<std::string> faults; // what was lost or counted twice afterwards; empty is right
};

// Rounds of a child process that learns into one storage while it is flushed all the time, killed with SIGKILL at a
// random moment. After each the file must be sound and the weight of every hash what the child had reported, or one
// more for the change it was at.
CrashReport runFuzzyCrashRounds(const std::filesystem::path& folder, unsigned rounds, unsigned seed);

} // namespace assay::test
