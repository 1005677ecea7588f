// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/charsetnames.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>

namespace assay::rules {

namespace {

bool allDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isAsciiDigit);
}

bool startsWith(std::string_view& text, std::string_view prefix)
{
    if (text.substr(0, prefix.size()) != prefix)
        return false;
    text.remove_prefix(prefix.size());
    return true;
}

void skipOneOf(std::string_view& text, std::string_view characters)
{
    if (!text.empty() && characters.find(text.front()) != std::string_view::npos)
        text.remove_prefix(1);
}

bool isIso8859(std::string_view name)
{
    if (!startsWith(name, "iso"))
        return false;
    skipOneOf(name, " -");
    if (!startsWith(name, "8859"))
        return false;
    return name.empty() || (startsWith(name, "-") && allDigits(name) && name.size() <= 2);
}

bool isKoiOrEuc(std::string_view name)
{
    if (!startsWith(name, "koi8-") && !startsWith(name, "euc-"))
        return false;
    return (name.size() == 1 || name.size() == 2) && std::all_of(name.begin(), name.end(), isAsciiLetter);
}

bool isGb18030(std::string_view name)
{
    if (!startsWith(name, "gb"))
        return false;
    skipOneOf(name, " -");
    if (!startsWith(name, "18030"))
        return false;
    return name.empty() || (startsWith(name, "-20") && name.size() == 2 && allDigits(name));
}

// Letters and digits only, lower case.
std::string squeezed(std::string_view charset)
{
    std::string name;
    for (char c : charset)
        if (isAsciiAlnum(c))
            name.push_back(asciiLower(c));
    return name;
}

struct Alias
{
    std::string_view name; // squeezed
    std::string_view converter;
};

constexpr std::array aliases = std::to_array<Alias>({
    {"big5", "Big5"},
    {"big5eten", "Big5"},
    {"big5et", "Big5"},
    {"big5hkscs", "Big5-HKSCS"},
    {"tcabig5", "Big5"},
    {"euccn", "GB2312"},
    {"gb2312", "GB2312"},
    {"gb231280", "GB2312"},
    {"hzgb2312", "GB2312"},
    {"hz", "HZ"},
    {"gbk", "GBK"},
    {"cp936", "GBK"},
    {"eucjp", "EUC-JP"},
    {"ujis", "EUC-JP"},
    {"shiftjis", "Shift_JIS"},
    {"sjis", "Shift_JIS"},
    {"xsjis", "Shift_JIS"},
    {"windows31j", "windows-31j"},
    {"cp932", "windows-31j"},
    {"iso2022jp", "ISO-2022-JP"},
    {"iso2022jp1", "ISO-2022-JP-1"},
    {"iso2022kr", "ISO-2022-KR"},
    {"euckr", "EUC-KR"},
    {"ksc56011987", "windows-949"},
    {"ksc5601", "windows-949"},
    {"uhc", "windows-949"},
    {"cp949", "windows-949"},
    {"johab", "ibm-1363"},
    {"koi8r", "KOI8-R"},
    {"koi8u", "KOI8-U"},
    {"utf7", "UTF-7"},
    {"unicode11utf7", "UTF-7"},
    {"utf32", "UTF-32"},
    {"utf32le", "UTF-32LE"},
    {"utf32be", "UTF-32BE"},
    {"ucs2", "UTF-16BE"},
    {"ucs2be", "UTF-16BE"},
    {"ucs2le", "UTF-16LE"},
    {"iso10646ucs2", "UTF-16BE"},
    {"macroman", "macintosh"},
    {"macintosh", "macintosh"},
    {"xmacroman", "macintosh"},
    {"maccyrillic", "x-mac-cyrillic"},
    {"tis620", "ISO-8859-11"},
    {"hproman8", "hp-roman8"},
    {"roman8", "hp-roman8"},
    {"latin1", "ISO-8859-1"},
    {"latin2", "ISO-8859-2"},
    {"latin3", "ISO-8859-3"},
    {"latin4", "ISO-8859-4"},
    {"latin5", "ISO-8859-9"},
    {"latin6", "ISO-8859-10"},
    {"latin7", "ISO-8859-13"},
    {"latin8", "ISO-8859-14"},
    {"latin9", "ISO-8859-15"},
    {"latin10", "ISO-8859-16"},
    {"cyrillic", "ISO-8859-5"},
    {"arabic", "ISO-8859-6"},
    {"greek", "ISO-8859-7"},
    {"hebrew", "ISO-8859-8"},
    {"thai", "ISO-8859-11"},
    {"winlatin1", "windows-1252"},
    {"winlatin2", "windows-1250"},
    {"wincyrillic", "windows-1251"},
    {"wingreek", "windows-1253"},
    {"winturkish", "windows-1254"},
    {"winhebrew", "windows-1255"},
    {"winarabic", "windows-1256"},
    {"winbaltic", "windows-1257"},
    {"winvietnamese", "windows-1258"},
});

// Code pages by number.
std::string codePageName(std::string_view digits)
{
    if (digits == "874" || (digits.size() == 4 && digits.substr(0, 3) == "125"))
        return "windows-" + std::string(digits);
    constexpr std::array known = std::to_array<std::string_view>({"37", "437", "500", "737", "775", "850", "852", "855",
        "856", "857", "858", "860", "861", "862", "863", "864", "865", "866", "869", "1006", "1026", "1047"});
    return std::find(known.begin(), known.end(), digits) == known.end() ? std::string() : "cp" + std::string(digits);
}

} // namespace

bool extendsAscii(std::string_view charset)
{
    const std::string name = toAsciiLower(charset);
    if (name == "us-ascii" || name == "ascii" || name == "iso646-us" || name == "utf-8" || name == "utf8"
        || name == "big5" || name == "gbk")
        return true;
    std::string_view rest = name;
    if (startsWith(rest, "windows-") && rest.size() == 4 && allDigits(rest))
        return true;
    rest = name;
    if (startsWith(rest, "ansi")) {
        skipOneOf(rest, "_ ");
        return rest == "x3.4-1986" || rest == "x3.4-1968";
    }
    return isIso8859(name) || isKoiOrEuc(name) || isGb18030(name);
}

std::string converterName(std::string_view charset)
{
    const std::string lower = toAsciiLower(charset);
    if (isGb18030(lower))
        return "GBK";
    const std::string name = squeezed(charset);
    const auto alias = std::find_if(aliases.begin(), aliases.end(), [&](const Alias& a) { return a.name == name; });
    // "x-gbk", "default", "8bit" and the like are no names.
    if (alias != aliases.end())
        return std::string(alias->converter);
    std::string_view rest = name;
    if (startsWith(rest, "iso8859") && allDigits(rest) && rest.size() <= 2 && rest != "12")
        return "ISO-8859-" + std::string(rest);
    for (const std::string_view prefix : {"windows", "cp", "ibm", "ms"}) {
        rest = name;
        if (startsWith(rest, prefix) && allDigits(rest))
            return codePageName(rest);
    }
    return {};
}

} // namespace assay::rules
