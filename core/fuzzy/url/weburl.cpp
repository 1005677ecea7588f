// SPDX-License-Identifier: GPL-3.0-or-later
// scheme:[//][user[:password]@]host[:port][/path][?query][#part], as the peer reads it.
#include "core/fuzzy/url/urlchars.h"
#include "core/fuzzy/url/urlgrammar.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <unicode/uchar.h>

namespace assay::fuzzy {
namespace {

constexpr size_t maxDomain = 253;
constexpr size_t maxUser = 64;

bool isSlash(char c)
{
    return c == '/' || c == '\\';
}

// One method for each part of a link. Each takes its part and goes on to the one that follows; false where the text is
// no link.
class WebUrl
{
public:
    WebUrl(std::string_view text, UrlMode mode)
        : m_text(text)
        , m_mode(mode)
    {
    }

    UrlFields run()
    {
        m_fields.ok = readScheme();
        m_fields.end = m_at;
        m_fields.looked += m_at;
        return m_fields;
    }

private:
    bool finding() const { return m_mode == UrlMode::Find; }
    bool atEnd() const { return m_at >= m_text.size(); }
    char here() const { return m_text[m_at]; }
    UrlSpan from(size_t begin) const { return {begin, m_at - begin}; }
    void setHost(UrlSpan host)
    {
        m_fields.host = host;
        m_fields.hasHost = true;
    }
    void setUser(UrlSpan user)
    {
        m_fields.user = user;
        m_fields.hasUser = true;
    }
    template <typename Predicate>
    void skipWhile(Predicate predicate)
    {
        while (!atEnd() && predicate(here()))
            ++m_at;
    }

    bool readScheme()
    {
        skipWhile([](char c) { return isAsciiAlnum(c) || c == '+' || c == '-'; });
        if (atEnd())
            return false;
        if (here() == ':') {
            m_fields.scheme = from(0);
            ++m_at;
            return skipSlashes() && readAuthority();
        }
        if (!finding() || m_at == 0)
            return false;
        m_at = 0; // a domain without a scheme
        return readHost();
    }

    // None, or two and more.
    bool skipSlashes()
    {
        const size_t begin = m_at;
        skipWhile(isSlash);
        return m_at != begin + 1 && !atEnd();
    }

    bool readAuthority()
    {
        m_authority = m_at;
        const size_t mark = m_text.find_first_of("@/#?", m_at);
        m_fields.looked = std::min(mark, m_text.size());
        if (mark != std::string_view::npos && m_text[mark] == '@')
            return readUser();
        return here() == '[' ? readIpv6() : readHost();
    }

    bool readUser()
    {
        m_userSeen = true;
        m_at = m_authority;
        for (; !atEnd() && here() != ':' && here() != '@'; ++m_at) {
            if (!isVisibleAscii(here()) || m_at - m_authority > maxUser)
                return false;
        }
        if (atEnd())
            return false;
        if (here() == ':')
            return m_at > m_authority && readPassword();
        if (m_at > m_authority) {
            setUser(from(m_authority));
            ++m_at;
            return readBehindUser();
        }
        skipWhile([](char c) { return c == '@'; });
        setUser({m_authority, m_at - 1 - m_authority});
        return readBehindUser();
    }

    bool readPassword()
    {
        const size_t colon = m_at++;
        if (atEnd())
            return false;
        if (here() == '@') {
            setUser(from(m_authority)); // with its colon
            ++m_at;
            return readBehindUser();
        }
        const size_t begin = m_at++;
        for (; !atEnd() && here() != '@'; ++m_at) {
            if (!isVisibleAscii(here()) || m_at - begin > maxDomain)
                return false;
        }
        if (atEnd())
            return false;
        setUser({m_authority, colon - m_authority});
        ++m_at;
        return readBehindUser();
    }

    bool readBehindUser()
    {
        skipWhile([](char c) { return c == '@'; });
        if (atEnd())
            return false;
        return here() == '[' ? readIpv6() : readHost();
    }

    bool readHost()
    {
        const size_t begin = m_at;
        if (atEnd() || !startsDomain(here()))
            return false;
        for (; !atEnd(); ++m_at) {
            const char c = here();
            if (m_at - begin > maxDomain)
                return false;
            if (isOneOf(c, "/\\:?#"))
                return m_at > begin && readBehindHost(begin);
            if (closesUrl(c) || opensUrl(c))
                break;
            if (c == '@' && !m_userSeen)
                return readUser();
            const bool belongs =
                isHighByte(c) ? isForeignLetter() : isOneOf(c, ".-_%") || isUrlSafe(c) || m_mode == UrlMode::Href;
            if (!belongs && (!finding() || m_isBroken))
                return false;
            if (!belongs)
                break;
        }
        if (m_at == begin || !isDomainChar(m_text[m_at - 1]) || !isDomainChar(m_text[begin]))
            return false;
        setHost(from(begin));
        return true;
    }

    // Moves to the last byte of a character that domains may hold.
    bool isForeignLetter()
    {
        size_t next = m_at;
        const char32_t c = nextCodePoint(m_text, next);
        m_isBroken = c == replacementCharacter && next - m_at == 1;
        const auto point = static_cast<UChar32>(c);
        if (m_isBroken || (!u_isalnum(point) && !hasNoWidth(c) && !u_isgraph(point)))
            return false;
        m_at = next - 1;
        return true;
    }

    bool readBehindHost(size_t begin)
    {
        const char c = here();
        if (c == ':' && !m_userSeen)
            return readPortOrPassword();
        setHost(from(begin));
        ++m_at;
        if (c == ':')
            return readPort();
        if (isSlash(c))
            skipWhile(isSlash);
        return readTail();
    }

    // Behind "host:": digits up to a delimiter are a port, everything else makes it "user:password".
    bool readPortOrPassword()
    {
        const size_t colon = m_at++;
        if (atEnd())
            return false;
        size_t end = m_at;
        while (end < m_text.size() && isAsciiDigit(m_text[end]))
            ++end;
        const bool isPort = end > m_at
            && (end == m_text.size() || isOneOf(m_text[end], "/#?") || closesUrl(m_text[end])
                || isAsciiSpace(m_text[end]));
        if (!isPort)
            return readUser();
        setHost({m_authority, colon - m_authority});
        return readPort();
    }

    bool readPort()
    {
        uint64_t port = 0;
        for (; !atEnd() && isAsciiDigit(here()); ++m_at)
            port = std::min<uint64_t>(port * 10 + static_cast<uint64_t>(here() - '0'), maxPort + 1);
        const bool isValid = port > 0 && port <= maxPort;
        if (atEnd() || closesUrl(here()) || (finding() && isAsciiSpace(here())))
            return isValid;
        if (!isValid || !isOneOf(here(), "/\\?#"))
            return false;
        if (isSlash(here()))
            skipWhile(isSlash);
        else
            ++m_at;
        return readTail();
    }

    // Path, query and part end alike.
    bool readTail()
    {
        skipWhile([this](char c) { return !isAsciiSpace(c) && (m_mode == UrlMode::Href || !closesUrl(c)); });
        return true;
    }

    bool readIpv6()
    {
        const size_t begin = ++m_at;
        skipWhile([](char c) { return hexDigitValue(c) >= 0 || c == ':' || c == '.'; });
        if (atEnd() || here() != ']' || m_at == begin)
            return false;
        setHost(from(begin));
        if (++m_at >= m_text.size())
            return true;
        const char after = m_text[m_at++];
        if (after == ':')
            return readPort();
        return isOneOf(after, "/\\?#") && readTail();
    }

    static constexpr uint64_t maxPort = 65535;

    std::string_view m_text;
    UrlMode m_mode;
    UrlFields m_fields;
    size_t m_at = 0;
    size_t m_authority = 0; // where user and host begin
    bool m_userSeen = false;
    bool m_isBroken = false; // the host is no UTF-8
};

} // namespace

UrlFields parseWebUrl(std::string_view text, UrlMode mode)
{
    return WebUrl(text, mode).run();
}

} // namespace assay::fuzzy
