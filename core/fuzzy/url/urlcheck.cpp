// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/url/urlcheck.h"

#include "core/fuzzy/url/numerichost.h"
#include "core/fuzzy/url/suffixlist.h"
#include "core/fuzzy/url/urlchars.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <optional>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/usprep.h>
#include <unicode/ustring.h>
#include <vector>

namespace assay::fuzzy {
namespace {

constexpr size_t maxUrl = 32767;

// %XX decoded, '+' as a blank; an escape that is none loses its '%'.
std::string decodeEscapes(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        const int high = i + 1 < text.size() ? hexDigitValue(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hexDigitValue(text[i + 2]) : -1;
        if (high >= 0 && low >= 0)
            out += static_cast<char>(high * 16 + low);
        else if (high < 0 && i + 1 < text.size())
            out += text[i + 1];
        i += high >= 0 ? 2 : 1;
    }
    return out;
}

std::u16string toUtf16(std::string_view text)
{
    std::u16string out(text.size() + 1, u'\0');
    int32_t length = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8WithSub(out.data(), static_cast<int32_t>(out.size()), &length, text.data(),
        static_cast<int32_t>(text.size()), 0xFFFD, nullptr, &status);
    out.resize(U_SUCCESS(status) ? static_cast<size_t>(length) : 0);
    return out;
}

std::string toUtf8(const std::u16string& text)
{
    std::string out(text.size() * 3 + 1, '\0');
    int32_t length = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strToUTF8WithSub(out.data(), static_cast<int32_t>(out.size()), &length, text.data(),
        static_cast<int32_t>(text.size()), 0xFFFD, nullptr, &status);
    out.resize(U_SUCCESS(status) ? static_cast<size_t>(length) : 0);
    return out;
}

// The ideographic full stops that count as dots in names.
std::u16string withPlainDots(std::u16string host)
{
    for (char16_t& c : host) {
        if (c == 0x3002 || c == 0xFF0E || c == 0xFF61)
            c = u'.';
    }
    return host;
}

std::optional<std::u16string> composed(const std::u16string& text)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2* normaliser = unorm2_getNFKCInstance(&status);
    std::u16string out(text.size() * 4 + 16, u'\0');
    const int32_t length = unorm2_normalize(normaliser, text.data(), static_cast<int32_t>(text.size()), out.data(),
        static_cast<int32_t>(out.size()), &status);
    if (U_FAILURE(status))
        return std::nullopt;
    out.resize(static_cast<size_t>(length));
    return out;
}

// Nameprep (RFC 3491) within the room that the host has; nothing where it holds characters that names may not have.
std::optional<std::string> prepared(const std::string& host)
{
    UErrorCode status = U_ZERO_ERROR;
    static const UStringPrepProfile* const profile = usprep_openByType(USPREP_RFC3491_NAMEPREP, &status);
    const auto text = composed(withPlainDots(toUtf16(host)));
    if (!profile || !text)
        return std::nullopt;
    std::u16string out(text->size() + 1, u'\0');
    status = U_ZERO_ERROR;
    const int32_t length = usprep_prepare(profile, text->data(), static_cast<int32_t>(text->size()), out.data(),
        static_cast<int32_t>(text->size()), USPREP_DEFAULT, nullptr, &status);
    if (U_FAILURE(status) || static_cast<size_t>(length) > text->size())
        return std::nullopt;
    out.resize(static_cast<size_t>(length));
    std::string name = toUtf8(out);
    if (name.size() > host.size())
        return std::nullopt;
    return name;
}

std::optional<std::string> normalHost(std::string_view written)
{
    const std::string decoded = decodeEscapes(written);
    if (isAscii(decoded))
        return toAsciiLower(decoded);
    return prepared(decoded);
}

bool isScheme(std::string_view scheme, std::initializer_list<std::string_view> known)
{
    return std::any_of(known.begin(), known.end(), [&](std::string_view k) { return equalsIgnoringCase(k, scheme); });
}

void judgeHost(CheckedUrl& checked, UrlMode mode)
{
    checked.hasSuffix = SuffixList::builtIn().registeredLength(checked.host) > 0;
    if (checked.hasSuffix)
        return;
    if (checked.isMail)
        checked.ok = false;
    else if (mode != UrlMode::Href)
        checked.ok = isNumericHost(checked.host);
}

} // namespace

CheckedUrl checkUrl(std::string_view url, UrlMode mode)
{
    CheckedUrl checked;
    url = url.substr(0, maxUrl);
    const bool isPhone = startsWithIgnoringCase(url, "tel:") || startsWithIgnoringCase(url, "callto:");
    const bool isLong = url.size() > std::string_view("mailto:").size();
    UrlFields fields;
    if (isLong && startsWithIgnoringCase(url, "mailto:"))
        fields = parseMailUrl(url, mode);
    else if (isLong && isPhone)
        fields = parsePhoneUrl(url, mode);
    else
        fields = parseWebUrl(url, mode);
    if (!fields.ok || !fields.hasHost || fields.host.length == 0)
        return checked;
    auto host = normalHost(url.substr(fields.host.offset, fields.host.length));
    if (!host || host->empty())
        return checked;
    checked.host = std::move(*host);
    checked.fields = fields;
    checked.hasUser = fields.hasUser && fields.user.length > 0;
    const std::string scheme = decodeEscapes(url.substr(fields.scheme.offset, fields.scheme.length));
    checked.isMail = equalsIgnoringCase(scheme, "mailto");
    checked.isKnownScheme = isPhone || checked.isMail || isScheme(scheme, {"http", "https", "ftp", "file"});
    checked.ok = checked.isKnownScheme || mode == UrlMode::Href;
    if (checked.isKnownScheme && !isPhone)
        judgeHost(checked, mode);
    return checked;
}

namespace {

// The scheme to put before an href that has none; nothing when it has one, no value when it is no link.
std::optional<std::string_view> impliedPrefix(std::string_view href)
{
    if (href.find("://") != std::string_view::npos)
        return std::string_view();
    if (href.size() > 6
        && (href.substr(0, 7) == "mailto:" || href.substr(0, 4) == "tel:" || href.substr(0, 7) == "callto:"))
        return std::string_view();
    for (size_t i = 0; i < href.size(); ++i) {
        const char c = href[i];
        if (isHighByte(c) || isAsciiAlnum(c))
            continue;
        if (i == 0 && href.size() > 2 && c == '/' && href[1] == '/')
            return std::string_view("http:");
        if (c == '@')
            return std::string_view("mailto://");
        if (c == ':' && i != 0)
            return std::string_view();
        if (i == 0)
            return std::nullopt;
        return std::string_view("http://");
    }
    return std::string_view();
}

std::string cleanHref(std::string_view href)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (size_t i = 0; i < href.size(); ++i) {
        const char c = href[i];
        if (isAsciiSpace(c))
            continue;
        const int high = c == '%' && i + 2 < href.size() ? hexDigitValue(href[i + 1]) : -1;
        const int low = high >= 0 ? hexDigitValue(href[i + 2]) : -1;
        if (low >= 0 && isOneOf(static_cast<char>(high * 16 + low), "@:|?\\/")) {
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else if (!isHighByte(c) && !isVisibleAscii(c)) {
            out += '%';
            out += digits[(c >> 4) & 15];
            out += digits[c & 15];
        } else {
            out += c;
        }
    }
    return out;
}

} // namespace

namespace {

bool isBlankOrWidthless(char32_t c)
{
    return u_isUWhiteSpace(static_cast<UChar32>(c)) || hasNoWidth(c);
}

} // namespace

std::string_view trimUnicodeBlanks(std::string_view text)
{
    while (!text.empty()) {
        size_t position = 0;
        if (!isBlankOrWidthless(nextCodePoint(text, position)))
            break;
        text.remove_prefix(position);
    }
    while (!text.empty()) {
        size_t last = text.size() - 1;
        while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80)
            --last;
        size_t position = last;
        const char32_t c = nextCodePoint(text, position);
        if (position != text.size() || !isBlankOrWidthless(c))
            break;
        text.remove_suffix(text.size() - last);
    }
    return text;
}

std::optional<std::string> completeHref(std::string_view href)
{
    href = trimUnicodeBlanks(href);
    const auto prefix = href.empty() ? std::nullopt : impliedPrefix(href);
    if (!prefix)
        return std::nullopt;
    std::string url = std::string(*prefix) + cleanHref(href);
    const CheckedUrl checked = checkUrl(url, UrlMode::Href);
    if (!checked.ok || !checked.isKnownScheme || (!prefix->empty() && !checked.hasSuffix))
        return std::nullopt;
    return url;
}

bool isHrefUrl(std::string_view href, bool hasBase)
{
    const std::string_view written = trimUnicodeBlanks(href);
    if (written.empty())
        return false;
    const auto prefix = impliedPrefix(written);
    // A relative address is completed by the base, which has been accepted as a link.
    if (hasBase && (!prefix || !prefix->empty()))
        return true;
    return completeHref(written).has_value();
}

} // namespace assay::fuzzy
