// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"

namespace assay {

// SHA-256 of a source that is a single file, as it was imported; empty when that cannot be told: a folder, a file that
// has changed or is gone. Taken by reading the file once; `known` is what an earlier call left (memory), and
// saves the reading. Fails only when cancelled. Bounded by the length that the file had when it was imported.
struct SourceHashing
{
    std::string sha256; // hex, or empty
    std::string memory; // for the next call; empty: nothing to remember
};
Result<SourceHashing> hashSource(
    const SourceInfo& source, const FileStamp& imported, std::string_view known, const RunContext& context);

} // namespace assay
