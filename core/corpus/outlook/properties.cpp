// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/outlook/properties.h"

#include "core/base/ascii.h"
#include "core/corpus/outlook/bytes.h"

#include <algorithm>
#include <array>

namespace assay {
namespace {

constexpr std::string_view streamPrefix = "__substg1.0_";
constexpr std::string_view propertyStream = "__properties_version1.0";
constexpr size_t propertyLength = 16;

constexpr uint16_t integerType = 0x0003;
constexpr uint16_t objectType = 0x000d;
constexpr uint16_t string8Type = 0x001e;
constexpr uint16_t unicodeType = 0x001f;
constexpr uint16_t timeType = 0x0040;
constexpr uint16_t binaryType = 0x0102;

std::optional<uint32_t> tagOfName(std::string_view name)
{
    if (name.size() < streamPrefix.size() + 8 || !startsWithIgnoringCase(name, streamPrefix))
        return std::nullopt;
    uint32_t tag = 0;
    for (const char c : name.substr(streamPrefix.size(), 8)) {
        const int digit = hexDigitValue(c);
        if (digit < 0)
            return std::nullopt;
        tag = tag << 4 | static_cast<uint32_t>(digit);
    }
    return tag;
}

void cutAtNul(std::string& text)
{
    text.resize(std::min(text.find('\0'), text.size()));
}

} // namespace

std::string charsetOfCodepage(uint32_t codepage)
{
    struct Named
    {
        uint32_t codepage;
        const char* charset;
    };
    static constexpr std::array<Named, 13> names = {{{65001, "utf-8"}, {20127, "us-ascii"}, {932, "shift_jis"},
        {936, "gb18030"}, {54936, "gb18030"}, {949, "ks_c_5601-1987"}, {950, "big5"}, {20866, "koi8-r"},
        {21866, "koi8-u"}, {50220, "iso-2022-jp"}, {51932, "euc-jp"}, {51949, "euc-kr"}, {874, "windows-874"}}};
    for (const Named& named : names) {
        if (named.codepage == codepage)
            return named.charset;
    }
    if (codepage >= 1250 && codepage <= 1258)
        return "windows-" + std::to_string(codepage);
    if (codepage > 28590 && codepage <= 28605)
        return "iso-8859-" + std::to_string(codepage - 28590);
    return "windows-1252";
}

MapiProperties::MapiProperties(
    const CompoundFile& file, uint32_t storage, size_t headerLength, const std::string& charset)
    : m_file(file)
    , m_charset(charset)
{
    std::string fixed;
    for (const uint32_t entry : file.children(storage)) {
        if (const auto tag = tagOfName(file.name(entry)))
            m_streams.emplace(*tag, entry);
        else if (equalsIgnoringCase(file.name(entry), propertyStream))
            fixed = file.stream(entry);
    }
    for (size_t at = headerLength; at + propertyLength <= fixed.size(); at += propertyLength)
        m_values.emplace(littleEndian32(fixed, at), littleEndian64(fixed, at + 8));
    if (m_charset.empty())
        m_charset =
            charsetOfCodepage(number(mapi::messageCodepage).value_or(number(mapi::internetCodepage).value_or(0)));
}

std::optional<uint32_t> MapiProperties::find(uint16_t property, uint16_t type) const
{
    const auto found = m_streams.find(uint32_t{property} << 16 | type);
    return found == m_streams.end() ? std::nullopt : std::optional<uint32_t>(found->second);
}

StoredText MapiProperties::text(uint16_t property) const
{
    StoredText text;
    if (const auto entry = find(property, unicodeType)) {
        text = {utf8FromUtf16(m_file.stream(*entry)), "utf-8"};
    } else if (const auto narrow = find(property, string8Type)) {
        text = {m_file.stream(*narrow), m_charset};
    }
    cutAtNul(text.bytes);
    return text;
}

StoredText MapiProperties::firstText(std::initializer_list<uint16_t> properties) const
{
    for (const uint16_t property : properties) {
        StoredText found = text(property);
        if (!found.empty())
            return found;
    }
    return {};
}

std::string MapiProperties::binary(uint16_t property) const
{
    const auto entry = find(property, binaryType);
    return entry ? m_file.stream(*entry) : std::string();
}

std::optional<uint32_t> MapiProperties::number(uint16_t property) const
{
    const auto found = m_values.find(uint32_t{property} << 16 | integerType);
    if (found == m_values.end())
        return std::nullopt;
    return static_cast<uint32_t>(found->second);
}

std::optional<int64_t> MapiProperties::time(uint16_t property) const
{
    const auto found = m_values.find(uint32_t{property} << 16 | timeType);
    if (found == m_values.end())
        return std::nullopt;
    // 100 ns steps since 1601.
    constexpr uint64_t perSecond = 10'000'000;
    constexpr int64_t from1601To1970 = 11'644'473'600;
    return static_cast<int64_t>(found->second / perSecond) - from1601To1970;
}

std::optional<uint32_t> MapiProperties::storage(uint16_t property) const
{
    const auto entry = find(property, objectType);
    return entry && m_file.isStorage(*entry) ? entry : std::nullopt;
}

} // namespace assay
