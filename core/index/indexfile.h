// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <atomic>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// What a file of the index holds. Stored.
enum class IndexKind : uint32_t { Items = 1, Scan = 2, Rows = 3, Sketches = 4, Clusters = 5, Features = 6 };

// For whom a file was made; another identity means another case, or rows that have changed.
struct IndexIdentity
{
    IndexKind kind = IndexKind::Items;
    uint64_t fingerprint = 0;
    uint32_t firstRow = 0;
    uint32_t rows = 0;
    bool operator==(const IndexIdentity&) const = default;
};

// Collects named sections and lays them out as one file.
class IndexFileWriter
{
public:
    void add(uint32_t section, std::string bytes);
    template <typename T>
    void add(uint32_t section, const std::vector<T>& values)
    {
        add(section, std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)));
    }
    // The whole file; the writer is empty afterwards.
    std::string finish(const IndexIdentity& identity);

private:
    struct Section
    {
        uint32_t id;
        std::string bytes;
    };
    std::vector<Section> m_sections;
};

// A file of the index, mapped, or the same bytes in memory. Layout: a header (who, sections), the sections, and
// a sum for each page of 4 KiB. Opening checks header and sums; each page is checked when it is first looked at, so
// that a damaged page is never answered from. Const apart from that; any thread.
class IndexFile
{
public:
    // BadData: damaged, NewerVersion: of another version; both mean "make it again", like NotFound.
    static Result<std::shared_ptr<const IndexFile>> open(const std::filesystem::path& path);
    static std::shared_ptr<const IndexFile> fromMemory(std::string bytes);
    ~IndexFile();
    IndexFile(const IndexFile&) = delete;
    IndexFile& operator=(const IndexFile&) = delete;

    const IndexIdentity& identity() const { return m_identity; }
    uint64_t bytes() const { return m_data.size(); }
    uint64_t sectionBytes(uint32_t section) const;
    // Bytes of a section; empty and damaged() when they are not sound or not inside of it.
    std::string_view view(uint32_t section, uint64_t offset, uint64_t length) const;
    std::string_view view(uint32_t section) const { return view(section, 0, sectionBytes(section)); }
    // A section as numbers.
    template <typename T>
    std::span<const T> numbers(uint32_t section) const
    {
        const std::string_view bytes = view(section);
        const void* first = bytes.data(); // sections begin at multiples of 8
        return {static_cast<const T*>(first), bytes.size() / sizeof(T)};
    }
    template <typename T>
    T number(uint32_t section, uint64_t index) const
    {
        T value = 0;
        const std::string_view bytes = view(section, index * sizeof(T), sizeof(T));
        if (bytes.size() == sizeof(T))
            std::memcpy(&value, bytes.data(), sizeof(T));
        return value;
    }
    // Something was not as it must be: nothing that was answered from this file holds.
    bool isDamaged() const { return m_damaged.load(std::memory_order_relaxed); }
    void setDamaged() const { m_damaged.store(true, std::memory_order_relaxed); }
    // Checks every page.
    bool isSound() const;
    // Lets the system take back the memory of pages looked at; they are read again when needed.
    void release() const;

private:
    struct Section
    {
        uint32_t id = 0;
        uint64_t offset = 0, bytes = 0;
    };
    IndexFile() = default;
    bool readHeader();
    bool checkPages(uint64_t first, uint64_t end) const;

    std::string m_memory;
    void* m_mapping = nullptr;
    std::string_view m_data;
    IndexIdentity m_identity;
    std::vector<Section> m_sections; // by id
    std::string_view m_sums;
    mutable std::vector<std::atomic<uint64_t>> m_checked; // one bit a page; empty in memory
    mutable std::atomic<bool> m_damaged{false};
};

} // namespace assay
