// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/html/htmltree.h"

#include "core/base/ascii.h"
#include "core/fuzzy/html/tagreader.h"
#include "core/fuzzy/html/treebuilder.h"

#include <algorithm>
#include <array>

namespace assay::fuzzy {
namespace {

class HtmlParser
{
public:
    explicit HtmlParser(std::string_view source)
        : m_in(source)
        , m_builder(source)
        , m_reader(m_unknown)
        , m_tags(KnownTags::builtIn())
    {
    }

    HtmlTree run()
    {
        while (m_at < m_in.size() && m_state != State::Overflow)
            step(m_in[m_at]);
        return m_builder.finish(m_state == State::Overflow ? static_cast<int64_t>(m_at) : -1);
    }

private:
    enum class State {
        Start,
        Text,
        TagBegin,
        Declaration,
        Instruction,
        InstructionEnd,
        Brackets,
        CommentBegin,
        Comment,
        DeclarationText,
        Tag,
        OpeningEnd,
        ClosingEnd,
        RawText,
        RawTagBegin,
        Overflow
    };

    char at(size_t position) const { return position < m_in.size() ? m_in[position] : '\0'; }
    int64_t position() const { return static_cast<int64_t>(m_at); }
    void go(State state)
    {
        m_state = state;
        ++m_at;
    }

    void step(char c)
    {
        switch (m_state) {
        case State::Start:
            return begin(c);
        case State::Text:
            return inText();
        case State::TagBegin:
            return inTagBegin(c);
        case State::Declaration:
            return inDeclaration(c);
        case State::Instruction:
            if (c == '>')
                m_state = State::OpeningEnd;
            else
                go(c == '?' ? State::InstructionEnd : State::Instruction);
            return;
        case State::InstructionEnd:
            if (c == '>')
                return endMarkup();
            return go(State::InstructionEnd);
        case State::Brackets:
            m_brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (c == '>' && m_brackets == 0)
                return endMarkup();
            return go(State::Brackets);
        case State::CommentBegin:
            return inCommentBegin(c);
        case State::Comment:
            if (c == '>' && m_dashes >= 2)
                return endMarkup();
            m_dashes = c == '-' ? m_dashes + 1 : 0;
            return go(State::Comment);
        case State::DeclarationText:
            return c == '>' ? endMarkup() : go(State::DeclarationText);
        case State::Tag:
            return inTag(c);
        case State::OpeningEnd:
            return endOpening();
        case State::ClosingEnd:
            return endClosing();
        case State::RawText:
            return inRawText();
        case State::RawTagBegin:
            return inRawTagBegin(c);
        case State::Overflow:
            return;
        }
    }

    void endMarkup()
    {
        m_builder.current()->contentStart = position() + 1;
        m_state = State::OpeningEnd;
    }

    void begin(char c)
    {
        if (c == '<') {
            m_state = State::TagBegin;
            return;
        }
        m_builder.beginContent();
        m_state = State::Text;
    }

    void inText()
    {
        const size_t next = m_in.find('<', m_at);
        m_at = next == std::string_view::npos ? m_in.size() : next;
        m_state = State::TagBegin;
        if (m_at >= m_in.size())
            m_state = State::Text;
    }

    void inTagBegin(char c)
    {
        switch (c) {
        case '<':
            m_tagStart = m_at++;
            m_isClosing = false;
            return;
        case '!':
        case '?':
            return beginMarkup(c == '!' ? State::Declaration : State::Instruction);
        case '/':
            m_isClosing = true;
            m_builder.beginClosing();
            ++m_at;
            return;
        default:
            m_state = State::Text;
            if (isAsciiLetter(c))
                beginTag();
            return;
        }
    }

    void beginMarkup(State state)
    {
        ++m_at;
        m_state = m_builder.beginElement(m_tagStart) ? state : State::Overflow;
        if (Element* element = m_builder.current())
            element->isMarkup = element->isClosed = true;
    }

    void beginTag()
    {
        m_reader.reset();
        m_state = m_isClosing || m_builder.beginElement(m_tagStart) ? State::Tag : State::Overflow;
    }

    void inDeclaration(char c)
    {
        if (c == '[') {
            m_brackets = 1;
            go(State::Brackets);
        } else if (c == '-') {
            go(State::CommentBegin);
        } else {
            m_state = State::DeclarationText;
        }
    }

    void inCommentBegin(char c)
    {
        m_state = State::OpeningEnd;
        if (c != '-')
            return;
        ++m_at;
        m_dashes = 0;
        if (at(m_at) == '-' && at(m_at + 1) == '>')
            ++m_at;
        else if (at(m_at) != '>')
            m_state = State::Comment;
    }

    void inTag(char c)
    {
        m_reader.take(c, *m_builder.current());
        if (c != '>') {
            ++m_at;
            return;
        }
        // Within quotes that end somewhere, it is a character like others.
        if (m_reader.isInQuotes() && isAhead(m_reader.quote())) {
            ++m_at;
            return;
        }
        if (m_isClosing) {
            m_builder.current()->closingStart = static_cast<int64_t>(m_tagStart);
            m_builder.current()->closingEnd = position() + 1;
            m_isClosing = false;
            m_state = State::ClosingEnd;
        } else {
            m_builder.current()->contentStart = position() + 1;
            m_state = State::OpeningEnd;
        }
    }

    // Whether a quote comes; each place is searched once.
    bool isAhead(char quote)
    {
        size_t& next = m_nextQuote[quote == '"' ? 0 : 1];
        if (next != std::string_view::npos && next < m_at)
            next = m_in.find(quote, m_at);
        return next != std::string_view::npos;
    }

    void inRawText()
    {
        const size_t next = m_in.find('<', m_at);
        m_at = next == std::string_view::npos ? m_in.size() : next;
        if (m_at >= m_in.size())
            return;
        m_tagStart = m_at;
        go(State::RawTagBegin);
    }

    void inRawTagBegin(char c)
    {
        if (c == '/' && isPlausibleClosing()) {
            m_at = m_tagStart;
            m_state = State::TagBegin;
        } else {
            go(State::RawText);
        }
    }

    bool isPlausibleClosing() const
    {
        constexpr size_t farthest = 30;
        if (m_at + 1 < m_in.size() && !isAsciiLetter(m_in[m_at + 1]))
            return false;
        const size_t end = std::min(m_in.size(), m_at + farthest);
        for (size_t i = m_at + 1; i < end; ++i) {
            const auto value = static_cast<signed char>(m_in[i]);
            if (m_in[i] == '>')
                return true;
            if (value < '\n' || m_in[i] == ',')
                return false;
        }
        return false;
    }

    void endOpening()
    {
        m_reader.reset();
        m_state = State::Text;
        if (const Element* tag = m_builder.current()) {
            const bool isRaw = tag->id == m_tags.style || tag->id == m_tags.noscript || tag->id == m_tags.script;
            m_state = isRaw ? State::RawText : State::Text;
        }
        m_builder.endOpening();
        m_tagStart = ++m_at;
    }

    void endClosing()
    {
        m_builder.endClosing(m_tagStart, m_at + 1);
        m_state = m_builder.isFull() ? State::Overflow : State::Text;
        m_tagStart = ++m_at;
    }

    std::string_view m_in;
    TreeBuilder m_builder;
    UnknownTags m_unknown;
    TagReader m_reader;
    const KnownTags& m_tags;
    State m_state = State::Start;
    size_t m_at = 0;
    size_t m_tagStart = 0; // of the present tag, or the begin of text
    bool m_isClosing = false;
    int m_brackets = 0;
    int m_dashes = 0;
    std::array<size_t, 2> m_nextQuote = {0, 0};
};

} // namespace

const KnownTags& KnownTags::builtIn()
{
    static const KnownTags known = [] {
        const auto id = [](std::string_view name) {
            const TagInfo* tag = HtmlTables::builtIn().tag(name);
            return tag ? tag->id : 0;
        };
        return KnownTags{id("a"), id("base"), id("body"), id("br"), id("head"), id("hr"), id("html"), id("img"),
            id("noscript"), id("script"), id("style")};
    }();
    return known;
}

HtmlTree parseHtml(std::string_view source)
{
    return HtmlParser(source).run();
}

} // namespace assay::fuzzy
