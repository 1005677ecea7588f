// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <chrono>
#include <filesystem>

namespace assay::train {

// The right to do something that one process (and one thread of it) may do at a time: an advisory lock on a file, which
// ends with its holder whatever happens to that. The file names the holder; what a killed one leaves there is no lock.
class RegistryLock
{
public:
    // Waits so long for another holder, then Locked: detail tells who it is. The folder must be there.
    static Result<RegistryLock> take(const std::filesystem::path& file, std::chrono::milliseconds patience);
    RegistryLock(RegistryLock&& other) noexcept;
    RegistryLock& operator=(RegistryLock&&) = delete;
    ~RegistryLock();

private:
    explicit RegistryLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    int m_descriptor = -1;
};

} // namespace assay::train
