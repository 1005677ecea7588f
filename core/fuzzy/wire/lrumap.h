// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <unordered_map>

namespace assay::fuzzy {

// A map that keeps the `capacity` entries which were used last. One thread at a time.
template <typename Key, typename Value, typename Hash = std::hash<Key>>
class LruMap
{
public:
    explicit LruMap(size_t capacity)
        : m_capacity(capacity ? capacity : 1)
    {
    }

    LruMap(const LruMap&) = delete; // its entries point at each other
    LruMap& operator=(const LruMap&) = delete;
    LruMap(LruMap&&) = default;
    LruMap& operator=(LruMap&&) = delete;

    size_t size() const { return m_entries.size(); }
    // Null when absent; counts as use.
    Value* find(const Key& key)
    {
        const auto found = m_byKey.find(key);
        if (found == m_byKey.end())
            return nullptr;
        m_entries.splice(m_entries.begin(), m_entries, found->second);
        return &found->second->second;
    }
    // The value of the key; a new one takes the place of the entry that was used longest ago.
    Value& operator[](const Key& key)
    {
        if (Value* value = find(key))
            return *value;
        if (m_entries.size() >= m_capacity) {
            m_byKey.erase(m_entries.back().first);
            m_entries.pop_back();
        }
        m_entries.emplace_front(key, Value{});
        m_byKey.emplace(key, m_entries.begin());
        return m_entries.front().second;
    }
    void visit(const std::function<void(const Key&, const Value&)>& visitor) const
    {
        for (const auto& [key, value] : m_entries)
            visitor(key, value);
    }

private:
    using Entries = std::list<std::pair<Key, Value>>; // last used first
    size_t m_capacity;
    Entries m_entries;
    std::unordered_map<Key, typename Entries::iterator, Hash> m_byKey;
};

} // namespace assay::fuzzy
