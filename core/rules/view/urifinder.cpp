// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/urifinder.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>

namespace assay::rules {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr size_t maxRest = 2048;
constexpr size_t maxMailSide = 251;
constexpr size_t maxHostMiddle = 251;

// What a byte may be in or around an address.
enum CharClass : uint8_t {
    StartDelimiter = 1, // an address may begin behind it
    EndDelimiter = 2, // ends an address
    MailDelimiter = 4, // ends a mail address
    HostStart = 8, // a bare host name may begin behind it
    HostChar = 16,
    TrailingPunctuation = 32
};

constexpr std::array<uint8_t, 256> makeClasses()
{
    std::array<uint8_t, 256> classes{};
    const auto mark = [&classes](std::string_view characters, int bits) {
        for (const char c : characters)
            classes[static_cast<unsigned char>(c)] |= static_cast<uint8_t>(bits);
    };
    constexpr std::string_view always = " \t\n\v\f\r\x1b\xa0";
    mark(always, StartDelimiter | EndDelimiter | MailDelimiter | HostStart);
    mark("><\"'`,{[(|", StartDelimiter);
    mark("><\"`}]{[|", EndDelimiter | MailDelimiter);
    mark(",('", MailDelimiter);
    mark("!\"#$&'()*+,/:;<=>?@[\\]^`{|}~", HostStart);
    mark("-~!@#^&*()_+=:;'?,.", TrailingPunctuation);
    for (size_t c = 0; c < 256; ++c) {
        if (c >= 0x80)
            classes[c] |= MailDelimiter;
        if (isAsciiAlnum(static_cast<char>(c)) || c == '.' || c == '_' || c == '-')
            classes[c] |= HostChar;
    }
    return classes;
}
constexpr auto charClasses = makeClasses();

bool is(char c, CharClass wanted)
{
    return charClasses[static_cast<unsigned char>(c)] & wanted;
}

bool isWordChar(char c)
{
    return isAsciiAlnum(c) || c == '_';
}

class UriScanner
{
public:
    UriScanner(std::string_view text, const ViewTables& tables)
        : m_text(text)
        , m_tables(tables)
    {
    }

    std::vector<FoundUri> run()
    {
        for (size_t at = 0; at < m_text.size();) {
            FoundUri uri;
            if (!mayBegin(at) || !(readKnownScheme(at, uri) || readMail(at, uri) || readSchemeless(at, uri))) {
                ++at;
                continue;
            }
            at = uri.offset + uri.length;
            trim(uri);
            m_found.push_back(uri);
        }
        return std::move(m_found);
    }

private:
    bool mayBegin(size_t at) const
    {
        if (at == 0)
            return isWordChar(m_text[0]);
        const char before = m_text[at - 1];
        if (is(before, StartDelimiter) || isWordChar(before) != isWordChar(m_text[at]))
            return true;
        // Behind the shift sequence of ISO 2022.
        return at >= 3 && m_text[at - 3] == '\x1b' && m_text[at - 2] == '(' && before != '\n';
    }

    // End of the stretch without characters of a class; npos when it is empty or too long.
    size_t stretchEnd(size_t from, CharClass delimiters, size_t limit) const
    {
        size_t end = from;
        while (end < m_text.size() && !is(m_text[end], delimiters))
            if (++end - from > limit)
                return npos;
        return end > from ? end : npos;
    }

    bool accept(FoundUri& uri, FoundUri::Kind kind, size_t at, size_t end) const
    {
        if (end == npos)
            return false;
        uri.kind = kind;
        uri.offset = at;
        uri.length = end - at;
        return true;
    }

    size_t knownPrefix(size_t at) const
    {
        const std::string_view rest = m_text.substr(at, 8);
        for (const std::string_view scheme : {"http://", "https://", "ftp://", "ftp."})
            if (startsWithIgnoringCase(rest, scheme))
                return scheme.size();
        if (!startsWithIgnoringCase(rest, "www"))
            return 0;
        size_t length = 3;
        while (length < 5 && length < rest.size() && isAsciiDigit(rest[length]))
            ++length;
        return length < rest.size() && rest[length] == '.' ? length + 1 : 0;
    }

    bool readKnownScheme(size_t at, FoundUri& uri) const
    {
        const char first = asciiLower(m_text[at]);
        if (first != 'h' && first != 'f' && first != 'w')
            return false;
        const size_t prefix = knownPrefix(at);
        return prefix && accept(uri, FoundUri::Kind::Scheme, at, stretchEnd(at + prefix, EndDelimiter, maxRest));
    }

    bool readMail(size_t at, FoundUri& uri)
    {
        constexpr std::string_view scheme = "mailto:";
        if (startsWithIgnoringCase(m_text.substr(at, scheme.size()), scheme)
            && accept(uri, FoundUri::Kind::Mail, at, stretchEnd(at + scheme.size(), MailDelimiter, maxRest)))
            return true;
        if (m_nextAt == npos || m_nextAt < at)
            findNextAt(at);
        if (m_nextAt == m_text.size() || m_nextAt == at || m_nextAt - at > maxMailSide || at < m_userStart)
            return false;
        return accept(uri, FoundUri::Kind::Mail, at, stretchEnd(m_nextAt + 1, MailDelimiter, maxMailSide));
    }

    // The next '@' at or behind `at`, and where the word before it begins.
    void findNextAt(size_t at)
    {
        m_nextAt = std::min(m_text.find('@', at), m_text.size());
        m_userStart = m_nextAt;
        while (m_userStart > at && !is(m_text[m_userStart - 1], MailDelimiter) && m_text[m_userStart - 1] != '@')
            --m_userStart;
    }

    bool readSchemeless(size_t at, FoundUri& uri) const
    {
        if (!isAsciiAlnum(m_text[at]) || (at > 0 && !is(m_text[at - 1], HostStart)))
            return false;
        size_t runEnd = at + 1;
        while (runEnd < m_text.size() && is(m_text[runEnd], HostChar))
            ++runEnd;
        for (size_t dot = std::min(runEnd, at + maxHostMiddle + 2); dot-- > at + 1;) {
            if (m_text[dot] != '.')
                continue;
            const size_t hostEnd = tldEnd(dot + 1);
            const size_t end = hostEnd == npos ? npos : restEnd(hostEnd);
            if (end == npos)
                continue;
            uri.host = m_text.substr(at, hostEnd - at);
            return accept(uri, FoundUri::Kind::Schemeless, at, end);
        }
        return false;
    }

    // End of a valid top-level domain that no further label follows.
    size_t tldEnd(size_t at) const
    {
        size_t end = at;
        while (end < m_text.size() && (isAsciiAlnum(m_text[end]) || m_text[end] == '-'))
            ++end;
        const bool more = end + 1 < m_text.size() && m_text[end] == '.' && isAsciiAlnum(m_text[end + 1]);
        return end > at && !more && m_tables.isTld(toAsciiLower(m_text.substr(at, end - at))) ? end : npos;
    }

    bool endsAt(size_t at) const { return at == m_text.size() || is(m_text[at], EndDelimiter); }

    // Behind a host: a dot, a port, a path, each if there is one; then the address has to end.
    size_t restEnd(size_t at) const
    {
        for (const size_t dotted : {at + 1, at}) {
            if (dotted > at && (at == m_text.size() || m_text[at] != '.'))
                continue;
            size_t port = dotted;
            if (port < m_text.size() && m_text[port] == ':') {
                ++port;
                while (port < m_text.size() && isAsciiDigit(m_text[port]) && port - dotted <= 5)
                    ++port;
            }
            for (const size_t before : {port > dotted + 1 ? port : dotted, dotted}) {
                const bool path = before < m_text.size() && m_text[before] == '/';
                const size_t end = path ? stretchEnd(before + 1, EndDelimiter, maxRest) : before;
                if (end != npos && endsAt(end))
                    return end;
            }
        }
        return npos;
    }

    // A closing bracket ends the address when none was opened in it; punctuation at the end is no part of it.
    void trim(FoundUri& uri) const
    {
        std::string_view text = m_text.substr(uri.offset, uri.length);
        const size_t open = std::min(text.find('('), text.size());
        const size_t close = open == 0 ? npos : text.rfind(')', open - 1);
        if (close != npos)
            text = text.substr(0, close);
        while (!text.empty() && is(text.back(), TrailingPunctuation))
            text.remove_suffix(1);
        uri.length = text.size();
    }

    std::string_view m_text;
    const ViewTables& m_tables;
    std::vector<FoundUri> m_found;
    size_t m_nextAt = npos, m_userStart = 0;
};

} // namespace

std::vector<FoundUri> findUris(std::string_view text, const ViewTables& tables)
{
    // Every address holds one of these.
    if (text.find_first_of(".@:") == npos)
        return {};
    return UriScanner(text, tables).run();
}

} // namespace assay::rules
