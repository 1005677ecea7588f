// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/corpus/compoundbuilder.h"

#include <cstdio>

namespace assay::test {
namespace {

constexpr size_t sectorLength = 512;
constexpr size_t miniLength = 64;
constexpr uint32_t endOfChain = 0xfffffffe;
constexpr uint32_t fatSector = 0xfffffffd;
constexpr uint32_t none = 0xffffffff;

std::string little(uint64_t value, size_t width)
{
    std::string bytes;
    for (size_t i = 0; i < width; ++i)
        bytes += static_cast<char>(value >> (8 * i) & 0xff);
    return bytes;
}

std::string utf16(const std::string& ascii)
{
    std::string bytes;
    for (const char c : ascii)
        bytes += std::string{c, '\0'};
    return bytes;
}

size_t unitsOf(size_t length, size_t unit)
{
    return (length + unit - 1) / unit;
}

struct FlatEntry
{
    const Node* node = nullptr;
    uint32_t child = none, right = none, start = endOfChain;
    uint64_t size = 0;
};

class Builder
{
public:
    std::string build(const std::vector<Node>& children)
    {
        m_root.name = "Root Entry";
        m_root.storage = true;
        m_root.children = children;
        m_entries.push_back({&m_root});
        addChildren(0);
        for (FlatEntry& entry : m_entries) {
            if (entry.node->storage)
                continue;
            entry.size = entry.node->content.size();
            if (entry.size >= 4096)
                entry.start = addChain(entry.node->content);
            else if (entry.size > 0)
                entry.start = addMini(entry.node->content);
        }
        m_entries[0].size = m_mini.size();
        m_entries[0].start = m_mini.empty() ? endOfChain : addChain(m_mini);
        std::string miniFat;
        for (const uint32_t next : m_miniFat)
            miniFat += little(next, 4);
        miniFat.resize(unitsOf(miniFat.size(), sectorLength) * sectorLength, '\xff');
        const uint32_t miniFatStart = miniFat.empty() ? endOfChain : addChain(miniFat);
        const uint32_t directoryStart = addChain(directory());
        return finish(directoryStart, miniFatStart, miniFat.size() / sectorLength);
    }

private:
    void addChildren(size_t parent)
    {
        uint32_t before = none;
        for (const Node& child : m_entries[parent].node->children) {
            const auto number = static_cast<uint32_t>(m_entries.size());
            m_entries.push_back({&child});
            (before == none ? m_entries[parent].child : m_entries[before].right) = number;
            before = number;
            addChildren(number);
        }
    }

    uint32_t addChain(const std::string& bytes)
    {
        const auto start = static_cast<uint32_t>(m_fat.size());
        const size_t count = unitsOf(bytes.size(), sectorLength);
        for (size_t i = 0; i < count; ++i)
            m_fat.push_back(i + 1 < count ? start + static_cast<uint32_t>(i) + 1 : endOfChain);
        m_sectors += bytes;
        m_sectors.resize(m_fat.size() * sectorLength);
        return start;
    }

    uint32_t addMini(const std::string& bytes)
    {
        const auto start = static_cast<uint32_t>(m_miniFat.size());
        const size_t count = unitsOf(bytes.size(), miniLength);
        for (size_t i = 0; i < count; ++i)
            m_miniFat.push_back(i + 1 < count ? start + static_cast<uint32_t>(i) + 1 : endOfChain);
        m_mini += bytes;
        m_mini.resize(m_miniFat.size() * miniLength);
        return start;
    }

    std::string directory() const
    {
        std::string bytes;
        for (size_t i = 0; i < m_entries.size(); ++i) {
            const FlatEntry& entry = m_entries[i];
            std::string raw = utf16(entry.node->name);
            const size_t nameLength = raw.size() + 2;
            raw.resize(64);
            raw += little(nameLength, 2)
                + std::string(1,
                    static_cast<char>(i == 0      ? 5
                            : entry.node->storage ? 1
                                                  : 2))
                + '\1';
            raw += little(none, 4) + little(entry.right, 4) + little(entry.child, 4) + std::string(36, '\0');
            raw += little(entry.start, 4) + little(entry.size, 8);
            bytes += raw;
        }
        return bytes;
    }

    std::string finish(uint32_t directoryStart, uint32_t miniFatStart, size_t miniFatSectors)
    {
        const size_t fatStart = m_fat.size();
        size_t fatSectors = 1;
        while (fatSectors * (sectorLength / 4) < fatStart + fatSectors)
            ++fatSectors;
        m_fat.resize(fatStart + fatSectors, fatSector);
        m_fat.resize(fatSectors * (sectorLength / 4), none);
        std::string header("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
        header.resize(24);
        header +=
            little(0x3e, 2) + little(3, 2) + little(0xfffe, 2) + little(9, 2) + little(6, 2) + std::string(10, '\0');
        header += little(fatSectors, 4) + little(directoryStart, 4) + little(0, 4) + little(4096, 4);
        header += little(miniFatStart, 4) + little(miniFatSectors, 4) + little(endOfChain, 4) + little(0, 4);
        for (size_t i = 0; i < 109; ++i)
            header += little(i < fatSectors ? fatStart + i : none, 4);
        std::string fat;
        for (const uint32_t next : m_fat)
            fat += little(next, 4);
        return header + m_sectors + fat;
    }

    Node m_root;
    std::vector<FlatEntry> m_entries;
    std::vector<uint32_t> m_fat, m_miniFat;
    std::string m_sectors, m_mini;
};

Node valueStream(uint16_t property, uint16_t type, const std::string& content)
{
    char name[32];
    std::snprintf(name, sizeof name, "__substg1.0_%04X%04X", property, type);
    return {name, false, content, {}};
}

} // namespace

std::string buildCompound(const std::vector<Node>& children)
{
    return Builder().build(children);
}

Node unicodeText(uint16_t property, const std::string& ascii)
{
    return valueStream(property, 0x001f, utf16(ascii));
}

Node narrowText(uint16_t property, const std::string& bytes)
{
    return valueStream(property, 0x001e, bytes);
}

Node binaryValue(uint16_t property, const std::string& bytes)
{
    return valueStream(property, 0x0102, bytes);
}

Node properties(size_t headerLength, const std::vector<std::pair<uint32_t, uint64_t>>& values)
{
    std::string bytes(headerLength, '\0');
    for (const auto& [tag, value] : values)
        bytes += little(tag, 4) + little(6, 4) + little(value, 8);
    return {"__properties_version1.0", false, bytes, {}};
}

} // namespace assay::test
