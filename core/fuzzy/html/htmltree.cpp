// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/html/htmltree.h"

#include "core/base/ascii.h"
#include "core/fuzzy/html/tagreader.h"
#include "core/fuzzy/html/treebuilder.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

// Finds the tags of a document, one construct after the other.
class HtmlParser
{
public:
    explicit HtmlParser(std::string_view source)
        : m_in(source)
        , m_builder(source)
        , m_reader(source)
        , m_tags(KnownTags::builtIn())
    {
    }

    HtmlTree run()
    {
        if (!m_in.empty() && m_in[0] != '<')
            m_builder.beginContent();
        while (!atEnd() && !m_isFull) {
            if (m_isRaw)
                skipRawText();
            goTo('<');
            if (!atEnd())
                readMarkup();
        }
        return m_builder.finish(m_isFull ? static_cast<int64_t>(m_at) : -1);
    }

private:
    bool atEnd() const { return m_at >= m_in.size(); }
    char at(size_t position) const { return position < m_in.size() ? m_in[position] : '\0'; }
    void goTo(char c) { m_at = std::min(m_in.find(c, m_at), m_in.size()); }

    // Behind '<': a tag, a declaration, a comment; or text after all.
    void readMarkup()
    {
        bool isClosing = false;
        for (; !atEnd(); ++m_at) {
            const char c = m_in[m_at];
            if (c == '<') {
                m_tagStart = m_at;
                isClosing = false;
            } else if (c == '/') {
                isClosing = true;
                m_builder.beginClosing();
            } else if (c == '!' || c == '?') {
                return readDeclaration(c == '?');
            } else {
                if (isAsciiLetter(c))
                    readTag(isClosing);
                return;
            }
        }
    }

    void readTag(bool isClosing)
    {
        if (!isClosing && !m_builder.beginElement(m_tagStart)) {
            m_isFull = true;
            return;
        }
        Element& tag = *m_builder.current();
        const auto end = m_reader.read(m_at, tag);
        m_at = end.value_or(m_in.size());
        if (!end)
            return;
        if (!isClosing) {
            tag.contentStart = static_cast<int64_t>(*end) + 1;
            endOpening();
            return;
        }
        tag.closingStart = static_cast<int64_t>(m_tagStart);
        tag.closingEnd = static_cast<int64_t>(*end) + 1;
        m_builder.endClosing(m_tagStart, *end + 1);
        m_isFull = m_builder.isFull();
        ++m_at;
    }

    // What is no tag takes an element of its own, which shows nothing.
    void readDeclaration(bool isInstruction)
    {
        ++m_at;
        if (!m_builder.beginElement(m_tagStart)) {
            m_isFull = true;
            return;
        }
        Element& markup = *m_builder.current();
        markup.isMarkup = markup.isClosed = true;
        const bool isWhole = isInstruction ? endInstruction() : endDeclaration();
        if (atEnd())
            return;
        if (isWhole)
            markup.contentStart = static_cast<int64_t>(m_at) + 1;
        endOpening();
    }

    // These move to the sign that ends what began. False where it ends early, so that its content begins where it does.
    bool endInstruction()
    {
        m_at = std::min(m_in.find_first_of("?>", m_at), m_in.size());
        if (at(m_at) != '?')
            return false;
        goTo('>');
        return true;
    }

    bool endDeclaration()
    {
        switch (at(m_at)) {
        case '[':
            ++m_at;
            return endBrackets();
        case '-':
            ++m_at;
            return endComment();
        default:
            goTo('>');
            return true;
        }
    }

    bool endBrackets()
    {
        for (int depth = 1; !atEnd() && (m_in[m_at] != '>' || depth != 0); ++m_at)
            depth += m_in[m_at] == '[' ? 1 : m_in[m_at] == ']' ? -1 : 0;
        return true;
    }

    bool endComment()
    {
        if (at(m_at) != '-')
            return false;
        ++m_at;
        if (at(m_at) == '-' && at(m_at + 1) == '>')
            ++m_at;
        if (at(m_at) == '>')
            return false;
        const size_t end = m_in.find("-->", m_at);
        m_at = end == std::string_view::npos ? m_in.size() : end + 2;
        return true;
    }

    void endOpening()
    {
        if (const Element* tag = m_builder.current())
            m_isRaw = tag->id == m_tags.style || tag->id == m_tags.noscript || tag->id == m_tags.script;
        m_builder.endOpening();
        ++m_at;
    }

    // To what may be the closing tag of an element whose content is no markup.
    void skipRawText()
    {
        for (goTo('<'); !atEnd() && !isPlausibleClosing(); goTo('<'))
            m_at = std::min(m_at + 2, m_in.size());
        m_isRaw = false;
    }

    bool isPlausibleClosing() const
    {
        constexpr size_t farthest = 31;
        if (at(m_at + 1) != '/' || (m_at + 2 < m_in.size() && !isAsciiLetter(m_in[m_at + 2])))
            return false;
        for (const char c : m_in.substr(m_at + 2, farthest - 2)) {
            if (c == '>')
                return true;
            if (static_cast<signed char>(c) < '\n' || c == ',')
                return false;
        }
        return false;
    }

    std::string_view m_in;
    TreeBuilder m_builder;
    TagReader m_reader;
    const KnownTags& m_tags;
    size_t m_at = 0;
    size_t m_tagStart = 0;
    bool m_isRaw = false; // the content of a style or script
    bool m_isFull = false; // too many tags: the rest is text
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
