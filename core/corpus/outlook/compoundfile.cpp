// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/outlook/compoundfile.h"

#include "core/base/ascii.h"
#include "core/corpus/outlook/bytes.h"

#include <algorithm>

namespace assay {
namespace {

using namespace std::string_view_literals;

constexpr auto signature = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv;
constexpr size_t headerLength = 512;
constexpr size_t headerDifat = 0x4c;
constexpr size_t headerDifatEntries = 109;
constexpr size_t entryLength = 128;
constexpr uint32_t maxSector = 0xfffffffa; // above: marks, not numbers
constexpr unsigned miniShift = 6;
constexpr uint64_t miniCutoff = 4096;
constexpr uint8_t storageType = 1;
constexpr uint8_t streamType = 2;
constexpr uint8_t rootType = 5;
// Streams may share sectors in a hostile file; honest ones give each byte once.
constexpr uint64_t budgetFactor = 2;

void appendNumbers(std::vector<uint32_t>& numbers, std::string_view bytes)
{
    for (size_t i = 0; i + 4 <= bytes.size(); i += 4)
        numbers.push_back(littleEndian32(bytes, i));
}

} // namespace

bool CompoundFile::hasSignature(std::string_view head)
{
    return head.substr(0, signature.size()) == signature;
}

std::optional<CompoundFile> CompoundFile::open(std::string bytes)
{
    CompoundFile file(std::move(bytes));
    if (!file.readHeader() || !file.readDirectory(file.m_directoryStart))
        return std::nullopt;
    file.m_budget = file.m_bytes.size() * budgetFactor;
    file.readMiniStream(file.m_miniFatStart);
    return file;
}

bool CompoundFile::readHeader()
{
    const std::string_view head = std::string_view(m_bytes).substr(0, headerLength);
    if (head.size() < headerLength || !hasSignature(head))
        return false;
    m_shift = littleEndian16(head, 0x1e);
    if ((m_shift != 9 && m_shift != 12) || littleEndian16(head, 0x20) != miniShift)
        return false;
    m_directoryStart = littleEndian32(head, 0x30);
    m_miniFatStart = littleEndian32(head, 0x3c);
    return readFat(littleEndian32(head, 0x2c), littleEndian32(head, 0x44), littleEndian32(head, 0x48));
}

std::string_view CompoundFile::sector(uint32_t number) const
{
    const uint64_t offset = (uint64_t{number} + 1) << m_shift;
    if (number >= maxSector || offset >= m_bytes.size())
        return {};
    return std::string_view(m_bytes).substr(static_cast<size_t>(offset), size_t{1} << m_shift);
}

bool CompoundFile::readFat(uint32_t fatSectors, uint32_t firstDifat, uint32_t difatSectors)
{
    const uint64_t sectors = (m_bytes.size() >> m_shift) + 1;
    const size_t perSector = (size_t{1} << m_shift) / 4;
    const size_t wanted = static_cast<size_t>(std::min<uint64_t>(fatSectors, sectors / perSector + 1));
    std::vector<uint32_t> numbers;
    appendNumbers(numbers, std::string_view(m_bytes).substr(headerDifat, headerDifatEntries * 4));
    uint32_t next = firstDifat;
    for (uint64_t i = 0; i < std::min<uint64_t>(difatSectors, sectors) && numbers.size() < wanted; ++i) {
        const std::string_view bytes = sector(next);
        if (bytes.size() < perSector * 4)
            break;
        appendNumbers(numbers, bytes.substr(0, (perSector - 1) * 4));
        next = littleEndian32(bytes, (perSector - 1) * 4);
    }
    numbers.resize(std::min(numbers.size(), wanted));
    for (const uint32_t number : numbers)
        appendNumbers(m_fat, sector(number));
    m_fat.resize(std::min<size_t>(m_fat.size(), static_cast<size_t>(sectors)));
    return !m_fat.empty();
}

// The bytes of a chain, at most `limit`; a chain longer than the table has a loop.
std::string CompoundFile::chain(uint32_t start, uint64_t limit) const
{
    std::string bytes;
    uint32_t number = start;
    for (size_t steps = 0; bytes.size() < limit; ++steps) {
        const std::string_view content = sector(number);
        if (number >= m_fat.size() || content.empty() || steps >= m_fat.size()) {
            m_damaged = true;
            break;
        }
        bytes += content.substr(0, static_cast<size_t>(std::min<uint64_t>(content.size(), limit - bytes.size())));
        number = m_fat[number];
    }
    return bytes;
}

std::string CompoundFile::miniChain(uint32_t start, uint64_t limit) const
{
    std::string bytes;
    uint32_t number = start;
    for (size_t steps = 0; bytes.size() < limit; ++steps) {
        const uint64_t offset = uint64_t{number} << miniShift;
        if (number >= m_miniFat.size() || offset >= m_miniStream.size() || steps >= m_miniFat.size()) {
            m_damaged = true;
            break;
        }
        const uint64_t length = std::min<uint64_t>(uint64_t{1} << miniShift, limit - bytes.size());
        bytes += std::string_view(m_miniStream).substr(static_cast<size_t>(offset), static_cast<size_t>(length));
        number = m_miniFat[number];
    }
    return bytes;
}

bool CompoundFile::readDirectory(uint32_t start)
{
    // The length is not stated: the chain ends where the table says so.
    uint64_t sectors = 0;
    for (uint32_t number = start; number < m_fat.size() && sectors < m_fat.size(); number = m_fat[number])
        ++sectors;
    const std::string bytes = chain(start, sectors << m_shift);
    for (size_t at = 0; at + entryLength <= bytes.size(); at += entryLength) {
        const std::string_view raw = std::string_view(bytes).substr(at, entryLength);
        Entry entry;
        const size_t nameLength = std::min<size_t>(littleEndian16(raw, 0x40), 64);
        entry.name = utf8FromUtf16(raw.substr(0, nameLength < 2 ? 0 : nameLength - 2));
        entry.type = static_cast<uint8_t>(raw[0x42]);
        entry.left = littleEndian32(raw, 0x44);
        entry.right = littleEndian32(raw, 0x48);
        entry.child = littleEndian32(raw, 0x4c);
        entry.start = littleEndian32(raw, 0x74);
        entry.size = m_shift == 9 ? littleEndian32(raw, 0x78) : littleEndian64(raw, 0x78);
        m_entries.push_back(std::move(entry));
    }
    if (m_entries.empty() || m_entries[root].type != rootType)
        return false;
    assignChildren();
    return true;
}

void CompoundFile::readMiniStream(uint32_t firstMiniFat)
{
    const uint64_t size = std::min<uint64_t>(m_entries[root].size, m_bytes.size());
    if (size == 0)
        return;
    m_miniStream = chain(m_entries[root].start, size);
    const uint64_t tableLength = ((size >> miniShift) + 1) * 4;
    uint64_t sectors = 0;
    for (uint32_t number = firstMiniFat; number < m_fat.size() && sectors < m_fat.size(); number = m_fat[number])
        ++sectors;
    appendNumbers(m_miniFat, chain(firstMiniFat, std::min(tableLength, sectors << m_shift)));
}

bool CompoundFile::isStorage(uint32_t entry) const
{
    return m_entries[entry].type == storageType || m_entries[entry].type == rootType;
}

// Every entry is given to the first storage whose tree reaches it: no loops, and no storage twice.
void CompoundFile::assignChildren()
{
    std::vector<bool> taken(m_entries.size());
    taken[root] = true;
    std::vector<uint32_t> storages = {root};
    while (!storages.empty()) {
        Entry& storage = m_entries[storages.back()];
        storages.pop_back();
        std::vector<uint32_t> waiting = {storage.child};
        while (!waiting.empty()) {
            const uint32_t entry = waiting.back();
            waiting.pop_back();
            if (entry >= m_entries.size() || taken[entry])
                continue;
            taken[entry] = true;
            waiting.push_back(m_entries[entry].right);
            waiting.push_back(m_entries[entry].left);
            if (m_entries[entry].type == storageType)
                storages.push_back(entry);
            if (m_entries[entry].type == storageType || m_entries[entry].type == streamType)
                storage.children.push_back(entry);
        }
        std::sort(storage.children.begin(), storage.children.end());
    }
}

std::optional<uint32_t> CompoundFile::child(uint32_t storage, std::string_view name) const
{
    for (const uint32_t entry : children(storage)) {
        if (equalsIgnoringCase(m_entries[entry].name, name))
            return entry;
    }
    return std::nullopt;
}

std::string CompoundFile::stream(uint32_t entry) const
{
    const Entry& found = m_entries[entry];
    if (found.type != streamType || found.size == 0)
        return {};
    if (found.size > m_bytes.size() || found.size > m_budget) {
        m_damaged = true;
        return {};
    }
    std::string bytes = found.size < miniCutoff ? miniChain(found.start, found.size) : chain(found.start, found.size);
    m_budget -= bytes.size();
    return bytes;
}

} // namespace assay
