// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/packedfile.h"

#include "core/base/ascii.h"
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

// The name or the type must announce the archive, and its signature must be there.
bool isAnnounced(std::string_view data, std::string_view kind, std::string_view magic, std::string_view type,
    std::string_view subtype, std::string_view fileName)
{
    if (data.size() <= magic.size() || data.substr(0, magic.size()) != magic)
        return false;
    if (type == "application" && findIgnoringCase(subtype, kind) != std::string_view::npos)
        return true;
    return fileName.size() > kind.size() && endsWithIgnoringCase(fileName, kind)
        && fileName[fileName.size() - kind.size() - 1] == '.';
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

} // namespace

std::string_view packedFileKind(
    std::string_view data, std::string_view type, std::string_view subtype, std::string_view fileName)
{
    if (isAnnounced(data, "zip", "PK\x03\x04"sv, type, subtype, fileName)) {
        const auto names = zipNames(data);
        return names ? kindOfZip(*names) : std::string_view();
    }
    if (isAnnounced(data, "rar", "Rar!\x1A\x07"sv, type, subtype, fileName))
        return data.size() > 8 ? "rar"sv : ""sv;
    if (isAnnounced(data, "7z", "7z\xBC\xAF\x27\x1C"sv, type, subtype, fileName))
        return isSevenZip(data) ? "7z"sv : ""sv;
    if (isAnnounced(data, "gz", "\x1F\x8B\x08"sv, type, subtype, fileName))
        return data.size() > 10 ? "gz"sv : ""sv;
    return {};
}

} // namespace assay::fuzzy
