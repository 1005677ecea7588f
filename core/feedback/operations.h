// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feedback/labelstore.h"
#include "core/store/database.h"

#include <optional>

namespace assay::feedback {

// Where the events of an operation are; known to this folder and to the fuzzy batches of cases.
struct EventRange
{
    int64_t first = 0, count = 0;
};

struct StoredOperation
{
    Operation operation;
    EventRange events; // of mark_event for Bookmark, Tag, Note; of fuzzy_event for Fuzzy; else of label_event
};

inline bool isAboutLabels(OperationKind subject)
{
    return subject == OperationKind::Label || subject == OperationKind::Import;
}

// NotFound when there is none of this id.
Result<StoredOperation> readOperation(const store::Database& database, uint64_t id);
// The newest operation that can be undone, or the last one undone that can be done again.
Result<std::optional<StoredOperation>> nextOperation(const store::Database& database, bool redo);

// The number of a name in `author` or `tag`, made when it is new.
Result<int64_t> numberOf(store::Database& database, const char* table, std::string_view name);

// BadArgument when one of these is too long or not UTF-8.
Result<void> checkTexts(std::string_view author, std::string_view note, std::string_view query);
// NotFound, naming it, when an item is not in the case. Items have the ids from 0 on without gaps.
Result<void> checkItems(const store::Database& database, std::span<const ItemId> items);
// The items ascending and once each; a copy only where they are not so already.
std::span<const ItemId> ascending(std::span<const ItemId> items, std::vector<ItemId>& copy);

// {"none":90,"spam":10}, or the one name when all are alike.
std::string labelCountsText(const std::map<LabelId, uint64_t>& counts);
std::string labelName(LabelId label); // "none" for noLabel

// One change: a durable transaction, the row of the operation, the undo stacks and the audit entry.
class Change
{
public:
    static Result<Change> begin(store::Database& database, OperationKind kind, std::string_view author);
    // What an Undo or Redo is about; others are about their own kind.
    Result<void> setSubject(OperationKind subject);
    // The operation so far; to be filled in before commit().
    Operation& operation() { return m_operation; }
    EventRange& events() { return m_events; } // first: the id that the first event gets
    // How the audit log says what the items had before and have now.
    void describe(std::string before, std::string after);
    // The audit entry's words instead of those that the kind gives.
    void setAction(std::string action, std::string object);
    // It cannot be taken back, and leaves what can be as it is.
    void setNotUndoable() { m_isUndoable = false; }
    // Nothing is written when the operation changed nothing.
    Result<Operation> commit(std::span<const ItemId> items);

private:
    Change(store::Database& database, store::Transaction transaction)
        : m_database(&database)
        , m_transaction(std::move(transaction))
    {
    }
    Result<void> insert();
    Result<void> updateStacks();
    Result<void> writeAudit(std::span<const ItemId> items);

    store::Database* m_database;
    store::Transaction m_transaction;
    Operation m_operation;
    EventRange m_events;
    std::string m_before, m_after;
    std::string m_action, m_object;
    bool m_isUndoable = true;
};

} // namespace assay::feedback
