// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/storeditems.h"
#include "core/index/segment.h"

namespace assay {

// What the case and the message tell of one item.
ItemValues readValues(const ItemDetail& detail, Result<std::string> bytes, const ItemValueLimits& limits = {});

// Reads consecutive items of a case and indexes them; items are read one after the other and taken apart in parallel.
class SegmentMaker
{
public:
    SegmentMaker(StoredItems& stored, const ItemTable& items)
        : m_stored(stored)
        , m_items(items)
    {
    }
    // The image of an index file for rows [identity.firstRow, + identity.rows). Cancelled, or the database's error.
    Result<std::string> make(const IndexIdentity& identity, const RunContext& context);
    uint64_t itemBytes() const { return m_bytes; } // read so far

private:
    StoredItems& m_stored;
    const ItemTable& m_items;
    uint64_t m_bytes = 0;
};

} // namespace assay
