// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/charset.h"

#include "core/base/ascii.h"
#include "core/base/json.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <vector>

namespace assay {
namespace {

struct Alias
{
    std::string_view label; // lower-case, without '_' '-' ' ' ':' '.'
    std::string_view name;
};

constexpr std::string_view utf8Name = "utf-8";
constexpr std::string_view latinName = "windows-1252";
constexpr std::string_view japaneseName = "ibm-943_P15A-2003"; // Shift_JIS as Windows has it

// Labels that the converter library does not know, or reads in a narrower way than mail programs do. Sorted.
constexpr Alias aliases[] = {
    {"ansix341968", latinName},
    {"ascii", latinName},
    {"big5hkscs", "big5-hkscs"},
    {"cp1252", latinName},
    {"cp932", japaneseName},
    {"cp936", "gb18030"},
    {"cp949", "windows-949"},
    {"cseuckr", "windows-949"},
    {"csgb2312", "gb18030"},
    {"csiso2022jp", "iso-2022-jp"},
    {"cskscclassic", "windows-949"},
    {"cskszc56011987", "windows-949"},
    {"csshiftjis", japaneseName},
    {"cswindows31j", japaneseName},
    {"euccn", "gb18030"},
    {"eucjp", "euc-jp"},
    {"eucjpms", "euc-jp"},
    {"euckr", "windows-949"},
    {"gb2312", "gb18030"},
    {"gb231280", "gb18030"},
    {"gbk", "gb18030"},
    {"hzgb2312", "hz-gb-2312"},
    {"ibm819", latinName},
    {"iso2022jpms", "iso-2022-jp"},
    {"iso88591", latinName},
    {"iso885911", "windows-874"},
    {"iso885911987", latinName},
    {"iso88599", "windows-1254"},
    {"iso646us", latinName},
    {"koi8", "koi8-r"},
    {"korean", "windows-949"},
    {"ksc5601", "windows-949"},
    {"ksc56011987", "windows-949"},
    {"ksc56011989", "windows-949"},
    {"l1", latinName},
    {"latin1", latinName},
    {"macintosh", "macintosh"},
    {"mskanji", japaneseName},
    {"shiftjis", japaneseName},
    {"sjis", japaneseName},
    {"tis620", "windows-874"},
    {"unicode11utf7", "utf-7"},
    {"unicode11utf8", utf8Name},
    {"usascii", latinName},
    {"utf8", utf8Name},
    {"utf8mb4", utf8Name},
    {"windows1252", latinName},
    {"windows31j", japaneseName},
    {"windows936", "gb18030"},
    {"windows949", "windows-949"},
    {"xeucjp", "euc-jp"},
    {"xgbk", "gb18030"},
    {"xmaccyrillic", "x-mac-cyrillic"},
    {"xsjis", japaneseName},
    {"xunicode20utf7", "utf-7"},
    {"xunicode20utf8", utf8Name},
};

constexpr size_t maxLabel = 64;

// Lower-case letters and digits of a label.
std::string foldedLabel(std::string_view label)
{
    std::string folded;
    for (const char c : label.substr(0, maxLabel)) {
        if (isAsciiAlnum(c))
            folded += asciiLower(c);
    }
    return folded;
}

std::string_view aliasOf(std::string_view folded)
{
    for (const Alias& alias : aliases) {
        if (alias.label == folded)
            return alias.name;
    }
    return {};
}

struct CloseConverter
{
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

Converter openConverter(const std::string& name)
{
    UErrorCode status = U_ZERO_ERROR;
    Converter converter(ucnv_open(name.c_str(), &status));
    if (U_FAILURE(status))
        return nullptr;
    return converter;
}

// "cp-850" and "cp850" name what the library calls "ibm-850".
std::string libraryName(const std::string& label, const std::string& folded)
{
    if (openConverter(label))
        return label;
    if (folded.size() > 2 && folded.compare(0, 2, "cp") == 0) {
        const std::string digits = folded.substr(2);
        for (const char* prefix : {"windows-", "ibm-"}) {
            if (openConverter(prefix + digits))
                return prefix + digits;
        }
    }
    if (folded.size() > 1 && folded[0] == 'x' && openConverter(folded.substr(1)))
        return folded.substr(1);
    return openConverter(folded) ? folded : std::string();
}

bool isPlausibleLabel(std::string_view label)
{
    if (label.empty() || label.size() > maxLabel)
        return false;
    // A comma or '=' would set options of the library's converter.
    return std::all_of(
        label.begin(), label.end(), [](char c) { return isAsciiAlnum(c) || std::strchr("-_.:+()", c) != nullptr; });
}

// Writes U+FFFD for everything that cannot be read and notes it in the bool that is the context.
void replaceBadBytes(const void* context, UConverterToUnicodeArgs* args, const char*, int32_t,
    UConverterCallbackReason reason, UErrorCode* status)
{
    if (reason > UCNV_IRREGULAR)
        return;
    *const_cast<bool*>(static_cast<const bool*>(context)) = true;
    *status = U_ZERO_ERROR;
    const UChar replacement = 0xFFFD;
    ucnv_cbToUWriteUChars(args, &replacement, 1, 0, status);
}

void appendUtf16(std::string& out, const UChar* begin, const UChar* end)
{
    for (const UChar* c = begin; c < end; ++c) {
        const bool pair = *c >= 0xD800 && *c < 0xDC00 && c + 1 < end && c[1] >= 0xDC00 && c[1] < 0xE000;
        if (pair) {
            appendUtf8(out, 0x10000 + ((static_cast<char32_t>(c[0]) - 0xD800) << 10) + (c[1] - 0xDC00u));
            ++c;
        } else {
            appendUtf8(out, *c);
        }
    }
}

ConvertedText runConverter(UConverter* converter, std::string_view bytes)
{
    ConvertedText converted;
    converted.text.reserve(bytes.size() + bytes.size() / 4);
    UErrorCode status = U_ZERO_ERROR;
    ucnv_reset(converter);
    ucnv_setToUCallBack(converter, replaceBadBytes, &converted.badBytes, nullptr, nullptr, &status);
    std::array<UChar, 4096> buffer;
    size_t kept = 0; // a high surrogate left over from the last round
    const char* source = bytes.data();
    const char* const sourceEnd = source + bytes.size();
    bool more = true;
    while (more) {
        UChar* target = buffer.data() + kept;
        status = U_ZERO_ERROR;
        ucnv_toUnicode(converter, &target, buffer.data() + buffer.size(), &source, sourceEnd, nullptr, true, &status);
        more = status == U_BUFFER_OVERFLOW_ERROR;
        kept = more && target[-1] >= 0xD800 && target[-1] < 0xDC00 ? 1 : 0;
        appendUtf16(converted.text, buffer.data(), target - kept);
        if (kept)
            buffer[0] = target[-1];
        if (U_FAILURE(status) && !more) {
            converted.badBytes = true;
            break;
        }
    }
    return converted;
}

// A few open converters of this thread: opening one costs more than converting a header.
struct ConverterCache
{
    struct Entry
    {
        std::string name;
        Converter converter;
    };
    std::vector<Entry> entries;
    size_t next = 0;

    UConverter* find(const std::string& name)
    {
        for (Entry& entry : entries) {
            if (entry.name == name)
                return entry.converter.get();
        }
        Converter converter = openConverter(name);
        if (!converter)
            return nullptr;
        constexpr size_t maxEntries = 8;
        if (entries.size() < maxEntries)
            entries.emplace_back();
        Entry& entry = entries[next];
        next = (next + 1) % maxEntries;
        entry.name = name;
        entry.converter = std::move(converter);
        return entry.converter.get();
    }
};

ConvertedText convertCanonical(std::string_view bytes, const std::string& name)
{
    if (name == utf8Name) {
        if (isValidUtf8(bytes))
            return {std::string(bytes), false};
        return {toValidUtf8(bytes), true};
    }
    if (name == latinName && isAscii(bytes))
        return {std::string(bytes), false};
    thread_local ConverterCache cache;
    UConverter* converter = cache.find(name);
    if (!converter)
        return {toValidUtf8(bytes), !isValidUtf8(bytes)};
    return runConverter(converter, bytes);
}

} // namespace

std::string canonicalCharset(std::string_view label)
{
    label = trimmed(label);
    while (label.size() >= 2 && (label.front() == '"' || label.front() == '\'') && label.back() == label.front())
        label = trimmed(label.substr(1, label.size() - 2));
    if (!isPlausibleLabel(label))
        return {};
    const std::string folded = foldedLabel(label);
    if (const std::string_view name = aliasOf(folded); !name.empty())
        return std::string(name);
    if (folded.empty())
        return {};
    // The last answer: the labels of one message hardly vary, and asking the library is slow.
    thread_local std::pair<std::string, std::string> last;
    if (last.first != label)
        last = {std::string(label), libraryName(toAsciiLower(label), folded)};
    return last.second;
}

ConvertedText convertToUtf8(std::string_view bytes, std::string_view label)
{
    std::string name = canonicalCharset(label);
    return convertCanonical(bytes, name.empty() ? std::string(latinName) : name);
}

std::string fallbackCharset(std::string_view bytes, std::string_view second)
{
    if (isValidUtf8(bytes))
        return std::string(utf8Name);
    if (const std::string name = canonicalCharset(second); !name.empty() && name != utf8Name) {
        if (!convertCanonical(bytes, name).badBytes)
            return name;
    }
    return std::string(latinName);
}

} // namespace assay
