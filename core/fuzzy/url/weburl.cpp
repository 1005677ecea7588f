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
        Step step = Step::Go;
        while (step == Step::Go && m_at < m_text.size())
            step = advance(m_text[m_at]);
        m_fields.ok = step != Step::Fail && finish();
        m_fields.end = m_at;
        m_fields.looked += m_at;
        return m_fields;
    }

private:
    enum class State {
        Scheme,
        Colon,
        Slash,
        Slashes,
        User,
        ManyAt,
        PasswordStart,
        Password,
        At,
        DomainStart,
        Domain,
        Ipv6,
        PortOrPassword,
        Port,
        PathStart,
        Tail
    };
    enum class Step { Go, Stop, Fail };

    bool finding() const { return m_mode == UrlMode::Find; }
    UrlSpan span() const { return {m_from, m_at - m_from}; }
    void setHost()
    {
        m_fields.host = span();
        m_fields.hasHost = true;
    }
    void setUser()
    {
        m_fields.user = span();
        m_fields.hasUser = true;
    }
    Step next(State state)
    {
        m_state = state;
        ++m_at;
        return Step::Go;
    }
    Step stay(State state)
    {
        m_state = state;
        return Step::Go;
    }
    Step fromHere(State state)
    {
        ++m_at;
        m_from = m_at;
        return stay(state);
    }

    Step advance(char c)
    {
        switch (m_state) {
        case State::Scheme:
            return inScheme(c);
        case State::Colon:
            return c == '/' || c == '\\' ? next(State::Slash) : stay(State::Slashes);
        case State::Slash:
            return c == '/' || c == '\\' ? next(State::Slashes) : Step::Fail;
        case State::Slashes:
            return inSlashes(c);
        case State::User:
            return inUser(c);
        case State::ManyAt:
            return inManyAt(c);
        case State::PasswordStart:
        case State::Password:
            return inPassword(c);
        case State::At:
            return inAt(c);
        case State::DomainStart:
            return startsDomain(c) ? stay(State::Domain) : Step::Fail;
        case State::Domain:
            return inDomain(c);
        case State::Ipv6:
            return inIpv6(c);
        case State::PortOrPassword:
            return inPortOrPassword(c);
        case State::Port:
            return inPort(c);
        case State::PathStart:
            if (c == '/' || c == '\\')
                return next(State::PathStart);
            return stay(State::Tail);
        case State::Tail:
            return inTail(c);
        }
        return Step::Fail;
    }

    Step inScheme(char c)
    {
        if (c == ':') {
            m_fields.scheme = span();
            return next(State::Colon);
        }
        if (isAsciiAlnum(c) || c == '+' || c == '-')
            return next(State::Scheme);
        if (!finding() || m_at == m_from)
            return Step::Fail;
        m_at = m_from; // a domain without a scheme
        m_authority = m_from;
        return stay(State::DomainStart);
    }

    Step inSlashes(char c)
    {
        if (c == '/' || c == '\\')
            return next(State::Slashes);
        m_from = m_authority = m_at;
        const size_t mark = m_text.find_first_of("@/#?", m_at);
        m_fields.looked = std::min(mark, m_text.size());
        if (mark != std::string_view::npos && m_text[mark] == '@') {
            m_userSeen = true;
            return stay(State::User);
        }
        return c == '[' ? fromHere(State::Ipv6) : stay(State::DomainStart);
    }

    Step inUser(char c)
    {
        if (c == ':') {
            if (m_at == m_from)
                return Step::Fail;
            m_userStart = m_from;
            return next(State::PasswordStart);
        }
        if (c == '@') {
            if (m_at == m_from) {
                m_userSeen = true;
                return stay(State::ManyAt);
            }
            setUser();
            return next(State::At);
        }
        if (!isVisibleAscii(c) || m_at - m_from > maxUser)
            return Step::Fail;
        return next(State::User);
    }

    Step inManyAt(char c)
    {
        if (c == '@')
            return next(State::ManyAt);
        if (m_at == m_from)
            return Step::Fail;
        m_fields.user = {m_from, m_at - 1 - m_from};
        m_fields.hasUser = true;
        return stay(State::At);
    }

    Step inPassword(char c)
    {
        if (m_state == State::PasswordStart) {
            if (c == '@') {
                setUser();
                return next(State::At);
            }
            m_from = m_passwordStart = m_at;
            return next(State::Password);
        }
        if (c == '@') {
            m_fields.user = {m_userStart, m_passwordStart - m_userStart - 1};
            m_fields.hasUser = true;
            return next(State::At);
        }
        if (!isVisibleAscii(c) || m_at - m_from > maxDomain)
            return Step::Fail;
        return next(State::Password);
    }

    Step inAt(char c)
    {
        m_from = m_at;
        if (c == '@')
            return next(State::At);
        return c == '[' ? fromHere(State::Ipv6) : stay(State::DomainStart);
    }

    Step inDomain(char c)
    {
        if (m_at - m_from > maxDomain)
            return Step::Fail;
        if (isOneOf(c, "/\\:?#"))
            return endDomain(c);
        if (closesUrl(c) || opensUrl(c))
            return Step::Stop;
        if (c == '@' && !m_userSeen)
            return rereadAsUser(false);
        if (isOneOf(c, ".-_%"))
            return next(State::Domain);
        if (isHighByte(c))
            return inForeignDomain();
        if (isUrlSafe(c) || m_mode == UrlMode::Href)
            return next(State::Domain);
        return finding() ? Step::Stop : Step::Fail;
    }

    Step endDomain(char c)
    {
        if (m_at == m_from)
            return Step::Fail;
        if (c == ':' && !m_userSeen)
            return next(State::PortOrPassword);
        setHost();
        if (c == '/' || c == '\\')
            return next(State::PathStart);
        return fromHere(c == ':' ? State::Port : State::Tail);
    }

    Step inForeignDomain()
    {
        size_t position = m_at;
        const char32_t c = nextCodePoint(m_text, position);
        if (c == replacementCharacter && position - m_at == 1)
            return Step::Fail;
        const auto point = static_cast<UChar32>(c);
        if (!u_isalnum(point) && !hasNoWidth(c) && !u_isgraph(point))
            return finding() ? Step::Stop : Step::Fail;
        m_at = position;
        return Step::Go;
    }

    Step rereadAsUser(bool alsoFrom)
    {
        m_at = m_authority;
        if (alsoFrom)
            m_from = m_authority;
        m_userSeen = true;
        return stay(State::User);
    }

    // Behind "host:": digits up to a delimiter are a port, everything else makes it "user:password".
    Step inPortOrPassword(char c)
    {
        if (!isAsciiDigit(c))
            return rereadAsUser(true);
        size_t end = m_at;
        while (end < m_text.size() && isAsciiDigit(m_text[end]))
            ++end;
        const bool isPort =
            end == m_text.size() || isOneOf(m_text[end], "/#?") || closesUrl(m_text[end]) || isAsciiSpace(m_text[end]);
        if (!isPort)
            return rereadAsUser(true);
        m_fields.host = {m_authority, m_at - 1 - m_authority};
        m_fields.hasHost = true;
        m_from = m_at;
        return stay(State::Port);
    }

    bool isPortValid() const
    {
        uint64_t port = 0;
        for (size_t i = m_from; i < m_text.size() && isAsciiDigit(m_text[i]) && port <= 65535; ++i)
            port = port * 10 + static_cast<uint64_t>(m_text[i] - '0');
        return port > 0 && port <= 65535;
    }

    Step inPort(char c)
    {
        if (isOneOf(c, "/\\?#")) {
            if (!isPortValid())
                return Step::Fail;
            return c == '/' || c == '\\' ? next(State::PathStart) : fromHere(State::Tail);
        }
        if (closesUrl(c))
            return Step::Stop;
        if (isAsciiDigit(c))
            return next(State::Port);
        return finding() && isAsciiSpace(c) ? Step::Stop : Step::Fail;
    }

    // Path, query and part end alike.
    Step inTail(char c)
    {
        if (m_mode != UrlMode::Href && closesUrl(c))
            return Step::Stop;
        return isAsciiSpace(c) ? Step::Stop : next(State::Tail);
    }

    Step inIpv6(char c)
    {
        if (c != ']')
            return isHexDigit(c) || c == ':' || c == '.' ? next(State::Ipv6) : Step::Fail;
        if (m_at == m_from)
            return Step::Fail;
        setHost();
        ++m_at;
        m_ipv6Closed = m_at >= m_text.size();
        if (m_ipv6Closed)
            return Step::Stop;
        const char after = m_text[m_at];
        if (after == ':')
            return fromHere(State::Port);
        if (!isOneOf(after, "/\\?#"))
            return Step::Fail;
        return fromHere(State::Tail);
    }
    static bool isHexDigit(char c) { return hexDigitValue(c) >= 0; }

    bool finish()
    {
        switch (m_state) {
        case State::Domain:
            if (m_at == m_from || !isDomainChar(m_text[m_at - 1]) || !isDomainChar(m_text[m_from]))
                return false;
            setHost();
            return true;
        case State::Port:
            return isPortValid();
        case State::PathStart:
        case State::Tail:
            return true;
        case State::Ipv6:
            return m_ipv6Closed;
        default:
            return false;
        }
    }

    std::string_view m_text;
    UrlMode m_mode;
    UrlFields m_fields;
    State m_state = State::Scheme;
    size_t m_at = 0;
    size_t m_from = 0; // of the present field
    size_t m_authority = 0;
    size_t m_userStart = 0;
    size_t m_passwordStart = 0;
    bool m_userSeen = false;
    bool m_ipv6Closed = false;
};

} // namespace

UrlFields parseWebUrl(std::string_view text, UrlMode mode)
{
    return WebUrl(text, mode).run();
}

} // namespace assay::fuzzy
