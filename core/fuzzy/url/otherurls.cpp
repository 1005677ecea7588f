// SPDX-License-Identifier: GPL-3.0-or-later
// mailto: and telephone links.
#include "core/fuzzy/url/urlchars.h"
#include "core/fuzzy/url/urlgrammar.h"
#include "core/text/utf8.h"

#include <unicode/uchar.h>

namespace assay::fuzzy {
namespace {

constexpr size_t maxDomain = 253;
constexpr size_t maxUser = 64;

bool isSlash(char c)
{
    return c == '/' || c == '\\';
}

// A place in a link. Behind `limit` bytes nothing is read any more.
struct Cursor
{
    std::string_view text;
    size_t limit;
    size_t at = 0;

    bool atEnd() const { return at >= text.size() || at > limit; }
    char here() const { return text[at]; }
    template <typename Predicate>
    void skipWhile(Predicate predicate)
    {
        while (!atEnd() && predicate(here()))
            ++at;
    }
};

// "scheme:", and behind it no slash or at least two.
bool takeScheme(Cursor& in, UrlFields& fields)
{
    in.skipWhile([](char c) { return c != ':'; });
    if (in.atEnd())
        return false;
    fields.scheme = {0, in.at++};
    if (in.atEnd() || !isSlash(in.here()))
        return true;
    ++in.at;
    if (in.atEnd() || !isSlash(in.here()))
        return false;
    ++in.at;
    return true;
}

// "?to=": the only question that may stand for a user.
bool takeDestination(Cursor& in)
{
    ++in.at;
    if (in.atEnd() || in.here() != 't')
        return false;
    in.skipWhile([](char c) { return c != '='; });
    ++in.at;
    return !in.atEnd();
}

bool takeUser(Cursor& in, UrlFields& fields)
{
    const size_t begin = in.at;
    in.skipWhile([&in, begin](char c) { return c != '@' && isMailSafe(c) && in.at - begin <= maxUser; });
    if (in.atEnd() || in.here() != '@')
        return false;
    fields.user = {begin, in.at - begin};
    fields.hasUser = in.at > begin;
    in.at += fields.hasUser ? 1 : 0;
    return fields.hasUser;
}

bool takeDomain(Cursor& in, UrlFields& fields, UrlMode mode)
{
    const size_t begin = in.at;
    in.skipWhile([&in, begin](char c) { return isDomainChar(c) && in.at - begin <= maxDomain; });
    const bool hasQuery = !in.atEnd() && in.here() == '?';
    if (!in.atEnd() && !hasQuery)
        return false;
    fields.host = {begin, in.at - begin};
    fields.hasHost = hasQuery || (in.at > begin && in.at >= in.text.size());
    if (!hasQuery)
        return fields.hasHost;
    const size_t query = ++in.at;
    in.skipWhile([mode](char c) { return c != '#' && !isAsciiSpace(c) && (mode == UrlMode::Href || !closesUrl(c)); });
    return !in.atEnd() || (in.at > query && in.at >= in.text.size());
}

bool readMail(Cursor& in, UrlFields& fields, UrlMode mode)
{
    if (!takeScheme(in, fields))
        return false;
    in.skipWhile(isSlash);
    if (in.atEnd() || (in.here() == '?' && !takeDestination(in)))
        return false;
    return takeUser(in, fields) && takeDomain(in, fields, mode);
}

bool belongsToNumber(char32_t c)
{
    const auto point = static_cast<UChar32>(c);
    return c == '(' || c == ')' || c == '[' || c == ']' || c == '%' || u_isdigit(point) || u_isspace(point);
}

bool readPhone(Cursor& in, UrlFields& fields)
{
    if (!takeScheme(in, fields))
        return false;
    in.skipWhile([](char c) { return c == '/'; });
    in.skipWhile(isAsciiSpace);
    const size_t begin = in.at;
    in.at += !in.atEnd() && in.here() == '+' ? 1 : 0;
    if (in.atEnd() || (in.here() != '%' && in.here() != '(' && !isAsciiDigit(in.here())))
        return false;
    ++in.at;
    // Anything goes on behind the first sign, up to the end or a closing bracket.
    bool isClosed = false;
    while (!isClosed && !in.atEnd()) {
        const char32_t c = nextCodePoint(in.text, in.at);
        isClosed = !belongsToNumber(c) && (c == 0 || (c < 0x80 && closesUrl(static_cast<char>(c))));
    }
    fields.hasHost = isClosed || (in.at >= in.text.size() && in.at <= in.limit);
    if (fields.hasHost)
        fields.host = {begin, in.at - begin};
    return fields.hasHost;
}

} // namespace

// A search asks only whether there is a user or a number; what follows may be anything.
UrlFields parseMailUrl(std::string_view text, UrlMode mode)
{
    UrlFields fields;
    Cursor in{text, maxUser + maxDomain + 1};
    fields.ok = readMail(in, fields, mode) || mode == UrlMode::Find;
    fields.end = in.at;
    return fields;
}

UrlFields parsePhoneUrl(std::string_view text, UrlMode mode)
{
    UrlFields fields;
    Cursor in{text, maxUser};
    fields.ok = readPhone(in, fields) || mode == UrlMode::Find;
    fields.end = in.at;
    return fields;
}

} // namespace assay::fuzzy
