// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "core/casefile/caselock.h"
#include "core/casefile/connections.h"

#include <mutex>

namespace assay {

// The parts of an open case that its methods share; known to this folder only.
struct Case::Data
{
    Data(std::filesystem::path file, store::OpenMode mode)
        : path(file)
        , connections(std::move(file), mode)
    {
    }

    // ReadOnly when this opening may not write.
    Result<void> mayWrite() const
    {
        if (lock)
            return {};
        return readOnlyReason.value_or(Error{ErrorCode::ReadOnly, path.string(), "opened for reading"});
    }

    std::filesystem::path path;
    mutable Connections connections;
    std::optional<CaseLock> lock; // held while this opening may write
    std::optional<Error> readOnlyReason;
    bool wasLeftOpen = false;

    std::timed_mutex importing; // one import at a time, so that its items have consecutive ids

    // The loader used last: reading on in the same source is cheap then.
    mutable std::mutex loaderMutex;
    mutable uint32_t loaderSource = UINT32_MAX;
    mutable std::optional<ItemLoader> loader;
};

// Folder of a case file: NAME.assay.d beside NAME.assay.
std::filesystem::path caseFolder(const std::filesystem::path& file);

} // namespace assay
