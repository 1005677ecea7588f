// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/packedfile.h"

#include "core/fuzzy/hash/wordhash.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace assay::fuzzy {
namespace {

using namespace std::string_view_literals;

uint64_t littleEndian(std::string_view data, size_t at, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = bytes; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(data[at + i]);
    return value;
}

std::optional<size_t> findZipEnd(std::string_view data)
{
    constexpr size_t recordSize = 22;
    constexpr size_t longestComment = 1024;
    if (data.size() < recordSize + 5)
        return std::nullopt;
    const size_t last = data.size() - recordSize;
    for (size_t back = 0; back <= longestComment && last > back + 4; ++back) {
        if (data.substr(last - back, 4) == "PK\x05\x06"sv)
            return last - back;
    }
    return std::nullopt;
}

// The names in the directory; nothing when it is damaged.
std::optional<std::vector<std::string_view>> zipNames(std::string_view data)
{
    const auto end = findZipEnd(data);
    if (!end)
        return std::nullopt;
    const uint64_t size = littleEndian(data, *end + 12, 4);
    const uint64_t offset = littleEndian(data, *end + 16, 4);
    if (((offset + size) & 0xFFFFFFFF) > *end || offset > *end)
        return std::nullopt;
    constexpr size_t headSize = 46;
    std::vector<std::string_view> names;
    for (size_t at = offset; at < offset + size;) {
        if (at + headSize > *end || data.substr(at, 4) != "PK\x01\x02"sv)
            return std::nullopt;
        const size_t nameLength = littleEndian(data, at + 28, 2);
        const size_t rest = littleEndian(data, at + 30, 2) + littleEndian(data, at + 32, 2);
        if (at + headSize + nameLength + rest > *end)
            return std::nullopt;
        names.push_back(data.substr(at + headSize, nameLength));
        at += headSize + nameLength + rest;
    }
    return names;
}

std::string_view kindOfZip(const std::vector<std::string_view>& names)
{
    struct Score
    {
        std::string_view kind;
        int points = 0;
    };
    std::array<Score, 5> scores = {{{"docx"}, {"xlsx"}, {"pptx"}, {"jar"}, {"apk"}}};
    constexpr size_t looked = 100;
    for (size_t i = 0; i < std::min(looked, names.size()); ++i) {
        const std::string_view name = names[i];
        if (name == "[Content_Types].xml") {
            for (size_t office = 0; office < 3; ++office)
                scores[office].points += 10;
        } else if (name.substr(0, 5) == "word/") {
            scores[0].points += 30;
        } else if (name.substr(0, 3) == "xl/") {
            scores[1].points += 30;
        } else if (name.substr(0, 4) == "ppt/") {
            scores[2].points += 30;
        } else if (name == "META-INF/MANIFEST.MF") {
            scores[3].points += 40;
        } else if (name == "AndroidManifest.xml") {
            scores[4].points += 60;
        }
    }
    const auto best = std::max_element(
        scores.begin(), scores.end(), [](const Score& a, const Score& b) { return a.points < b.points; });
    return best->points >= 40 ? best->kind : "zip"sv;
}

bool isSevenZip(std::string_view data)
{
    if (data.size() <= 32)
        return false;
    const uint64_t offset = littleEndian(data, 12, 8);
    return offset < data.size() - 32;
}

// Version 4: blocks with a sum, a kind, marks and a size, and the size of the data behind.
bool isOldRar(std::string_view data)
{
    constexpr size_t headSize = 7;
    constexpr uint64_t endBlock = 0x7B;
    constexpr uint64_t hasData = 0x8000;
    for (size_t at = headSize; at < data.size();) {
        if (at + headSize > data.size())
            return false;
        const uint64_t kind = littleEndian(data, at + 2, 1);
        const uint64_t size = littleEndian(data, at + 5, 2);
        if (kind < 0x72 || kind > endBlock || size < headSize || at + size > data.size())
            return false;
        if (kind == endBlock)
            return true;
        const bool isLonger = (littleEndian(data, at + 3, 2) & hasData) != 0;
        if (isLonger && at + headSize + 4 > data.size())
            return false;
        const uint64_t more = isLonger ? littleEndian(data, at + headSize, 4) : 0;
        if (more > data.size() - at - size)
            return false;
        at += size + more;
    }
    return true;
}

// A number of seven bits a byte, the lowest first.
std::optional<uint64_t> readVariable(std::string_view data, size_t& at)
{
    uint64_t value = 0;
    for (unsigned shift = 0; at < data.size() && shift < 63; shift += 7) {
        const auto byte = static_cast<unsigned char>(data[at++]);
        value |= static_cast<uint64_t>(byte & 0x7F) << shift;
        if ((byte & 0x80) == 0)
            return value;
    }
    return std::nullopt;
}

// Version 5: blocks with a sum, the size of the head, a kind, marks and sizes of what follows.
bool isNewRar(std::string_view data)
{
    constexpr size_t markSize = 8;
    constexpr uint64_t endBlock = 5;
    for (size_t at = markSize; at < data.size();) {
        at += 4;
        const auto headSize = readVariable(data, at);
        const size_t begin = at;
        const auto kind = headSize ? readVariable(data, at) : std::nullopt;
        const auto marks = kind ? readVariable(data, at) : std::nullopt;
        if (!marks || *headSize == 0 || *kind == 0 || *kind > endBlock || *headSize > data.size() - begin)
            return false;
        if (*kind == endBlock)
            return true;
        const auto extra = (*marks & 1) != 0 ? readVariable(data, at) : std::optional<uint64_t>(0);
        const auto content = extra && (*marks & 2) != 0 ? readVariable(data, at) : std::optional<uint64_t>(0);
        if (!extra || !content || *content > data.size() - begin - *headSize)
            return false;
        at = begin + *headSize + *content;
    }
    return true;
}

bool isRar(std::string_view data)
{
    constexpr size_t shortest = 8;
    if (data.size() <= shortest)
        return false;
    return data.substr(6, 2) == "\x01\x00"sv ? isNewRar(data) : isOldRar(data);
}

} // namespace

std::string_view packedFileKind(std::string_view data, bool hasName)
{
    const auto begins = [data](std::string_view magic) {
        return data.size() > magic.size() && data.substr(0, magic.size()) == magic;
    };
    if (begins("PK\x03\x04"sv)) {
        const auto names = zipNames(data);
        return names ? kindOfZip(*names) : std::string_view();
    }
    if (begins("Rar!\x1A\x07"sv))
        return isRar(data) ? "rar"sv : ""sv;
    if (begins("7z\xBC\xAF\x27\x1C"sv))
        return isSevenZip(data) ? "7z"sv : ""sv;
    // What is packed is called after the part, so a part without a name packs nothing.
    if (begins("\x1F\x8B\x08"sv))
        return hasName && data.size() > 10 ? "gz"sv : ""sv;
    return {};
}

} // namespace assay::fuzzy
