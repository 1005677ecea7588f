// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/runcontext.h"
#include "core/feedback/label.h"

#include <map>
#include <memory>

namespace assay::store {
class Database;
}

namespace assay::feedback {

// One label as it was given; nothing of the history is ever changed or removed.
struct LabelEvent
{
    uint64_t operation = 0;
    ItemId item;
    LabelId label = noLabel; // noLabel: cleared
    std::string author;
    int64_t at = 0; // seconds since 1970
    uint8_t confidence = 100; // percent
    std::string note;
};

enum class OperationKind : uint8_t { Label, Bookmark, Tag, Note, Import, Undo, Redo, Fuzzy };

// A thing done in one transaction, as undo, the audit log and the bar above the list know it.
struct Operation
{
    uint64_t id = 0;
    OperationKind kind = OperationKind::Label;
    OperationKind subject = OperationKind::Label; // of an Undo or Redo: the kind it is about; else as `kind`
    std::string author;
    int64_t at = 0;
    std::string text; // label or tag name
    std::string query; // it was given for, when it was a bulk
    uint64_t changed = 0; // items
    uint64_t unchanged = 0; // had that already
    std::map<LabelId, uint64_t> before; // labels that the changed items had, noLabel included
    uint64_t undoes = 0; // id of the operation that an Undo or Redo is about
    bool isStored() const { return id != 0; } // false: nothing had to change, so nothing was written
};

struct LabelRequest
{
    LabelId label = noLabel; // noLabel clears
    std::string author;
    uint8_t confidence = 100;
    std::string note;
    std::string query; // for the audit log
};

// One label among many of different authors and times; `author` and `note` count in a table of texts.
struct LabelRow
{
    ItemId item;
    LabelId label = noLabel;
    uint8_t confidence = 100;
    uint32_t author = 0;
    uint32_t note = 0;
    int64_t at = 0;
};

// The current label of each item and its marks beside an ItemTable; index = row. Immutable.
struct LabelColumns
{
    std::vector<LabelId> labels;
    std::vector<uint8_t> confidence; // percent, 0 without a label
    std::vector<int64_t> at; // of the current label; 0 without
    std::vector<uint16_t> author; // index into authors
    std::vector<uint8_t> marks; // bits: bookmarked 1, has a note 2, labels of authors differ 4, has tags 8
    std::vector<std::string> authors; // [0] is ""
    std::map<std::string, std::vector<uint32_t>, std::less<>> tags; // rows, ascending
    uint64_t labelled = 0;
    uint64_t version = 0; // id of the last operation included
};
constexpr uint8_t markBookmarked = 1, markNote = 2, markConflict = 4, markTags = 8;

// Labels, bookmarks, tags and notes of the items of one case, with history, undo and the audit entry of each change.
// Works on a connection lent for one call; every change is one transaction (BEGIN IMMEDIATE ... COMMIT, synchronous
// FULL): either all of it is stored when the call returns, or nothing is. 100,000 items in 1.5 s or less.
// Items are checked to exist: an unknown id is NotFound, names it, and nothing is stored. Texts that are too long
// (author, tag 256 bytes, query 8 KiB, note 10,000 bytes) and unknown labels are BadArgument.
//
// Labels of different authors for one item are kept side by side: the newest is the current one, and the item is marked
// when they differ. An item that has the very label already (same author, confidence, note) is left as it is.
class LabelStore
{
public:
    explicit LabelStore(store::Database& database)
        : m_database(database)
    {
    }

    Result<Operation> label(std::span<const ItemId> items, const LabelRequest& request, const RunContext& context);
    // Many labels at once as one operation of kind Import; rows of one item stand together and are given in their
    // order. `origin` says where they come from.
    Result<Operation> importLabels(std::span<const LabelRow> rows, std::span<const std::string> texts,
        std::string_view author, std::string_view origin, const RunContext& context);
    Result<Operation> bookmark(std::span<const ItemId> items, bool on, std::string_view author);
    Result<Operation> tag(std::span<const ItemId> items, std::string_view tag, bool on, std::string_view author);
    Result<Operation> setNote(ItemId item, std::string_view text, std::string_view author); // "" removes

    // Takes back the newest operation that is not undone, or does again the newest undone one; labels return to what
    // they were, "none" included, also the author and time of them. NotFound: there is nothing. Unsupported: the
    // operation is about a fuzzy storage, which is not in this file.
    Result<Operation> undo(std::string_view author, const RunContext& context);
    Result<Operation> redo(std::string_view author, const RunContext& context);
    Result<std::optional<Operation>> nextUndo() const;
    Result<std::optional<Operation>> nextRedo() const;

    Result<std::vector<LabelEvent>> history(ItemId item) const; // oldest first
    Result<std::string> note(ItemId item) const;
    Result<std::vector<std::string>> tags(ItemId item) const;
    // Items that an operation changed, ascending.
    Result<std::vector<ItemId>> changedItems(uint64_t operation) const;
    // Rows 0 ... items - 1 of an ItemTable whose row r is item r. With `previous` only what changed is read.
    Result<std::shared_ptr<const LabelColumns>> columns(
        uint32_t items, std::shared_ptr<const LabelColumns> previous, const RunContext& context) const;

private:
    store::Database& m_database;
};

} // namespace assay::feedback
