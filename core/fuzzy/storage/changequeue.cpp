// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/storage/changequeue.h"

#include "core/fuzzy/storage/storedrow.h"

namespace assay::fuzzy {

void ChangeQueue::add(const StorageChange& change)
{
    const auto [place, isNew] = m_first.try_emplace(change.hash.digest, m_entries.size());
    if (isNew) {
        m_entries.push_back({change});
        return;
    }
    Entry& first = m_entries[place->second];
    if (first.change.flag != change.flag) {
        m_entries.push_back({change});
        return;
    }
    if (change.kind == ChangeKind::Delete) {
        first.isDropped = true;
        place->second = m_entries.size();
        m_entries.push_back({change});
    } else if (first.change.kind == ChangeKind::Write) {
        first.change.weight = clampWeight(int64_t{first.change.weight} + change.weight);
    }
}

std::vector<StorageChange> ChangeQueue::take()
{
    std::vector<StorageChange> changes;
    changes.reserve(m_entries.size());
    for (Entry& entry : m_entries) {
        if (!entry.isDropped)
            changes.push_back(std::move(entry.change));
    }
    m_entries.clear();
    m_first.clear();
    return changes;
}

} // namespace assay::fuzzy
