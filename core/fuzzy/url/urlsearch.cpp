// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/url/urlsearch.h"

#include "core/fuzzy/url/urlcandidates.h"
#include "core/fuzzy/url/urlchars.h"
#include "core/fuzzy/url/urlcheck.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

using Kind = UrlCandidate::Kind;
constexpr size_t none = std::string_view::npos;

// Widens candidates to whole links. The position "already seen" moves on even where a candidate turns out to be no
// link.
class Search
{
public:
    Search(std::string_view text, const std::vector<uint32_t>& newlines)
        : m_text(text)
        , m_newlines(newlines)
    {
    }

    // The link around a candidate; nothing when there is none or it lies within the last one.
    std::optional<UrlMatch> widen(const UrlCandidate& candidate)
    {
        if (m_seen > candidate.end)
            return std::nullopt;
        findLine(candidate.end);
        if (candidate.kind == Kind::Suffix && !maySuffixEnd(candidate.end))
            return std::nullopt;
        m_begin = candidate.begin;
        m_length = 0;
        m_before = candidate.begin > 0 ? m_text[candidate.begin - 1] : '\0';
        if (!findBegin(candidate) || !findEnd(candidate))
            return std::nullopt;
        m_seen = std::max(m_seen, candidate.begin);
        return UrlMatch{static_cast<uint32_t>(m_begin), static_cast<uint32_t>(m_length), candidate.impliedScheme};
    }

    // Whether the text is one that was made to be searched without end.
    bool isExhausted() const
    {
        constexpr size_t often = 64;
        constexpr size_t always = size_t{1} << 20;
        return m_looked > m_text.size() * often + always;
    }

private:
    void findLine(size_t position)
    {
        m_lineEnd = m_lineBegin = none;
        if (m_newlines.empty())
            return;
        while (position > m_newlines[m_line] && m_line + 1 < m_newlines.size())
            ++m_line;
        if (position <= m_newlines[m_line])
            m_lineEnd = m_newlines[m_line];
        if (m_line > 0)
            m_lineBegin = m_newlines[m_line - 1];
    }

    char at(size_t position) const { return position < m_text.size() ? m_text[position] : '\0'; }
    static bool endsSuffix(char c) { return isAsciiSpace(c) || isOneOf(c, "/?:") || closesUrl(c); }
    bool maySuffixEnd(size_t end) const
    {
        if (end >= m_text.size() || end == m_lineEnd || endsSuffix(m_text[end]))
            return true;
        return m_text[end] == '.' && (end + 1 >= m_text.size() || endsSuffix(m_text[end + 1]));
    }

    bool findBegin(const UrlCandidate& candidate)
    {
        switch (candidate.kind) {
        case Kind::Web:
            return mayWebBegin(candidate.begin);
        case Kind::Suffix:
            return findDomainBegin(candidate.begin);
        case Kind::At:
            if (m_mailAt && *m_mailAt == candidate.begin) {
                m_mailAt.reset();
                return false;
            }
            m_before = '\0';
            return candidate.begin > 0;
        default:
            return true;
        }
    }

    bool mayWebBegin(size_t begin) const
    {
        if (begin == 0)
            return true;
        if (startsWithIgnoringCase(m_text.substr(begin), "www"))
            return opensUrl(m_before) || isAsciiSpace(m_before) || begin - 1 == m_lineBegin || isHighByte(m_before);
        return !isAsciiAlnum(m_before);
    }

    bool findDomainBegin(size_t dot)
    {
        constexpr size_t farthest = 253 + sizeof("https://");
        for (size_t p = dot, steps = 0; steps <= farthest; ++steps, --p) {
            const char c = m_text[p];
            const bool atLine = p == m_lineBegin;
            if (!isDomainChar(c) || opensUrl(c) || atLine) {
                if (!opensUrl(c) && !isAsciiSpace(c) && !atLine)
                    return false;
                m_before = atLine ? '\n' : c;
                m_begin = atLine ? p : p + 1;
                return isAsciiAlnum(at(m_begin));
            }
            if (p == 0) {
                m_before = '\0';
                m_begin = 0;
                return dot != 0;
            }
            if (c == '.' && !isAsciiAlnum(at(p + 1)))
                return false;
        }
        return false;
    }

    bool findEnd(const UrlCandidate& candidate)
    {
        switch (candidate.kind) {
        case Kind::File:
            return findFileEnd(candidate.end);
        case Kind::Web:
            return findWebEnd(candidate.begin);
        case Kind::Suffix:
            return findDomainEnd(candidate);
        case Kind::Mailto:
            return findMailtoEnd(candidate.begin);
        case Kind::At:
            return findAddress(candidate.begin);
        case Kind::Phone:
            return findPhoneEnd(candidate.begin);
        }
        return false;
    }

    // What a link that begins at `from` may reach: to the end of its line, unless it stands in <...>.
    std::string_view reach(size_t from) const
    {
        const bool limited = m_lineEnd != none && m_lineEnd != 0 && m_before != '<';
        const size_t length = limited && m_lineEnd >= from ? m_lineEnd - from : none;
        return m_text.substr(from, length);
    }

    bool findWebEnd(size_t from)
    {
        const UrlFields fields = parseWebUrl(reach(from), UrlMode::Find);
        m_looked += fields.looked;
        if (!fields.ok)
            return false;
        const size_t end = from + fields.end;
        if (at(end) == '>' && end != m_lineEnd && m_before != '<'
            && (end + 1 >= m_text.size() || isAsciiSpace(m_text[end + 1])))
            return false;
        m_length = fields.end;
        m_seen = end + 1;
        return true;
    }

    bool findDomainEnd(const UrlCandidate& candidate)
    {
        const size_t end = candidate.end;
        bool found = false;
        if (end >= m_text.size()) {
            m_length = end - m_begin;
            return true;
        }
        const char c = m_text[end];
        const bool ends =
            c == '/' || c == ':' || closesUrl(c) || isAsciiSpace(c) || (m_before != '<' && end == m_lineEnd);
        const bool endsBehindDot =
            c == '.' && end + 1 < m_text.size() && (isAsciiSpace(m_text[end + 1]) || isOneOf(m_text[end + 1], "/?:"));
        if (ends || endsBehindDot)
            found = findWebEnd(m_begin);
        return found && m_begin + m_length > candidate.begin;
    }

    bool findFileEnd(size_t from)
    {
        char stop = at(from);
        size_t p = from + (stop == '/' ? 1 : 0);
        // The peer knows the first three brackets only.
        if (const size_t bracket = std::string_view("({[").find(at(p)); p < m_text.size() && bracket != none)
            stop = ")}]"[bracket];
        while (p < m_text.size() && m_text[p] != stop && isUrlSafe(m_text[p]))
            ++p;
        m_length = p - m_begin;
        return true;
    }

    bool findMailtoEnd(size_t from)
    {
        const UrlFields fields = parseMailUrl(reach(from), UrlMode::Find);
        if (!fields.hasUser)
            return false;
        m_mailAt = from + fields.user.offset + fields.user.length;
        m_length = fields.end;
        return true;
    }

    bool findPhoneEnd(size_t from)
    {
        const UrlFields fields = parsePhoneUrl(reach(from), UrlMode::Find);
        m_length = fields.end;
        return fields.hasHost;
    }

    // An address around a lone '@'.
    bool findAddress(size_t sign)
    {
        if (sign + 2 >= m_text.size() || sign == 0)
            return false;
        if (!isAsciiAlnum(m_text[sign + 1]) || !isAsciiAlnum(m_text[sign - 1]))
            return false;
        size_t begin = sign - 1;
        while (begin > 0 && isMailSafe(m_text[begin]) && begin != m_lineBegin)
            --begin;
        while (begin < sign && !isAsciiAlnum(m_text[begin]))
            ++begin;
        size_t end = sign + 1;
        while (end < m_text.size() && isDomainChar(m_text[end]) && end != m_lineEnd)
            ++end;
        while (end > sign && end < m_text.size() && !isAsciiAlnum(m_text[end]))
            --end;
        if (end < m_text.size() && isAsciiAlnum(m_text[end]) && (m_lineEnd == none || end < m_lineEnd))
            ++end;
        m_begin = begin;
        m_length = end > begin ? end - begin : 0;
        return end > begin;
    }

    std::string_view m_text;
    const std::vector<uint32_t>& m_newlines;
    size_t m_line = 0;
    size_t m_lineBegin = none;
    size_t m_lineEnd = none;
    size_t m_seen = 0;
    size_t m_looked = 0; // bytes, all links together
    std::optional<size_t> m_mailAt; // the '@' of the last mailto link
    size_t m_begin = 0; // of the present link
    size_t m_length = 0;
    char m_before = '\0'; // in front of it
};

std::string completed(std::string_view text, const UrlMatch& match, const UrlCandidate& candidate)
{
    return std::string(candidate.impliedScheme) + std::string(trimmed(text.substr(match.offset, match.length)));
}

} // namespace

std::vector<UrlMatch> findUrlsInText(std::string_view text, const std::vector<uint32_t>& newlines, UrlSet set)
{
    constexpr size_t absurd = 10; // times the text, all links together
    std::vector<UrlMatch> found;
    Search search(text, newlines);
    size_t total = 0;
    for (const UrlCandidate& candidate : findUrlCandidates(text, set)) {
        const auto match = search.isExhausted() ? std::nullopt : search.widen(candidate);
        if (!match)
            continue;
        const CheckedUrl checked = checkUrl(completed(text, *match, candidate), UrlMode::Text);
        if (!checked.ok)
            continue;
        total += match->length;
        // A mail link without a user ends the search, as does a text that is links all over.
        if (total > text.size() * absurd || (checked.isMail && !checked.hasUser))
            break;
        found.push_back(*match);
    }
    return found;
}

std::optional<FirstUrl> findFirstUrl(std::string_view text)
{
    const std::vector<uint32_t> noLines;
    Search search(text, noLines);
    for (const UrlCandidate& candidate : findUrlCandidates(text, UrlSet::Full)) {
        if (const auto match = search.widen(candidate))
            return FirstUrl{match->offset,
                std::string(candidate.impliedScheme) + std::string(text.substr(match->offset, match->length))};
    }
    return std::nullopt;
}

} // namespace assay::fuzzy
