// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// Compound file ([MS-CFB], "OLE2"): storages and streams inside one file. Reads hostile input: chains are bounded by
// the number of sectors (a loop ends them), the tree by the number of entries, and the bytes that all streams together
// give by a multiple of the file.
class CompoundFile
{
public:
    static constexpr uint32_t root = 0;

    // Nothing when `bytes` is no compound file: wrong signature, sector shifts other than 9 and 12, no directory.
    static std::optional<CompoundFile> open(std::string bytes);
    static bool hasSignature(std::string_view head);

    const std::string& name(uint32_t entry) const { return m_entries[entry].name; } // UTF-8
    bool isStorage(uint32_t entry) const;
    // Entries inside a storage, in the order of their numbers; each belongs to one storage, and none to itself.
    const std::vector<uint32_t>& children(uint32_t storage) const { return m_entries[storage].children; }
    std::optional<uint32_t> child(uint32_t storage, std::string_view name) const;
    // Content of a stream; cut where its chain is damaged, empty once the budget is used up.
    std::string stream(uint32_t entry) const;
    // Whether some stream was cut.
    bool isDamaged() const { return m_damaged; }

private:
    struct Entry
    {
        std::string name;
        uint8_t type = 0;
        uint32_t left = 0, right = 0, child = 0;
        uint32_t start = 0;
        uint64_t size = 0;
        std::vector<uint32_t> children;
    };

    explicit CompoundFile(std::string bytes)
        : m_bytes(std::move(bytes))
    {
    }
    bool readHeader();
    bool readFat(uint32_t fatSectors, uint32_t firstDifat, uint32_t difatSectors);
    bool readDirectory(uint32_t start);
    void assignChildren();
    void readMiniStream(uint32_t firstMiniFat);
    std::string_view sector(uint32_t number) const;
    std::string chain(uint32_t start, uint64_t limit) const;
    std::string miniChain(uint32_t start, uint64_t limit) const;

    std::string m_bytes;
    unsigned m_shift = 9;
    std::vector<uint32_t> m_fat;
    std::vector<uint32_t> m_miniFat;
    std::string m_miniStream;
    std::vector<Entry> m_entries;
    uint32_t m_directoryStart = 0;
    uint32_t m_miniFatStart = 0;
    mutable uint64_t m_budget = 0; // bytes that streams may still give
    mutable bool m_damaged = false;
};

} // namespace assay
