// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/view/strippedtext.h"

#include "core/fuzzy/url/urlchars.h"
#include "core/text/utf8.h"

namespace assay::fuzzy {
namespace {

bool beginsSequence(char byte)
{
    const auto value = static_cast<unsigned char>(byte);
    return value >= 0xC2 && value <= 0xF4;
}

class Stripper
{
public:
    Stripper(std::string_view text, bool isHtml, bool isUtf8)
        : m_in(text)
        , m_isHtml(isHtml)
        , m_isUtf8(isUtf8)
    {
        m_out.text.reserve(text.size());
    }

    StrippedText run()
    {
        while (m_at < m_in.size()) {
            if (m_isUtf8 && beginsSequence(m_in[m_at]))
                dropWidthless();
            if (m_at >= m_in.size())
                break;
            if (m_in[m_at] == '\r')
                takeCarriageReturn();
            else if (m_in[m_at] == '\n')
                takeLineFeed();
            else
                takeOther();
        }
        if (m_state == State::Normal)
            flush();
        return std::move(m_out);
    }

private:
    enum class State { Normal, AfterCr, AfterLf };

    void flush()
    {
        if (m_at > m_from)
            m_out.text.append(m_in, m_from, m_at - m_from);
    }
    void addBlank()
    {
        m_out.text += ' ';
        m_blankAdded = true;
    }
    void addNewline() { m_out.newlines.push_back(static_cast<uint32_t>(m_out.text.size())); }
    bool breaksLine() const { return m_isHtml || !m_open; }

    // Reads one character; false at a broken sequence or the end.
    bool readAt(size_t& position, char32_t& c) const
    {
        if (position >= m_in.size())
            return false;
        const size_t before = position;
        c = nextCodePoint(m_in, position);
        return c != replacementCharacter || position - before > 1;
    }

    void dropWidthless()
    {
        size_t next = m_at;
        char32_t c = 0;
        if (!readAt(next, c))
            return;
        while (hasNoWidth(c)) {
            if (m_at > m_from) {
                flush();
                m_from = m_at = next;
            }
            if (!readAt(next, c) || !hasNoWidth(c))
                return;
            m_from = m_at = next;
        }
    }

    void takeCarriageReturn()
    {
        if (m_state == State::Normal) {
            flush();
            m_blankAdded = false;
            m_state = State::AfterCr;
        } else if (m_state == State::AfterCr) {
            if (!m_blankAdded) {
                addBlank();
                addNewline();
            }
        } else {
            m_state = State::AfterCr;
        }
        m_open = false;
        m_from = ++m_at;
    }

    void takeLineFeed()
    {
        if (m_state == State::Normal) {
            flush();
            m_blankAdded = false;
            if (breaksLine()) {
                addBlank();
                addNewline();
            }
        } else if (!m_blankAdded) {
            if (m_state == State::AfterLf || breaksLine())
                addBlank();
            addNewline();
        }
        m_state = State::AfterLf;
        m_open = false;
        m_from = ++m_at;
    }

    void takeOther()
    {
        if (m_in[m_at] == '<')
            m_open = true;
        else if (m_in[m_at] == '>')
            m_open = false;
        if (m_state == State::Normal) {
            ++m_at;
            return;
        }
        if (!m_blankAdded)
            addNewline();
        if (m_in[m_at] == ' ') {
            if (!m_blankAdded)
                m_out.text += ' ';
            for (; m_at < m_in.size() && m_in[m_at] == ' '; ++m_at)
                ++m_from;
        }
        m_state = State::Normal;
    }

    std::string_view m_in;
    bool m_isHtml;
    bool m_isUtf8;
    StrippedText m_out;
    size_t m_at = 0;
    size_t m_from = 0; // first byte that is not yet in the result
    State m_state = State::Normal;
    bool m_blankAdded = false; // for the present line break
    bool m_open = false; // a '<' without its '>' on this line
};

} // namespace

StrippedText stripText(std::string_view text, bool isHtml, bool isUtf8)
{
    return Stripper(text, isHtml, isUtf8).run();
}

} // namespace assay::fuzzy
