// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace assay::rules {

struct CompileHelperOptions
{
    uint64_t memoryBytes = uint64_t{3} << 30; // address space of the process
    int niceness = 10; // compiling never competes with scanning
};

// The whole life of a compile helper: reads requests (core/rules/match/helperprotocol.h) from `input`, compiles with
// Hyperscan and writes replies to `output` until the input ends. A request that needs more processor time than it
// allows ends the process by SIGPROF: the library cannot be cancelled. Returns the exit status. Limits the calling
// process, so only for a program of its own.
int runCompileHelper(int input, int output, const CompileHelperOptions& options = {});

} // namespace assay::rules
