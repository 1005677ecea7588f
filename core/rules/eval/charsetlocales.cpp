// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/charsetlocales.h"

#include "core/base/ascii.h"
#include "core/rules/eval/evaltext.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace assay::rules {
namespace {

constexpr std::string_view cyrillic = "KOI8R KOI8U KOI8T ISOIR111 CP1251 GEORGIANPS PT154 CP866";

// Charsets (capitals and digits of their names) that a language uses besides the common ones.
constexpr std::pair<std::string_view, std::string_view> languageCharsets[] = {
    {"ja",
        "EUCJP JISX020119760 JISX020819830 JISX020819900 JISX020819970 JISX021219900 JISX021320001 JISX021320002 "
        "SHIFTJIS ISO2022JP SJIS "
        "JIS7 JISX0201 JISX0208 JISX0212"},
    {"ko", "EUCKR KSC56011987"},
    {"ru", cyrillic},
    {"ka", cyrillic},
    {"tg", cyrillic},
    {"be", cyrillic},
    {"uk", cyrillic},
    {"bg", cyrillic},
    {"th", "TIS620"},
    {"zh", "GB1988 GB2312 GB231219800 GB18030 GBK BIG5HKSCS BIG5 EUCTW ISO2022CN"},
};

bool startsWithAny(std::string_view text, std::initializer_list<std::string_view> prefixes)
{
    return std::any_of(prefixes.begin(), prefixes.end(),
        [text](std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; });
}

std::string normalised(std::string_view name)
{
    std::string text;
    for (char c : name.substr(0, name.find(':'))) {
        if (isAsciiAlnum(c))
            text += asciiUpper(c);
    }
    // Left over from quoted-printable.
    return text.substr(0, 2) == "3D" ? text.substr(2) : text;
}

bool isCommon(std::string_view name)
{
    for (std::string_view whole : {"USASCII", "ASCII", "IBM852", "XUNKNOWN", "ISO"}) {
        if (name == whole)
            return true;
    }
    return startsWithAny(
        name, {"ISO8859", "ISO10646", "UTF", "UCS", "CP125", "WINDOWS", "UNICODE11UTF7", "UNICODE11UTF8"});
}

} // namespace

bool isCharsetOk(std::string_view written, const std::vector<std::string>& locales)
{
    const std::string name = normalised(written);
    if (isCommon(name) || std::find(locales.begin(), locales.end(), "all") != locales.end())
        return true;
    for (const std::string& locale : locales) {
        for (const auto& [language, charsets] : languageCharsets) {
            const auto names = words(charsets);
            if (locale.substr(0, 2) == language && std::find(names.begin(), names.end(), name) != names.end())
                return true;
        }
    }
    return false;
}

bool looksLikeCapitals(std::string_view name)
{
    for (char c : name) {
        if (!isAsciiAlnum(c) && c != '-' && c != '_')
            return false;
    }
    for (std::string_view part :
        {"koi", "jp", "jis", "euc", "gb", "big5", "isoir", "cp1251", "windows-1251", "georgianps", "pt154", "tis"}) {
        if (containsIgnoringCase(name, part))
            return true;
    }
    return false;
}

bool hasWordLikeCapitals(std::string_view text)
{
    for (size_t at = text.find("=?"); at != std::string_view::npos; at = text.find("=?", at + 1)) {
        const size_t end = text.find('?', at + 2);
        if (end != std::string_view::npos && looksLikeCapitals(text.substr(at + 2, end - at - 2)))
            return true;
    }
    return false;
}

} // namespace assay::rules
