// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace assay::test {

struct RegistryCrashReport
{
    unsigned killed = 0; // rounds that ended in the middle of the work
    uint64_t acknowledged = 0; // changes that children had reported before
    std::vector<std::string> faults; // what was lost or half done afterwards; empty is right
};

// Rounds of a child process that publishes, promotes, rolls back, removes and purges, killed with SIGKILL at a random
// moment; after each the registry in `folder` must be sound and hold every change that the child had reported.
RegistryCrashReport runRegistryCrashRounds(const std::filesystem::path& folder, unsigned rounds, unsigned seed);

// What is wrong with a registry: versions that do not load, aliases that point nowhere, numbers that stand twice.
std::vector<std::string> registryFaults(const std::filesystem::path& folder);

} // namespace assay::test
