// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feedback/operations.h"

namespace assay::feedback {

// Writes bookmarks, tags or notes of one operation with their events. Inside the transaction of a Change; lives no
// longer than the database stays where it is.
class MarkWriter
{
public:
    // `subject`: Bookmark, Tag (of the name `tag`) or Note.
    static Result<MarkWriter> create(
        store::Database& database, Change& change, OperationKind subject, std::string_view tag);
    // Text of a note, else "1" or "". False: the item had that.
    Result<bool> set(ItemId item, std::string_view value);
    const std::string& valueBefore() const { return m_before; } // the last set()

private:
    MarkWriter(Change& change, std::vector<store::Statement> statements, int64_t tag)
        : m_change(&change)
        , m_statements(std::move(statements))
        , m_tag(tag)
    {
    }
    Result<void> readBefore(ItemId item);
    Result<void> store(ItemId item, std::string_view value);
    void bindItem(store::Statement& statement, ItemId item);

    Change* m_change;
    std::vector<store::Statement> m_statements; // select, insert, remove, insert event
    int64_t m_tag = 0; // 0 where there is none
    std::string m_before;
};

} // namespace assay::feedback
