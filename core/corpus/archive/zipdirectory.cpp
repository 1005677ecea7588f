// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/archive/zipdirectory.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace assay {
namespace {

using namespace std::string_view_literals;

// Sizes and signatures of APPNOTE.TXT 4.3.
constexpr auto localSignature = "PK\3\4"sv;
constexpr auto centralSignature = "PK\1\2"sv;
constexpr auto endSignature = "PK\5\6"sv;
constexpr auto end64Signature = "PK\6\6"sv;
constexpr auto locator64Signature = "PK\6\7"sv;
constexpr size_t localLength = 30;
constexpr size_t centralLength = 46;
constexpr size_t endLength = 22;
constexpr size_t locator64Length = 20;
constexpr size_t end64Length = 56;
constexpr size_t maxComment = 0xffff;

uint64_t number(std::string_view bytes, size_t offset, size_t width)
{
    uint64_t value = 0;
    for (size_t i = width; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
    return value;
}

struct Directory
{
    uint64_t offset = 0;
    uint64_t length = 0;
    uint64_t entries = 0;
    uint64_t shift = 0; // bytes before the archive that its offsets do not count
};

struct Extent
{
    uint64_t begin = 0;
    uint64_t end = 0;
};

std::string bytesAt(ByteStream& zip, uint64_t offset, uint64_t length)
{
    if (offset > zip.size().value_or(0) || !zip.seek(offset))
        return {};
    auto bytes = readUpTo(zip, length);
    return bytes ? std::move(*bytes) : std::string();
}

// The zip64 record that a locator directly before the end record points to.
void applyZip64(ByteStream& zip, uint64_t endOffset, Directory& directory)
{
    if (endOffset < locator64Length)
        return;
    const std::string locator = bytesAt(zip, endOffset - locator64Length, locator64Length);
    if (locator.size() < locator64Length || locator.compare(0, 4, locator64Signature) != 0)
        return;
    const std::string record = bytesAt(zip, number(locator, 8, 8), end64Length);
    if (record.size() < end64Length || record.compare(0, 4, end64Signature) != 0)
        return;
    directory.entries = number(record, 32, 8);
    directory.length = number(record, 40, 8);
    directory.offset = number(record, 48, 8);
}

std::optional<Directory> findDirectory(ByteStream& zip)
{
    const uint64_t size = zip.size().value_or(0);
    const uint64_t tailBegin = size > endLength + maxComment ? size - endLength - maxComment : 0;
    const std::string tail = bytesAt(zip, tailBegin, endLength + maxComment);
    if (tail.size() < endLength)
        return std::nullopt;
    const size_t at = tail.rfind(endSignature, tail.size() - endLength);
    if (at == std::string::npos)
        return std::nullopt;
    Directory directory;
    directory.entries = number(tail, at + 10, 2);
    directory.length = number(tail, at + 12, 4);
    directory.offset = number(tail, at + 16, 4);
    const uint64_t endOffset = tailBegin + at;
    applyZip64(zip, endOffset, directory);
    if (directory.length <= endOffset && directory.offset < endOffset - directory.length
        && bytesAt(zip, directory.offset, 4) != centralSignature && directory.length > 0
        && bytesAt(zip, endOffset - directory.length, 4) == centralSignature)
        directory.shift = endOffset - directory.length - directory.offset;
    directory.offset += directory.shift;
    return directory;
}

// Sizes and offset of an entry that stand in its zip64 field when the 32-bit ones are full.
void applyZip64Field(std::string_view extra, uint64_t uncompressed, uint64_t& compressed, uint64_t& offset)
{
    constexpr uint64_t full = 0xffffffff;
    constexpr uint64_t zip64Id = 1;
    while (extra.size() >= 4) {
        const uint64_t id = number(extra, 0, 2);
        const size_t length = std::min<size_t>(number(extra, 2, 2), extra.size() - 4);
        std::string_view field = extra.substr(4, length);
        extra.remove_prefix(4 + length);
        if (id != zip64Id)
            continue;
        if (uncompressed == full)
            field.remove_prefix(std::min<size_t>(8, field.size()));
        for (uint64_t* value : {&compressed, &offset}) {
            if (*value != full || field.size() < 8)
                continue;
            *value = number(field, 0, 8);
            field.remove_prefix(8);
        }
    }
}

// Reads the directory record after record through a window.
class DirectoryReader
{
public:
    DirectoryReader(ByteStream& zip, const Directory& directory)
        : m_zip(zip)
        , m_directory(directory)
    {
    }

    // The next entry: where its local header begins, and its compressed length as `end - begin`. Nothing at the end.
    std::optional<Extent> next()
    {
        const std::string_view head = take(centralLength);
        if (head.size() < centralLength || head.substr(0, 4) != centralSignature)
            return std::nullopt;
        uint64_t compressed = number(head, 20, 4);
        const uint64_t uncompressed = number(head, 24, 4);
        const uint64_t nameLength = number(head, 28, 2);
        const uint64_t extraLength = number(head, 30, 2);
        const uint64_t commentLength = number(head, 32, 2);
        uint64_t offset = number(head, 42, 4);
        const std::string_view rest = take(nameLength + extraLength + commentLength);
        if (rest.size() >= nameLength + extraLength)
            applyZip64Field(rest.substr(nameLength, extraLength), uncompressed, compressed, offset);
        Extent extent;
        extent.begin = offset + m_directory.shift;
        extent.end = extent.begin + compressed;
        return extent;
    }

private:
    std::string_view take(size_t length)
    {
        if (m_window.size() - m_taken < length) {
            const uint64_t left = m_directory.length - std::min(m_directory.length, m_read);
            m_window.erase(0, m_taken);
            m_taken = 0;
            const std::string more = bytesAt(m_zip, m_directory.offset + m_read, std::min<uint64_t>(left, 1 << 20));
            m_read += more.size();
            m_window += more;
        }
        const std::string_view bytes = std::string_view(m_window).substr(m_taken, length);
        m_taken += bytes.size();
        return bytes;
    }

    ByteStream& m_zip;
    Directory m_directory;
    std::string m_window;
    size_t m_taken = 0;
    uint64_t m_read = 0;
};

// Adds the local header, whose lengths may differ from those of the directory.
bool addLocalHeader(ByteStream& zip, Extent& extent)
{
    const std::string local = bytesAt(zip, extent.begin, localLength);
    if (local.size() < localLength || local.compare(0, 4, localSignature) != 0)
        return false;
    const uint64_t headerLength = localLength + number(local, 26, 2) + number(local, 28, 2);
    if (extent.end > UINT64_MAX - headerLength)
        return false;
    extent.end += headerLength;
    return true;
}

bool overlap(std::vector<Extent>& extents, uint64_t directoryOffset)
{
    std::sort(extents.begin(), extents.end(), [](const Extent& a, const Extent& b) { return a.begin < b.begin; });
    for (size_t i = 0; i < extents.size(); ++i) {
        const uint64_t limit = i + 1 < extents.size() ? extents[i + 1].begin : directoryOffset;
        if (extents[i].end > limit && extents[i].begin < limit)
            return true;
        if (i + 1 < extents.size() && extents[i].begin == extents[i + 1].begin)
            return true;
    }
    return false;
}

} // namespace

DefectSet checkZipDirectory(ByteStream& zip, uint64_t maxEntries)
{
    DefectSet defects;
    const auto directory = findDirectory(zip);
    if (!directory) {
        defects.add(Defect::ArchiveTruncated);
        return defects;
    }
    DirectoryReader reader(zip, *directory);
    std::vector<Extent> extents;
    while (auto extent = reader.next()) {
        if (extents.size() >= maxEntries) {
            defects.add(Defect::ArchiveTooManyEntries);
            break;
        }
        if (extent->end < extent->begin)
            defects.add(Defect::ArchiveCorrupt);
        else
            extents.push_back(*extent);
    }
    if (extents.size() < std::min(directory->entries, maxEntries))
        defects.add(Defect::ArchiveCorrupt);
    for (Extent& extent : extents) {
        if (!addLocalHeader(zip, extent))
            defects.add(Defect::ArchiveCorrupt);
    }
    if (overlap(extents, directory->offset))
        defects.add(Defect::ArchiveOverlappingEntries);
    return defects;
}

} // namespace assay
