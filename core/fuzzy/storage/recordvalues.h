// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/localstorage.h"

#include <charconv>

namespace assay::fuzzy {

// Collects the values of one record of a file of hashes.
class RecordValues
{
public:
    explicit RecordValues(int64_t now) { m_hash.time = now; }

    // False when the value is none of its kind; unknown names are passed over.
    bool set(std::string_view name, const std::vector<std::string_view>& values);
    bool isEmpty() const { return !m_hasDigest && !m_hasFlag && !m_hasWeight; }
    // BadData names what is missing.
    Result<StoredHash> hash() const;

private:
    StoredHash m_hash;
    bool m_hasDigest = false, m_hasFlag = false, m_hasWeight = false;
};

} // namespace assay::fuzzy
