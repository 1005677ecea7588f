// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/idn.h"

#include "core/base/ascii.h"
#include "core/base/json.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <array>
#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/uscript.h>

namespace assay {
namespace {

constexpr size_t maxDomain = 255;

const UIDNA* domainMapper()
{
    static const UIDNA* const mapper = [] {
        UErrorCode status = U_ZERO_ERROR;
        const UIDNA* opened =
            uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_UNICODE | UIDNA_NONTRANSITIONAL_TO_ASCII, &status);
        return U_FAILURE(status) ? nullptr : opened;
    }();
    return mapper;
}

using Mapping = int32_t (*)(const UIDNA*, const char*, int32_t, char*, int32_t, UIDNAInfo*, UErrorCode*);

std::string mapDomain(std::string_view domain, Mapping mapping)
{
    const UIDNA* mapper = domainMapper();
    if (!mapper || domain.empty() || domain.size() > maxDomain || !isValidUtf8(domain))
        return toAsciiLower(domain);
    std::array<char, 1024> buffer;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode status = U_ZERO_ERROR;
    const int32_t length = mapping(mapper, domain.data(), static_cast<int32_t>(domain.size()), buffer.data(),
        static_cast<int32_t>(buffer.size()), &info, &status);
    if (U_FAILURE(status) || info.errors != 0 || length <= 0 || static_cast<size_t>(length) > buffer.size())
        return toAsciiLower(domain);
    return std::string(buffer.data(), static_cast<size_t>(length));
}

bool isEastAsian(UScriptCode script)
{
    return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_HANGUL
        || script == USCRIPT_BOPOMOFO;
}

} // namespace

std::string domainToUnicode(std::string_view domain)
{
    if (isAscii(domain) && findIgnoringCase(domain, "xn--") == std::string_view::npos)
        return toAsciiLower(domain);
    return mapDomain(domain, uidna_nameToUnicodeUTF8);
}

std::string domainToAscii(std::string_view domain)
{
    if (isAscii(domain))
        return toAsciiLower(domain);
    return mapDomain(domain, uidna_nameToASCII_UTF8);
}

bool mixesScripts(std::string_view utf8)
{
    if (isAscii(utf8))
        return false;
    UScriptCode seen = USCRIPT_COMMON; // of the present word; East Asian scripts count as none
    for (size_t i = 0; i < utf8.size();) {
        const char32_t c = nextCodePoint(utf8, i);
        const auto point = static_cast<UChar32>(c);
        if (!u_isalpha(point) && u_charType(point) != U_NON_SPACING_MARK) {
            if (!isInvisibleFormat(c) && c != '-' && c != '_')
                seen = USCRIPT_COMMON;
            continue;
        }
        UErrorCode status = U_ZERO_ERROR;
        const UScriptCode script = uscript_getScript(point, &status);
        if (U_FAILURE(status) || script == USCRIPT_COMMON || script == USCRIPT_INHERITED || isEastAsian(script))
            continue;
        if (seen != USCRIPT_COMMON && script != seen)
            return true;
        seen = script;
    }
    return false;
}

} // namespace assay
