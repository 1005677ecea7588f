// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/html/htmltree.h"

#include "core/base/ascii.h"
#include "core/fuzzy/html/tagreader.h"
#include "core/fuzzy/url/urlcheck.h"

#include <algorithm>
#include <array>

namespace assay::fuzzy {
namespace {

constexpr size_t maxTags = 8192;

class HtmlParser
{
public:
    explicit HtmlParser(std::string_view source)
        : m_in(source)
        , m_reader(m_unknown)
        , m_tags(KnownTags::builtIn())
    {
    }

    HtmlTree run()
    {
        while (m_at < m_in.size() && m_state != State::Overflow)
            step(m_in[m_at]);
        if (m_state == State::Overflow)
            m_tree.overflow = static_cast<int64_t>(m_at);
        if (m_current && !m_current->isClosed && m_current != &m_closing) {
            m_closing.parent = m_current;
            m_closing.id = m_current->id;
            const auto end = static_cast<int64_t>(m_in.size());
            (void)balance(m_closing, end, end);
        }
        return std::move(m_tree);
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
    enum class Document { Doctype, Head, Body };

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
        m_current->contentStart = position() + 1;
        m_state = State::OpeningEnd;
    }

    void begin(char c)
    {
        if (c == '<') {
            m_state = State::TagBegin;
            return;
        }
        // No tag first: what follows is content of an html element.
        m_document = Document::Body;
        m_current = newElement();
        m_current->id = m_tags.html;
        m_tree.root = m_current;
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
            return beginClosing();
        default:
            m_state = State::Text;
            if (isAsciiLetter(c))
                beginTag();
            return;
        }
    }

    void beginMarkup(State state)
    {
        m_current = newElement();
        ++m_at;
        if (!m_current) {
            m_state = State::Overflow;
            return;
        }
        m_current->isMarkup = m_current->isClosed = true;
        m_state = state;
    }

    void beginTag()
    {
        m_reader.reset();
        if (!m_isClosing)
            m_current = newElement();
        m_state = m_current ? State::Tag : State::Overflow;
    }

    // Which element a closing tag stands in is found out before its name is known.
    void beginClosing()
    {
        m_isClosing = true;
        Element* parent = m_current;
        if (m_current == &m_closing) {
            parent = m_parent != &m_closing ? m_parent : nullptr;
        } else if (m_current && m_current->isClosed) {
            while (parent && parent->isClosed)
                parent = parent->parent;
        }
        m_closing = Element();
        m_closing.parent = parent;
        m_current = &m_closing;
        ++m_at;
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
        m_reader.take(c, *m_current);
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
            m_current->closingStart = static_cast<int64_t>(m_tagStart);
            m_current->closingEnd = position() + 1;
            m_isClosing = false;
            m_state = State::ClosingEnd;
        } else {
            m_current->contentStart = position() + 1;
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

    Element* newElement()
    {
        if (m_tree.elements.size() > maxTags)
            return nullptr;
        m_tree.elements.push_back(std::make_unique<Element>());
        Element* element = m_tree.elements.back().get();
        element->tagStart = static_cast<int64_t>(m_tagStart);
        if (m_current && !m_current->info.isEmpty && !m_current->isClosed && m_current != &m_closing)
            m_parent = m_current;
        return element;
    }

    Element* virtualRoot()
    {
        m_tree.elements.push_back(std::make_unique<Element>());
        Element* root = m_tree.elements.back().get();
        root->id = m_tags.html;
        return root;
    }

    void endOpening()
    {
        m_reader.reset();
        m_state = State::Text;
        if (m_current) {
            if (m_current->id == m_tags.style || m_current->id == m_tags.noscript || m_current->id == m_tags.script)
                m_state = State::RawText;
            moveThroughDocument();
            attach();
        }
        m_tagStart = ++m_at;
    }

    void moveThroughDocument()
    {
        Element& element = *m_current;
        if (m_document == Document::Doctype) {
            if (element.id == m_tags.head || element.isHead) {
                m_document = Document::Head;
                element.isIgnored = true;
            } else if (element.id != m_tags.html) {
                m_document = Document::Body;
            }
        } else if (m_document == Document::Head && !element.info.isEmpty && !element.isHead) {
            if (m_parent && (m_parent->id == m_tags.head || !m_parent->isHead)) {
                m_parent->isClosed = true;
                m_parent->closingStart = element.tagStart;
                m_parent->closingEnd = element.contentStart;
                m_document = Document::Body;
            } else if (element.id == m_tags.body) {
                m_document = Document::Body;
            } else {
                element.isHead = true;
            }
        }
    }

    void attach()
    {
        Element& element = *m_current;
        Element* parent = m_parent;
        while (parent && parent->isClosed)
            parent = parent->parent;
        if (!parent) {
            if (m_tree.root) {
                parent = m_current != m_tree.root ? m_tree.root : nullptr;
            } else if (element.id == m_tags.html) {
                m_tree.root = m_current;
            } else {
                m_tree.root = parent = virtualRoot();
            }
        }
        if (parent) {
            element.parent = parent;
            m_parent = parent;
            parent->children.push_back(m_current);
        }
        element.isInBody = m_document == Document::Body;
        element.hasBase = m_hasBase;
        if (element.id == m_tags.base && !m_hasBase) {
            const std::string* href = element.first(Attribute::Href);
            m_hasBase = href && isHrefUrl(*href, false);
        }
        if (element.info.isEmpty)
            element.isClosed = true;
        else
            readOwnStyle(element);
        if (element.isClosed) {
            element.closingEnd = element.contentStart;
            element.closingStart = element.tagStart;
            m_current = m_parent;
        }
    }

    static void readOwnStyle(Element& element)
    {
        const std::string* style = element.last(Attribute::Style);
        element.block = style ? readStyleAttribute(*style) : StyleBlock();
        if (element.first(Attribute::Hidden))
            element.block->setDisplay(Display::Hidden);
        if (const std::string* text = element.last(Attribute::Colour)) {
            if (const auto colour = colourFromText(*text))
                element.block->setForeground(*colour);
        }
        if (const std::string* text = element.last(Attribute::BackgroundColour)) {
            if (const auto colour = colourFromText(*text))
                element.block->setBackground(*colour);
        }
    }

    static void setContentEnd(Element& element, int64_t tagStart, int64_t tagEnd)
    {
        if (element.info.isEmpty) {
            element.closingStart = element.tagStart;
            element.closingEnd = element.contentStart;
            return;
        }
        element.closingStart = std::max(element.contentStart, tagStart);
        element.closingEnd = tagEnd;
    }

    // Closes what a closing tag closes. The element that goes on; null when the tag belongs to none (or, as the peer
    // walks on to the root, to one further out).
    Element* balance(Element& closing, int64_t tagStart, int64_t tagEnd)
    {
        if (!closing.parent) {
            if (!m_tree.elements.empty())
                return nullptr;
            Element* root = virtualRoot();
            setContentEnd(*root, tagStart, tagEnd);
            m_tree.root = root;
            closing.parent = root;
            return balance(closing, tagStart, tagEnd);
        }
        Element* opening = closing.parent;
        if (opening->id == closing.id) {
            opening->isClosed = true;
            setContentEnd(*opening, tagStart, tagEnd);
            return opening->parent;
        }
        Element* match = opening;
        while (match && (match->id != closing.id || match->isClosed))
            match = match->parent;
        for (Element* element = opening; match && element; element = element->parent) {
            element->isClosed = true;
            setContentEnd(*element, tagStart, tagEnd);
        }
        return nullptr;
    }

    void endClosing()
    {
        Element& closing = *m_current;
        if (closing.info.isEmpty)
            closing.isIgnored = true;
        if (m_document == Document::Head && closing.id == m_tags.head)
            m_document = Document::Body;
        const auto tagStart = static_cast<int64_t>(m_tagStart);
        Element* next = balance(closing, tagStart, position() + 1);
        if (closing.id == m_tags.style)
            readStyleSheet(closing.parent);
        if (next)
            m_current = next;
        else
            attachStray(closing);
        m_state = State::Text;
        m_tagStart = ++m_at;
    }

    void readStyleSheet(const Element* opening)
    {
        if (!opening || opening->id != m_tags.style || opening->contentStart >= opening->closingStart)
            return;
        m_tree.styles.add(m_in.substr(static_cast<size_t>(opening->contentStart),
            static_cast<size_t>(opening->closingStart - opening->contentStart)));
    }

    // A closing tag without its element stays in the tree, so that its bytes are no text.
    void attachStray(const Element& closing)
    {
        Element* parent = closing.parent;
        while (parent && parent->isClosed)
            parent = parent->parent;
        if (!parent)
            parent = m_tree.root;
        if (!parent)
            return;
        m_tree.elements.push_back(std::make_unique<Element>());
        Element& stray = *m_tree.elements.back();
        stray.id = closing.id;
        stray.info = closing.info;
        stray.isHead = closing.isHead;
        stray.isIgnored = closing.isIgnored;
        stray.isClosed = true;
        stray.tagStart = closing.closingStart;
        stray.contentStart = position() + 1;
        stray.closingStart = closing.closingStart;
        stray.closingEnd = closing.closingEnd;
        stray.parent = parent;
        parent->children.push_back(&stray);
        m_current = parent;
        m_parent = parent->parent;
    }

    std::string_view m_in;
    HtmlTree m_tree;
    UnknownTags m_unknown;
    TagReader m_reader;
    const KnownTags& m_tags;
    State m_state = State::Start;
    Document m_document = Document::Doctype;
    size_t m_at = 0;
    size_t m_tagStart = 0; // of the present tag, or the begin of text
    Element* m_current = nullptr;
    Element* m_parent = nullptr;
    Element m_closing;
    bool m_isClosing = false;
    bool m_hasBase = false;
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

namespace {

void setUsualDisplay(Element& element)
{
    if (element.isHead)
        element.block->setDisplay(Display::Hidden);
    else if (element.info.isBlock || element.info.isTable)
        element.block->setDisplay(Display::Block, StyleBlock::Inherited);
    else if (element.info.isRow)
        element.block->setDisplay(Display::TableRow, StyleBlock::Inherited);
    else
        element.block->setDisplay(Display::Inline, StyleBlock::Inherited);
}

void applyTo(Element& element, const StyleSheet& styles)
{
    if (!styles.isEmpty() && element.id > 0) {
        if (const auto sheet = styles.find(element.id, element.last(Attribute::Id), element.last(Attribute::Class))) {
            if (element.block)
                element.block->override(*sheet);
            else
                element.block = sheet;
        }
    }
    if (!element.block)
        return;
    if (element.block->displayStrength < StyleBlock::Set)
        setUsualDisplay(element);
    element.block->computeVisibility();
    for (Element* child : element.children) {
        if (child->block)
            child->block->inherit(*element.block);
        else
            child->block = element.block;
    }
}

} // namespace

void applyStyles(HtmlTree& tree)
{
    if (!tree.root)
        return;
    std::vector<Element*> waiting = {tree.root};
    while (!waiting.empty()) {
        Element* element = waiting.back();
        waiting.pop_back();
        applyTo(*element, tree.styles);
        waiting.insert(waiting.end(), element->children.rbegin(), element->children.rend());
    }
}

} // namespace assay::fuzzy
