// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/receivedfield.h"

#include "core/base/ascii.h"
#include "core/fuzzy/mime/strictdate.h"
#include "core/fuzzy/url/urlchars.h"

#include <algorithm>
#include <string>

namespace assay::fuzzy {
namespace {

// "word data (comment) data" pieces, read the way the peer does: a second word that is no comment ends a piece.
class Pieces
{
public:
    explicit Pieces(std::string_view value)
        : m_in(value)
    {
    }

    std::optional<ReceivedField> read()
    {
        skipSpaces();
        skipLeadingComment();
        if (m_at == m_in.size())
            return std::nullopt;
        bool hasBegun = false;
        if (startsWord("from", 1)) {
            std::string ignored;
            if (!takePiece(4, true, ignored))
                return std::nullopt;
            hasBegun = true;
        }
        if (startsWord("by", 1)) {
            std::string host;
            if (!takePiece(2, false, host))
                return std::nullopt;
            m_field.hasByHost = isHost(host);
            hasBegun = true;
        }
        if (!hasBegun || !readRest())
            return std::nullopt;
        return m_field;
    }

private:
    bool readRest()
    {
        while (m_at < m_in.size()) {
            if (m_in[m_at] == ';') {
                readDate(m_at + 1);
                return true;
            }
            std::string data;
            bool isTaken = false;
            if (startsWord("with", 2)) {
                isTaken = takePiece(4, false, data);
                if (isTaken)
                    noteProtocol(data);
            } else if (startsWord("for", 2)) {
                isTaken = takePiece(3, false, data);
            } else if (startsWord("id", 2)) {
                isTaken = takePiece(2, false, data);
            } else {
                while (m_at < m_in.size() && !isAsciiSpace(m_in[m_at]) && m_in[m_at] != '(' && m_in[m_at] != ';')
                    ++m_at;
                if (m_at == m_in.size())
                    return false;
                if (m_in[m_at] == ';')
                    continue;
                isTaken = takePiece(0, false, data);
            }
            m_at += isTaken ? 0 : 1;
        }
        return true;
    }

    void skipSpaces()
    {
        while (m_at < m_in.size() && isAsciiSpace(m_in[m_at]))
            ++m_at;
    }
    void skipLeadingComment()
    {
        if (m_at == m_in.size() || m_in[m_at] != '(')
            return;
        int open = 0;
        while (m_at < m_in.size()) {
            open += m_in[m_at] == '(' ? 1 : m_in[m_at] == ')' ? -1 : 0;
            ++m_at;
            if (open == 0)
                break;
        }
        skipSpaces();
    }
    bool startsWord(std::string_view word, size_t atLeastBehind) const
    {
        const std::string_view rest = m_in.substr(std::min(m_at, m_in.size()));
        return rest.size() >= word.size() + atLeastBehind && startsWithIgnoringCase(rest, word);
    }

    // Reads data and comments from behind a word; false, without moving on, when there are none.
    bool takePiece(size_t word, bool isFrom, std::string& data)
    {
        const size_t begin = m_at + word;
        size_t p = begin;
        bool hadAddress = false;
        for (;;) {
            while (p < m_in.size() && isAsciiSpace(m_in[p]))
                ++p;
            if (p >= m_in.size())
                break;
            if (m_in[p] == '(') {
                const size_t behind = commentEnd(p);
                if (behind == std::string_view::npos)
                    return moveTo(begin, word, false); // a comment without end
                p = behind;
            } else if (m_in[p] == ';') {
                return moveTo(p, word, p > begin);
            } else if (!data.empty()) {
                if (!isFrom || hadAddress || m_in[p] != '[')
                    return moveTo(p, word, p > begin);
                const size_t close = m_in.find(']', p);
                if (close == std::string_view::npos)
                    return moveTo(begin, word, false);
                data.append(m_in.substr(p, close + 1 - p));
                hadAddress = true;
                p = close + 1;
            } else {
                const size_t from = p;
                while (p < m_in.size() && m_in[p] != '(' && m_in[p] != ';' && !isAsciiSpace(m_in[p]))
                    ++p;
                data = toAsciiLower(m_in.substr(from, p - from));
            }
        }
        return moveTo(p, word, p > begin);
    }
    size_t commentEnd(size_t p) const
    {
        int open = 0;
        for (; p < m_in.size(); ++p) {
            open += m_in[p] == '(' ? 1 : m_in[p] == ')' ? -1 : 0;
            if (open == 0)
                return p + 1;
        }
        return std::string_view::npos;
    }
    // A piece that is none leaves the place behind its word.
    bool moveTo(size_t p, size_t word, bool isPiece)
    {
        m_at = isPiece ? p : m_at + word;
        return isPiece;
    }

    static bool isHost(std::string_view text)
    {
        if (text.size() > 2 && text.front() == '[' && text.back() == ']')
            return true;
        const size_t length =
            static_cast<size_t>(std::find_if_not(text.begin(), text.end(), isDomainChar) - text.begin());
        if (length == 0 || length == text.size())
            return length > 0;
        return text.substr(0, length).find('.') != std::string_view::npos && isOneOf(text[length], "[(");
    }

    void noteProtocol(std::string_view name)
    {
        static constexpr std::string_view secure[] = {"esmtpa", "esmtpsa", "esmtps", "imaps", "https"};
        static constexpr std::string_view plain[] = {"smtp", "esmtp", "lmtp", "imap", "http", "local"};
        if (std::find(std::begin(secure), std::end(secure), name) != std::end(secure))
            m_field.isSecure = true;
        else if (std::find(std::begin(plain), std::end(plain), name) != std::end(plain))
            m_field.isSecure = false;
    }

    void readDate(size_t from)
    {
        if (from >= m_in.size())
            return;
        m_field.time = readStrictDate(m_in.substr(from)).value_or(-1);
    }

    std::string_view m_in;
    size_t m_at = 0;
    ReceivedField m_field;
};

} // namespace

std::optional<ReceivedField> readReceivedField(std::string_view value)
{
    return Pieces(value).read();
}

} // namespace assay::fuzzy
