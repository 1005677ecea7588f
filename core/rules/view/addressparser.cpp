// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/addressparser.h"

#include "core/base/ascii.h"
#include "core/rules/view/viewtables.h"

#include <algorithm>

namespace assay::rules {

namespace {

constexpr auto npos = std::string_view::npos;
// Broken lists can be read in many ways; beyond this many tries the entry is given up.
constexpr int maxTries = 4000;

bool isOneOf(char c, std::string_view set)
{
    return set.find(c) != npos;
}

size_t skipSpace(std::string_view text, size_t at)
{
    while (at < text.size() && isAsciiSpace(text[at]))
        ++at;
    return at;
}

// End of `open` content `close` with backslash escapes at `at`, npos when it is not closed. `stop` ends it unread.
size_t skipEnclosed(std::string_view text, size_t at, char open, char close)
{
    if (at >= text.size() || text[at] != open)
        return npos;
    for (++at; at < text.size(); ++at) {
        if (text[at] == close)
            return at + 1;
        if (text[at] == '\\') {
            if (++at == text.size() || text[at] == '\n')
                return npos;
        } else if (open != close && text[at] == open) {
            return npos;
        }
    }
    return npos;
}

size_t skipQuoted(std::string_view text, size_t at)
{
    return skipEnclosed(text, at, '"', '"');
}

size_t skipComment(std::string_view text, size_t at)
{
    return skipEnclosed(text, at, '(', ')');
}

// End of user@domain at `at`, npos when there is none.
size_t skipMailbox(std::string_view text, size_t at)
{
    constexpr std::string_view userStops = "@<>()[],:;", domainStops = "\"<>()[],:;";
    size_t user = skipQuoted(text, at);
    if (user == npos || user >= text.size() || text[user] != '@') {
        user = at;
        while (user < text.size() && !isAsciiSpace(text[user]) && !isOneOf(text[user], userStops))
            ++user;
        if (user == at || user >= text.size() || text[user] != '@')
            return npos;
    }
    size_t end = user + 1;
    while (end < text.size() && !isAsciiSpace(text[end]) && !isOneOf(text[end], domainStops))
        ++end;
    if (end > user + 1)
        return end;
    if (end >= text.size() || text[end] != '[')
        return npos;
    const size_t close = text.find_first_not_of("0123456789:.", end + 1);
    return close != npos && close > end + 1 && text[close] == ']' ? close + 1 : npos;
}

bool isMailbox(std::string_view text)
{
    if (!text.empty() && text.back() == '\n')
        text.remove_suffix(1);
    return skipMailbox(text, 0) == text.size() && !text.empty();
}

bool looksSane(std::string_view address)
{
    return address.substr(0, 3) != "\"\"@" && std::count(address.begin(), address.end(), '"') != 1;
}

std::string withoutComments(std::string_view text)
{
    std::string result;
    for (size_t at = 0; at < text.size();) {
        const size_t end = skipComment(text, at);
        if (end == npos)
            result.push_back(text[at++]);
        else
            at = end;
    }
    return result;
}

// One entry of the list, as views into it.
struct Entry
{
    std::optional<std::string_view> phrase, enclosed, mailbox, comment;
    size_t end = npos;
};

// Reads one entry at the start of a text.
class EntryReader
{
public:
    explicit EntryReader(std::string_view text)
        : m_text(text)
        , m_hasClose(text.find('>') != npos)
    {
    }

    std::optional<Entry> read()
    {
        const size_t start = skipSpace(m_text, 0);
        if (readEnclosed(start) || readBare(start))
            return m_entry;
        return std::nullopt;
    }

private:
    // Ends of the quoted and plain stretches of a phrase, in order.
    std::vector<size_t> phraseEnds(size_t at) const
    {
        std::vector<size_t> ends;
        while (at < m_text.size()) {
            size_t end = at;
            if (m_text[at] == '"')
                end = skipQuoted(m_text, at);
            else
                end = std::min(m_text.find_first_of("\",;<", at), m_text.size());
            if (end == npos || end == at)
                break;
            ends.push_back(at = end);
        }
        return ends;
    }

    bool readEnclosed(size_t start)
    {
        const auto ends = phraseEnds(start);
        const size_t open = ends.empty() ? start : ends.back();
        if (open >= m_text.size() || m_text[open] != '<' || !m_hasClose)
            return false;
        if (!ends.empty())
            m_entry.phrase = m_text.substr(start, open - start);
        const bool found = readAngle(skipSpace(m_text, open + 1), [this](size_t from, size_t to, size_t next) {
            if (!readTail(next, true))
                return false;
            m_entry.enclosed = m_text.substr(from, to - from);
            return true;
        });
        if (!found)
            m_entry = {};
        return found;
    }

    // Tries what may stand between angle brackets, longest first: anything up to '@' or '>' with a word behind it,
    // which may hold brackets itself.
    template <typename Accept>
    bool readAngle(size_t at, Accept accept)
    {
        const size_t reach = std::min(m_text.find_first_of(">@", at), m_text.size());
        for (size_t word = reach + 1; word-- > at;) {
            size_t wordEnd = word;
            while (wordEnd < m_text.size() && !isAsciiSpace(m_text[wordEnd]))
                ++wordEnd;
            for (size_t end = wordEnd; end > word; --end) {
                const size_t close = skipSpace(m_text, end);
                if (close >= m_text.size() || m_text[close] != '>')
                    continue;
                if (++m_tries > maxTries)
                    return false;
                if (accept(at, end, close + 1))
                    return true;
            }
        }
        return at < m_text.size() && m_text[at] == '>' && accept(at, at, at + 1);
    }

    bool readBare(size_t start)
    {
        const size_t mailEnd = skipMailbox(m_text, start);
        if (mailEnd != npos && readTail(mailEnd, false)) {
            m_entry.mailbox = m_text.substr(start, mailEnd - start);
            return true;
        }
        const auto ends = phraseEnds(start);
        for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
            if (!readTail(*end, false))
                continue;
            m_entry.phrase = m_text.substr(start, *end - start);
            return true;
        }
        return false;
    }

    // What may follow: repeated enclosures, a comment, then the separator or the end.
    bool readTail(size_t at, bool mayRepeat)
    {
        const size_t open = skipSpace(m_text, at);
        if (mayRepeat && open < m_text.size() && m_text[open] == '<' && ++m_tries < maxTries) {
            const auto accept = [this](size_t, size_t, size_t next) { return readTail(next, true); };
            if (readAngle(skipSpace(m_text, open + 1), accept))
                return true;
        }
        const size_t comment = skipComment(m_text, open);
        if (comment != npos && readSeparator(comment)) {
            m_entry.comment = m_text.substr(open + 1, comment - open - 2);
            return true;
        }
        return readSeparator(at);
    }

    bool readSeparator(size_t at)
    {
        at = skipSpace(m_text, at);
        if (at < m_text.size() && m_text[at] != ',' && m_text[at] != ';')
            return false;
        m_entry.end = std::min(at + 1, m_text.size());
        return true;
    }

    std::string_view m_text;
    bool m_hasClose;
    int m_tries = 0;
    Entry m_entry;
};

// Quotes, escapes and comments gone.
std::string plainPhrase(std::string_view phrase)
{
    std::string result;
    for (size_t at = 0; at < phrase.size();) {
        if (phrase[at] == '"') {
            const size_t end = skipQuoted(phrase, at);
            if (end == npos) {
                ++at;
                continue;
            }
            for (size_t i = at + 1; i + 1 < end; ++i)
                if (phrase[i] != '\\')
                    result.push_back(phrase[i]);
            at = end;
        } else {
            const size_t end = std::min(phrase.find('"', at), phrase.size());
            result += withoutComments(phrase.substr(at, end - at));
            at = end;
        }
    }
    return result;
}

// Up to a second '@'.
std::string firstAddress(std::string_view address)
{
    const size_t at = address.find('@');
    return std::string(at == npos ? address : address.substr(0, address.find('@', at + 1)));
}

bool isAddressInPhrase(const std::string& phrase)
{
    if (!isMailbox(phrase) || !looksSane(phrase))
        return false;
    const std::string_view host = std::string_view(phrase).substr(phrase.find('@') + 1);
    return isFullHostName(toAsciiLower(host.substr(0, host.find('@'))));
}

HeaderAddress toAddress(const Entry& entry)
{
    HeaderAddress result;
    if (entry.enclosed) {
        std::string address = withoutComments(*entry.enclosed);
        if (isMailbox(address))
            result.address = std::move(address);
    } else if (entry.mailbox) {
        result.address = std::string(*entry.mailbox);
    }
    if (result.address && !looksSane(*result.address))
        result.address.reset();
    if (entry.phrase) {
        result.phrase = plainPhrase(*entry.phrase);
        if (!result.address && isAddressInPhrase(*result.phrase))
            result.address.swap(result.phrase);
        else if (result.phrase->empty() || result.phrase == result.address)
            result.phrase.reset();
    }
    if (!result.phrase && entry.comment)
        result.phrase = std::string(*entry.comment);
    if (result.address)
        result.address = firstAddress(*result.address);
    return result;
}

// Double backslashes go, "Group:" in front goes.
std::string prepared(std::string_view value)
{
    std::string text;
    for (size_t i = 0; i < value.size(); ++i) {
        if (value.substr(i, 2) == "\\\\")
            ++i;
        else
            text.push_back(value[i]);
    }
    while (!text.empty() && isAsciiSpace(text.back()))
        text.pop_back();
    const size_t reach = std::min(text.find_first_of("\"()<>"), text.size());
    const size_t colon = reach == 0 ? npos : text.rfind(':', reach - 1);
    if (colon == npos || colon == 0)
        return text;
    const size_t rest = skipSpace(text, colon + 1);
    return rest < text.size() && text[rest] == ';' ? std::string() : text.substr(rest);
}

} // namespace

std::vector<HeaderAddress> parseHeaderAddresses(std::string_view value)
{
    const std::string text = prepared(value);
    std::string_view left = text;
    std::vector<HeaderAddress> result;
    while (skipSpace(left, 0) < left.size()) {
        const auto entry = EntryReader(left).read();
        if (!entry)
            break;
        result.push_back(toAddress(*entry));
        left.remove_prefix(entry->end);
    }
    // Something was not understood: any <user@domain> in it still counts.
    if (left.find('@') == npos)
        return result;
    for (size_t open = left.find('<'); open != npos; open = left.find('<', open + 1)) {
        const size_t end = skipMailbox(left, open + 1);
        if (end == npos || end >= left.size() || left[end] != '>')
            continue;
        const std::string_view address = left.substr(open + 1, end - open - 1);
        if (looksSane(address))
            result.push_back({firstAddress(address), std::nullopt});
        open = end;
    }
    return result;
}

} // namespace assay::rules
