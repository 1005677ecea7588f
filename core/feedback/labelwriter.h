// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feedback/operations.h"

#include <map>

namespace assay::feedback {

// A label as it is given to an item; `author` by its number in the case.
struct NewLabel
{
    LabelId label = noLabel;
    int64_t author = 0;
    int64_t at = 0;
    uint8_t confidence = 100;
    std::string_view note;
};

// Writes label events of one operation and the current labels that follow from them. Inside the transaction of a
// Change; lives no longer than the database stays where it is.
class LabelWriter
{
public:
    static Result<LabelWriter> create(store::Database& database, Change& change);
    // False: the item had that very label.
    Result<bool> set(ItemId item, const NewLabel& label);
    LabelId labelBefore() const { return m_state.label; } // the last set()

private:
    struct State
    {
        int64_t event = 0;
        LabelId label = noLabel;
        int64_t author = 0;
        uint8_t confidence = 0;
        std::string note, others;
    };
    LabelWriter(Change& change, store::Statement current, store::Statement insert, store::Statement replace)
        : m_change(&change)
        , m_current(std::move(current))
        , m_insert(std::move(insert))
        , m_replace(std::move(replace))
    {
    }
    Result<void> readCurrent(ItemId item);
    Result<void> write(ItemId item, const NewLabel& label, const std::string& others, bool conflict);

    Change* m_change;
    store::Statement m_current, m_insert, m_replace;
    State m_state; // of the item at hand
};

// Labels of other authors that stand beside the current one, as the column `others` keeps them.
std::map<int64_t, LabelId> parseOthers(std::string_view text);

} // namespace assay::feedback
