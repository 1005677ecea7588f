// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/partcharset.h"

#include "core/base/ascii.h"
#include "core/base/json.h"
#include "core/fuzzy/data/lines.h"
#include "core/fuzzy/data/tables.h"
#include "core/text/charsetguess.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <map>
#include <memory>
#include <unicode/ucnv.h>
#include <unicode/ustring.h>
#include <unordered_map>

namespace assay::fuzzy {
namespace {

constexpr std::string_view utf8Name = "UTF-8";

const std::unordered_map<std::string, std::string>& aliases()
{
    static const auto table = [] {
        std::unordered_map<std::string, std::string> names;
        std::string_view rest = data::charsets();
        while (!rest.empty()) {
            std::string_view line = data::takeUntil(rest, '\n');
            if (line.empty() || line[0] == '#')
                continue;
            const std::string name(data::takeUntil(line, '\t'));
            while (!line.empty())
                names.emplace(data::takeUntil(line, ' '), name);
        }
        return names;
    }();
    return table;
}

std::string trimmedLabel(std::string_view label)
{
    const auto isAlnum = [](char c) { return isAsciiAlnum(c); };
    const auto begin = std::find_if(label.begin(), label.end(), isAlnum);
    const auto end = std::find_if(label.rbegin(), label.rend(), isAlnum).base();
    std::string name = begin < end ? toAsciiLower(std::string_view(&*begin, static_cast<size_t>(end - begin))) : "";
    // "cp-1251" and "ibm-850" are known without their dash.
    if (startsWithIgnoringCase(label, "cp-") || startsWithIgnoringCase(label, "ibm-"))
        name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
    return name;
}

std::string libraryName(const std::string& label)
{
    for (const char* standard : {"MIME", "IANA", ""}) {
        UErrorCode status = U_ZERO_ERROR;
        if (const char* name = ucnv_getCanonicalName(label.c_str(), standard, &status))
            return name;
    }
    UErrorCode status = U_ZERO_ERROR;
    const char* name = ucnv_getAlias(label.c_str(), 0, &status);
    return name ? name : "";
}

struct CloseConverter
{
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

UConverter* converterOf(const std::string& name)
{
    constexpr size_t most = 16;
    thread_local std::map<std::string, Converter> converters;
    const auto found = converters.find(name);
    if (found != converters.end())
        return found->second.get();
    if (converters.size() >= most)
        converters.clear();
    UErrorCode status = U_ZERO_ERROR;
    Converter converter(ucnv_open(name.c_str(), &status));
    if (U_FAILURE(status))
        return nullptr;
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_SUBSTITUTE, nullptr, nullptr, nullptr, &status);
    return converters.emplace(name, std::move(converter)).first->second.get();
}

// Names under which text is kept as it is.
bool isUtf8Compatible(std::string_view name)
{
    return startsWithIgnoringCase(name, "utf8") || startsWithIgnoringCase(name, "utf-8")
        || equalsIgnoringCase(name, "us-ascii") || equalsIgnoringCase(name, "ascii")
        || startsWithIgnoringCase(name, "ansi") || equalsIgnoringCase(name, "csascii");
}

bool isHigh(std::string_view bytes, size_t at)
{
    return at < bytes.size() && (static_cast<unsigned char>(bytes[at]) & 0x80) != 0;
}

struct HighBytes
{
    size_t count = 0;
    size_t alone = 0; // between ASCII
    bool anyControl = false; // that only the Windows charset has characters for
};

HighBytes countHighBytes(std::string_view bytes)
{
    HighBytes high;
    for (size_t i = 0; i < bytes.size(); ++i) {
        if (!isHigh(bytes, i))
            continue;
        ++high.count;
        high.alone += (i > 0 && isHigh(bytes, i - 1)) || isHigh(bytes, i + 1) ? 0 : 1;
        high.anyControl = high.anyControl || static_cast<unsigned char>(bytes[i]) < 0xA0;
    }
    return high;
}

// The charset in which the peer's detector knows the letters of a guess; empty: the western ones.
std::string_view detectedAs(std::string_view guess)
{
    struct Name
    {
        std::string_view guess;
        std::string_view charset;
    };
    static constexpr Name names[] = {{"iso-8859-1", {}}, {"windows-1252", {}}, {"iso-8859-15", {}}, {"iso-8859-10", {}},
        {"iso-8859-16", {}}, {"windows-1258", {}}, {"viscii", {}}, {"ibm852", {}}, {"mac-centraleurope", {}},
        {"iso-8859-2", "windows-1250"}, {"iso-8859-13", "windows-1257"}, {"tis-620", "iso-8859-11"}, {"uhc", "euc-kr"}};
    for (const Name& name : names) {
        if (name.guess == guess)
            return name.charset;
    }
    return guess;
}

// What one piece of text looks like; empty for ASCII and for what looks like nothing. Few high bytes, each by itself
// among ASCII letters, are accents of latin letters: a guess at other scripts is then wrong.
std::string guessOf(std::string_view bytes)
{
    const HighBytes high = countHighBytes(bytes);
    if (high.count == 0)
        return {};
    const auto letters = static_cast<size_t>(std::count_if(bytes.begin(), bytes.end(), isAsciiLetter));
    const std::string guess = guessCharset(bytes);
    if (guess.empty())
        return {};
    const std::string_view charset = detectedAs(guess);
    constexpr size_t rare = 8; // one of so many
    constexpr std::string_view latin[] = {"windows-1250", "windows-1257", "iso-8859-4", "iso-8859-9"};
    const bool isSparse = high.count * rare < letters + high.count && high.alone * 2 >= high.count;
    const bool isLatin = std::find(std::begin(latin), std::end(latin), charset) != std::end(latin);
    if (charset.empty() || (isSparse && !isLatin))
        return high.anyControl ? "windows-1252" : "ISO-8859-1";
    return std::string(charset);
}

// Long texts are judged by three samples, of which two must agree, else by the first.
std::string guessPartCharset(std::string_view bytes)
{
    constexpr size_t sample = 512;
    if (bytes.size() < sample * 3)
        return guessOf(bytes);
    std::string first = guessOf(bytes.substr(0, sample));
    std::string second = guessOf(bytes.substr(bytes.size() / 2, sample));
    const std::string third = guessOf(bytes.substr(bytes.size() - sample));
    if (first.empty())
        first = second.empty() ? third : second;
    if (second.empty())
        second = third.empty() ? first : third;
    return second == third ? second : first;
}

} // namespace

std::string peerCharset(std::string_view label)
{
    constexpr size_t longest = 64;
    if (label.empty() || label.size() > longest)
        return {};
    if (equalsIgnoringCase(label, "utf-8") || equalsIgnoringCase(label, "utf8"))
        return std::string(utf8Name);
    const std::string name = trimmedLabel(label);
    const auto alias = aliases().find(name);
    return libraryName(alias == aliases().end() ? name : alias->second);
}

std::optional<std::string> convertFrom(std::string_view bytes, const std::string& charset)
{
    UConverter* converter = converterOf(charset);
    if (!converter)
        return std::nullopt;
    std::u16string units(bytes.size() + 1, u'\0');
    UErrorCode status = U_ZERO_ERROR;
    const int32_t length = ucnv_toUChars(converter, units.data(), static_cast<int32_t>(units.size()), bytes.data(),
        static_cast<int32_t>(bytes.size()), &status);
    if (U_FAILURE(status))
        return std::nullopt;
    std::string text(static_cast<size_t>(length) * 3 + 1, '\0');
    int32_t written = 0;
    u_strToUTF8WithSub(
        text.data(), static_cast<int32_t>(text.size()), &written, units.data(), length, 0xFFFD, nullptr, &status);
    if (U_FAILURE(status))
        return std::nullopt;
    text.resize(static_cast<size_t>(written));
    return text;
}

void replaceBadUtf8(std::string& text)
{
    for (size_t i = 0; i < text.size();) {
        const size_t before = i;
        const char32_t c = nextCodePoint(text, i);
        if (c == replacementCharacter && i - before == 1)
            text[before] = '?';
    }
}

DecodedText decodePartText(std::string_view bytes, std::string_view label)
{
    const bool isValid = isValidUtf8(bytes);
    std::string charset = peerCharset(label);
    const bool isLabelled = !charset.empty();
    if (charset.empty()) {
        if (isValid)
            return {std::string(bytes), true};
        charset = guessPartCharset(bytes);
        if (charset.empty())
            return {std::string(bytes), false};
    }
    if (isValid && charset == utf8Name)
        return {std::string(bytes), true};
    if (isUtf8Compatible(charset)) {
        if (isValid || !isLabelled)
            return {std::string(bytes), true};
        charset = guessPartCharset(bytes);
        if (charset.empty() || isUtf8Compatible(charset)) {
            std::string text(bytes);
            if (charset.empty())
                replaceBadUtf8(text);
            return {std::move(text), true};
        }
    }
    auto converted = convertFrom(bytes, charset);
    return converted ? DecodedText{std::move(*converted), true} : DecodedText{std::string(bytes), false};
}

} // namespace assay::fuzzy
