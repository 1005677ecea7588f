// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/storage/journalentry.h"

#include "core/base/keyedhash.h"

#include <algorithm>
#include <cstring>

namespace assay::fuzzy {
namespace {

constexpr uint32_t entryMagic = 0x4A5A4631; // "1FZJ"
constexpr size_t headSize = 4 + 4 + 8 + 8; // magic, size of the body, number, checksum over body and number
constexpr size_t changeSize = 8 + 64;
constexpr size_t maxBodySize = 1024 + maxChangesPerEntry * (changeSize + sizeof(Shingles));
constexpr unsigned maxFailures = 1000; // places that look like an entry and are none; the rest is given up then
constexpr uint64_t checksumSeed = 0x6173736179;

// Numbers are written in the order of the machine: a journal never leaves it.
template <typename T>
void put(std::string& bytes, T value)
{
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

class Cursor
{
public:
    explicit Cursor(std::string_view bytes)
        : m_bytes(bytes)
    {
    }
    template <typename T>
    bool take(T& value)
    {
        if (m_bytes.size() < sizeof value)
            return false;
        std::memcpy(&value, m_bytes.data(), sizeof value);
        m_bytes.remove_prefix(sizeof value);
        return true;
    }
    bool takeText(size_t length, std::string& text)
    {
        if (m_bytes.size() < length)
            return false;
        text.assign(m_bytes.substr(0, length));
        m_bytes.remove_prefix(length);
        return true;
    }
    size_t left() const { return m_bytes.size(); }

private:
    std::string_view m_bytes;
};

void putChange(std::string& bytes, const StorageChange& change)
{
    put(bytes, static_cast<uint8_t>(change.kind));
    put(bytes, static_cast<uint8_t>(change.hash.shingles.has_value()));
    put(bytes, change.flag);
    put(bytes, uint8_t{0});
    put(bytes, change.weight);
    put(bytes, change.hash.digest);
    if (change.hash.shingles)
        put(bytes, *change.hash.shingles);
}

bool takeChange(Cursor& cursor, StorageChange& change)
{
    uint8_t kind = 0, hasShingles = 0, unused = 0;
    const bool isRead = cursor.take(kind) && cursor.take(hasShingles) && cursor.take(change.flag) && cursor.take(unused)
        && cursor.take(change.weight) && cursor.take(change.hash.digest);
    if (!isRead || (kind != 1 && kind != 2))
        return false;
    change.kind = static_cast<ChangeKind>(kind);
    return hasShingles == 0 || cursor.take(change.hash.shingles.emplace());
}

std::optional<JournalEntry> readBody(std::string_view body)
{
    JournalEntry entry;
    Cursor cursor(body);
    uint8_t length = 0;
    uint32_t count = 0;
    if (!cursor.take(length) || !cursor.takeText(length, entry.source) || !cursor.take(entry.revision)
        || !cursor.take(count) || count > cursor.left() / changeSize)
        return std::nullopt;
    entry.changes.resize(count);
    for (StorageChange& change : entry.changes) {
        if (!takeChange(cursor, change))
            return std::nullopt;
    }
    return entry;
}

// The entry that begins the bytes, if one does; `size` is what it takes.
std::optional<JournalEntry> readEntry(std::string_view bytes, size_t& size)
{
    Cursor cursor(bytes);
    uint32_t magic = 0, length = 0;
    uint64_t sequence = 0, checksum = 0;
    if (!cursor.take(magic) || magic != entryMagic || !cursor.take(length) || !cursor.take(sequence)
        || !cursor.take(checksum) || length > std::min(cursor.left(), maxBodySize))
        return std::nullopt;
    const std::string_view body = bytes.substr(headSize, length);
    if (xxHash3(body, checksumSeed ^ sequence) != checksum)
        return std::nullopt;
    auto entry = readBody(body);
    if (entry)
        entry->sequence = sequence;
    size = headSize + length;
    return entry;
}

} // namespace

void appendEntry(std::string& bytes, uint64_t sequence, std::string_view source, uint32_t revision,
    std::span<const StorageChange> changes)
{
    std::string body;
    body.reserve(16 + source.size() + changes.size() * (changeSize + sizeof(Shingles)));
    source = source.substr(0, 255);
    put(body, static_cast<uint8_t>(source.size()));
    body += source;
    put(body, revision);
    put(body, static_cast<uint32_t>(changes.size()));
    for (const StorageChange& change : changes)
        putChange(body, change);
    put(bytes, entryMagic);
    put(bytes, static_cast<uint32_t>(body.size()));
    put(bytes, sequence);
    put(bytes, xxHash3(body, checksumSeed ^ sequence));
    bytes += body;
}

std::optional<JournalEntry> EntryReader::next()
{
    while (m_at < m_bytes.size()) {
        size_t size = 0;
        auto entry = readEntry(m_bytes.substr(m_at), size);
        if (entry) {
            m_at += size;
            m_end = m_at;
            return entry;
        }
        // The next place where an entry may begin.
        const std::string_view magic(reinterpret_cast<const char*>(&entryMagic), sizeof entryMagic);
        const size_t found = ++m_failures > maxFailures ? m_bytes.npos : m_bytes.find(magic, m_at + 1);
        const size_t place = std::min(found, m_bytes.size());
        m_unreadable += place - m_at;
        m_at = place;
    }
    return std::nullopt;
}

} // namespace assay::fuzzy
