// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/indexfile.h"

#include "core/base/file.h"

#include <algorithm>
#include <array>
#include <sys/mman.h>

namespace assay {
namespace {

constexpr uint64_t pageBytes = 4096;
constexpr uint32_t layoutVersion = 2; // of this file and of every section
constexpr uint64_t headerBytes = 2 * pageBytes;
constexpr size_t mostSections = 320; // that fit there
constexpr std::array<char, 8> magic = {'A', 'S', 'S', 'A', 'Y', 'I', 'D', 'X'};

struct Header
{
    std::array<char, 8> magic;
    uint32_t version, kind;
    uint64_t fingerprint;
    uint32_t firstRow, rows;
    uint64_t fileBytes;
    uint64_t sumsOffset; // a multiple of the page size; sums of the pages behind the header and before it
    uint64_t sumsSum;
    uint64_t sections;
    uint64_t headerSum; // of header and section table with this field 0
};

struct StoredSection
{
    uint64_t id, offset, bytes;
};
static_assert(sizeof(Header) + mostSections * sizeof(StoredSection) <= headerBytes);

// A sum against damage, not against forgers: every single changed word changes it. Four lanes, for speed.
uint64_t sumOf(const char* bytes, uint64_t length)
{
    constexpr uint64_t factor = 0x9E3779B97F4A7C15U;
    std::array<uint64_t, 4> lanes = {factor, factor << 1 | 1, factor << 2 | 1, length + 1};
    const auto mix = [](uint64_t state, uint64_t word) {
        state = (state ^ word) * factor;
        return state ^ state >> 29;
    };
    std::array<uint64_t, 4> words;
    for (; length >= sizeof words; bytes += sizeof words, length -= sizeof words) {
        std::memcpy(words.data(), bytes, sizeof words);
        for (size_t i = 0; i < 4; ++i)
            lanes[i] = mix(lanes[i], words[i]);
    }
    words = {};
    std::memcpy(words.data(), bytes, length);
    for (size_t i = 0; i < 4; ++i)
        lanes[i] = mix(lanes[i], words[i]);
    uint64_t sum = 0;
    for (const uint64_t lane : lanes)
        sum = mix(sum, lane);
    return sum;
}

uint64_t headerSumOf(std::string_view front)
{
    std::string copy(front.substr(0, headerBytes));
    std::memset(copy.data() + offsetof(Header, headerSum), 0, sizeof(uint64_t));
    return sumOf(copy.data(), copy.size());
}

void padTo(std::string& bytes, uint64_t multiple)
{
    bytes.resize((bytes.size() + multiple - 1) / multiple * multiple);
}

} // namespace

void IndexFileWriter::add(uint32_t section, std::string bytes)
{
    m_sections.push_back(Section{section, std::move(bytes)});
}

std::string IndexFileWriter::finish(const IndexIdentity& identity)
{
    assert(m_sections.size() <= mostSections);
    uint64_t total = headerBytes + pageBytes;
    for (const Section& section : m_sections)
        total += section.bytes.size() + sizeof(uint64_t);
    std::string file;
    file.reserve(total + total / pageBytes * sizeof(uint64_t) + pageBytes);
    file.resize(headerBytes);
    std::vector<StoredSection> table;
    for (Section& section : m_sections) {
        padTo(file, sizeof(uint64_t));
        table.push_back(StoredSection{section.id, file.size(), section.bytes.size()});
        file += section.bytes;
        section.bytes = {};
    }
    m_sections.clear();
    padTo(file, pageBytes);
    std::string sums;
    for (uint64_t page = headerBytes; page < file.size(); page += pageBytes) {
        const uint64_t sum = sumOf(file.data() + page, pageBytes);
        sums.append(reinterpret_cast<const char*>(&sum), sizeof sum);
    }
    Header header{};
    header.magic = magic;
    header.version = layoutVersion;
    header.kind = static_cast<uint32_t>(identity.kind);
    header.fingerprint = identity.fingerprint;
    header.firstRow = identity.firstRow;
    header.rows = identity.rows;
    header.sumsOffset = file.size();
    header.sumsSum = sumOf(sums.data(), sums.size());
    header.sections = table.size();
    file += sums;
    header.fileBytes = file.size();
    std::memcpy(file.data(), &header, sizeof header);
    std::memcpy(file.data() + sizeof header, table.data(), table.size() * sizeof(StoredSection));
    header.headerSum = headerSumOf(file);
    std::memcpy(file.data(), &header, sizeof header);
    return file;
}

Result<std::shared_ptr<const IndexFile>> IndexFile::open(const std::filesystem::path& path)
{
    const auto input = InputFile::open(path);
    if (!input)
        return input.error();
    const Error damaged{ErrorCode::BadData, path.string(), "not a sound index file"};
    if (input->size() < headerBytes)
        return damaged;
    std::shared_ptr<IndexFile> file(new IndexFile);
    void* mapping = ::mmap(nullptr, input->size(), PROT_READ, MAP_SHARED, input->descriptor(), 0);
    if (mapping == MAP_FAILED)
        return Error::fromErrno(errno, path.string());
    file->m_mapping = mapping;
    file->m_data = {static_cast<const char*>(mapping), input->size()};
    if (!file->readHeader())
        return damaged;
    const uint64_t pages = input->size() / pageBytes + 1;
    file->m_checked = std::vector<std::atomic<uint64_t>>((pages + 63) / 64);
    return std::shared_ptr<const IndexFile>(std::move(file));
}

std::shared_ptr<const IndexFile> IndexFile::fromMemory(std::string bytes)
{
    std::shared_ptr<IndexFile> file(new IndexFile);
    file->m_memory = std::move(bytes);
    file->m_data = file->m_memory;
    if (!file->readHeader())
        file->setDamaged();
    return file;
}

IndexFile::~IndexFile()
{
    if (m_mapping)
        ::munmap(m_mapping, m_data.size());
}

bool IndexFile::readHeader()
{
    Header header;
    if (m_data.size() < headerBytes)
        return false;
    std::memcpy(&header, m_data.data(), sizeof header);
    if (header.magic != magic || header.version != layoutVersion || header.headerSum != headerSumOf(m_data)
        || header.fileBytes != m_data.size() || header.sections > mostSections)
        return false;
    const uint64_t sumsBytes = (header.sumsOffset - headerBytes) / pageBytes * sizeof(uint64_t);
    if (header.sumsOffset < headerBytes || header.sumsOffset % pageBytes != 0 || header.sumsOffset > m_data.size()
        || m_data.size() - header.sumsOffset != sumsBytes)
        return false;
    m_sums = m_data.substr(header.sumsOffset);
    if (sumOf(m_sums.data(), m_sums.size()) != header.sumsSum)
        return false;
    for (uint64_t i = 0; i < header.sections; ++i) {
        StoredSection stored;
        std::memcpy(&stored, m_data.data() + sizeof header + i * sizeof stored, sizeof stored);
        if (stored.offset < headerBytes || stored.offset % sizeof(uint64_t) != 0 || stored.offset > header.sumsOffset
            || stored.bytes > header.sumsOffset - stored.offset)
            return false;
        m_sections.push_back(Section{static_cast<uint32_t>(stored.id), stored.offset, stored.bytes});
    }
    std::sort(m_sections.begin(), m_sections.end(), [](const Section& a, const Section& b) { return a.id < b.id; });
    m_identity = IndexIdentity{static_cast<IndexKind>(header.kind), header.fingerprint, header.firstRow, header.rows};
    return true;
}

uint64_t IndexFile::sectionBytes(uint32_t section) const
{
    const auto found = std::lower_bound(
        m_sections.begin(), m_sections.end(), section, [](const Section& a, uint32_t id) { return a.id < id; });
    return found == m_sections.end() || found->id != section ? 0 : found->bytes;
}

std::string_view IndexFile::view(uint32_t section, uint64_t offset, uint64_t length) const
{
    if (length == 0)
        return {};
    const auto found = std::lower_bound(
        m_sections.begin(), m_sections.end(), section, [](const Section& a, uint32_t id) { return a.id < id; });
    if (found == m_sections.end() || found->id != section || offset > found->bytes || length > found->bytes - offset) {
        setDamaged();
        return {};
    }
    const uint64_t begin = found->offset + offset;
    if (!m_checked.empty() && !checkPages(begin / pageBytes, (begin + length + pageBytes - 1) / pageBytes))
        return {};
    return m_data.substr(begin, length);
}

bool IndexFile::checkPages(uint64_t first, uint64_t end) const
{
    for (uint64_t page = first; page < end; ++page) {
        std::atomic<uint64_t>& word = m_checked[page / 64];
        const uint64_t bit = uint64_t{1} << page % 64;
        if (word.load(std::memory_order_relaxed) & bit)
            continue;
        uint64_t sum = 0;
        std::memcpy(&sum, m_sums.data() + (page - headerBytes / pageBytes) * sizeof sum, sizeof sum);
        if (sumOf(m_data.data() + page * pageBytes, pageBytes) != sum) {
            setDamaged();
            return false;
        }
        word.fetch_or(bit, std::memory_order_relaxed);
    }
    return true;
}

bool IndexFile::isSound() const
{
    constexpr uint64_t firstPage = headerBytes / pageBytes;
    return !isDamaged() && (m_checked.empty() || checkPages(firstPage, firstPage + m_sums.size() / sizeof(uint64_t)));
}

void IndexFile::release() const
{
    if (m_mapping)
        ::madvise(m_mapping, m_data.size(), MADV_DONTNEED);
}

} // namespace assay
