// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace assay {

// The right to write a case: an advisory lock on NAME.assay.d/lock, which ends with the process whatever happens to it.
// The file names its holder; what a crashed holder leaves behind is noticed and harmless.
class CaseLock
{
public:
    // Makes the folder when it is missing. Locked: detail tells who holds it. ReadOnly, PermissionDenied, DiskFull ...:
    // the lock file cannot be written.
    static Result<CaseLock> take(const std::filesystem::path& folder);
    CaseLock(CaseLock&& other) noexcept;
    CaseLock& operator=(CaseLock&&) = delete;
    ~CaseLock(); // gives it back

    // The holder before us did not give it back.
    bool wasLeftBehind() const { return m_wasLeftBehind; }

private:
    CaseLock(int descriptor, bool wasLeftBehind)
        : m_descriptor(descriptor)
        , m_wasLeftBehind(wasLeftBehind)
    {
    }
    int m_descriptor = -1;
    bool m_wasLeftBehind = false;
};

} // namespace assay
