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

// Walks over a link in steps; each method leaves m_at behind what it took.
class MailUrl
{
public:
    MailUrl(std::string_view text, UrlMode mode)
        : m_text(text)
        , m_mode(mode)
    {
    }

    UrlFields run()
    {
        const bool complete = takePrefix() && takeUser() && takeDomain();
        // A search asks only whether there is a user; what follows it may be anything.
        m_fields.ok = complete || m_mode == UrlMode::Find;
        m_fields.end = m_at;
        return m_fields;
    }

private:
    static constexpr size_t limit = maxUser + maxDomain + 1;
    bool atEnd() const { return m_at >= m_text.size() || m_at > limit; }

    bool takePrefix()
    {
        while (!atEnd() && m_text[m_at] != ':')
            ++m_at;
        if (atEnd())
            return false;
        m_fields.scheme = {0, m_at};
        ++m_at;
        if (!atEnd() && isSlash(m_text[m_at])) {
            ++m_at;
            if (atEnd() || !isSlash(m_text[m_at]))
                return false;
        }
        while (!atEnd() && isSlash(m_text[m_at]))
            ++m_at;
        if (!atEnd() && m_text[m_at] == '?')
            return takeDestination();
        return !atEnd();
    }

    // "?to=": the only question that is understood.
    bool takeDestination()
    {
        ++m_at;
        if (atEnd() || m_text[m_at] != 't')
            return false;
        while (!atEnd() && m_text[m_at] != '=')
            ++m_at;
        ++m_at;
        return !atEnd();
    }

    bool takeUser()
    {
        const size_t from = m_at;
        for (; !atEnd(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '@') {
                m_fields.user = {from, m_at - from};
                m_fields.hasUser = m_at > from;
                m_at += m_fields.hasUser ? 1 : 0;
                return m_fields.hasUser;
            }
            if (!isMailSafe(c) || m_at - from > maxUser)
                return false;
        }
        return false;
    }

    bool takeDomain()
    {
        const size_t from = m_at;
        for (; !atEnd(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '?') {
                m_fields.host = {from, m_at - from};
                m_fields.hasHost = true;
                ++m_at;
                return takeQuery();
            }
            if (!isDomainChar(c) || m_at - from > maxDomain)
                return false;
        }
        m_fields.host = {from, m_at - from};
        m_fields.hasHost = m_at > from && m_at >= m_text.size();
        return m_fields.hasHost;
    }

    bool takeQuery()
    {
        const size_t from = m_at;
        for (; !atEnd(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '#' || isAsciiSpace(c) || (m_mode != UrlMode::Href && closesUrl(c)))
                return true;
        }
        return m_at > from && m_at >= m_text.size();
    }

    std::string_view m_text;
    UrlMode m_mode;
    UrlFields m_fields;
    size_t m_at = 0;
};

class PhoneUrl
{
public:
    PhoneUrl(std::string_view text, UrlMode mode)
        : m_text(text)
        , m_mode(mode)
    {
    }

    UrlFields run()
    {
        const bool complete = takePrefix() && takeNumber();
        m_fields.ok = complete || m_mode == UrlMode::Find;
        m_fields.end = m_at;
        return m_fields;
    }

private:
    bool atEnd() const { return m_at >= m_text.size() || m_at > maxUser; }

    bool takePrefix()
    {
        while (!atEnd() && m_text[m_at] != ':')
            ++m_at;
        if (atEnd())
            return false;
        m_fields.scheme = {0, m_at};
        ++m_at;
        if (!atEnd() && isSlash(m_text[m_at])) {
            ++m_at;
            if (atEnd() || !isSlash(m_text[m_at]))
                return false;
            ++m_at;
        }
        while (!atEnd() && m_text[m_at] == '/')
            ++m_at;
        while (!atEnd() && isAsciiSpace(m_text[m_at]))
            ++m_at;
        return !atEnd();
    }

    // Anything goes on behind the first sign, up to the end or a closing bracket.
    bool takeNumber()
    {
        const size_t from = m_at;
        if (m_text[m_at] == '+')
            ++m_at;
        if (atEnd())
            return false;
        const char first = m_text[m_at];
        if (first != '%' && first != '(' && !isAsciiDigit(first))
            return false;
        ++m_at;
        while (!atEnd()) {
            const char32_t c = nextCodePoint(m_text, m_at);
            const bool belongs = c == '(' || c == ')' || c == '[' || c == ']' || c == '%'
                || u_isdigit(static_cast<UChar32>(c)) || u_isspace(static_cast<UChar32>(c));
            if (!belongs && (c == 0 || (c < 0x80 && closesUrl(static_cast<char>(c)))))
                return setNumber(from);
        }
        return m_at >= m_text.size() && m_at <= maxUser && setNumber(from);
    }

    bool setNumber(size_t from)
    {
        m_fields.host = {from, m_at - from};
        m_fields.hasHost = true;
        return true;
    }

    std::string_view m_text;
    UrlMode m_mode;
    UrlFields m_fields;
    size_t m_at = 0;
};

} // namespace

UrlFields parseMailUrl(std::string_view text, UrlMode mode)
{
    return MailUrl(text, mode).run();
}

UrlFields parsePhoneUrl(std::string_view text, UrlMode mode)
{
    return PhoneUrl(text, mode).run();
}

} // namespace assay::fuzzy
