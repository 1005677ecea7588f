// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace assay::test {

struct TrainCrashReport
{
    unsigned killed = 0; // rounds in which the program or its helper died at work
    uint64_t acknowledged = 0; // trainings, promotions and steps back that were reported before
    std::vector<std::string> faults; // what was lost or half done afterwards; empty is right
};

// Rounds of a child process that trains, promotes and rolls back models of a case. In every other round the process is
// killed with SIGKILL at a random moment, else its training program is. After each the case and its registry must be
// sound and hold everything that the child had reported.
TrainCrashReport runTrainCrashRounds(const std::filesystem::path& folder, unsigned rounds, unsigned seed);

} // namespace assay::test
