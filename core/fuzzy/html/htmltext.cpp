// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/html/htmltext.h"

#include "core/base/ascii.h"
#include "core/fuzzy/html/entitytext.h"
#include "core/fuzzy/html/htmltree.h"
#include "core/fuzzy/url/urlcheck.h"
#include "core/fuzzy/url/urlsearch.h"

#include <algorithm>
#include <array>

namespace assay::fuzzy {
namespace {

// Writes the text of the tree in the order of the source. Walks without recursion: documents may be thousands of
// elements deep.
class TextWriter
{
public:
    TextWriter(std::string_view source, const HtmlTree& tree)
        : m_in(source)
        , m_tree(tree)
        , m_tags(KnownTags::builtIn())
    {
    }

    HtmlText run()
    {
        if (m_tree.root)
            writeTree(*m_tree.root);
        if (m_tree.overflow >= 0)
            append(m_in.substr(static_cast<size_t>(m_tree.overflow)), false);
        trimEnd();
        return std::move(m_out);
    }

private:
    struct Frame
    {
        const Element* element = nullptr;
        size_t nextChild = 0;
        int64_t cursor = 0; // in the source
        int64_t contentEnd = 0;
        int64_t next = 0; // where the source goes on behind the element
        size_t textBegin = 0; // in the text
        bool isVisible = true;
        bool isTransparent = false;
        char margin = '\0'; // before and behind
    };

    void writeTree(const Element& root)
    {
        int64_t next = 0;
        if (!enter(root, next))
            return;
        while (!m_open.empty()) {
            Frame& frame = m_open.back();
            if (frame.nextChild >= frame.element->children.size()) {
                const int64_t behind = leave(frame);
                m_open.pop_back();
                if (!m_open.empty())
                    m_open.back().cursor = std::max(m_open.back().cursor, behind);
                continue;
            }
            const Element& child = *frame.element->children[frame.nextChild++];
            write(frame, child.tagStart);
            if (!enter(child, next))
                frame.cursor = std::max(frame.cursor, next);
        }
    }

    // Opens a frame; false when the element is written at once, with where the source goes on.
    bool enter(const Element& element, int64_t& next)
    {
        if (element.id == m_tags.br || element.id == m_tags.hr) {
            if (!element.isIgnored)
                m_out.text += '\n';
            next = element.contentStart;
            return false;
        }
        Frame frame;
        frame.element = &element;
        frame.cursor = element.contentStart;
        // An element that nothing closed ends where it begins, but for its children.
        const int64_t closed = element.closingStart != -1 ? element.closingStart : element.contentStart;
        frame.next = element.closingEnd != -1 ? element.closingEnd : closed;
        frame.contentEnd = element.closingStart != -1 ? element.closingStart : frame.next;
        if ((element.id == m_tags.head && element.isIgnored) || element.isHead) {
            next = frame.next;
            return false;
        }
        frame.textBegin = m_out.text.size();
        look(element, frame);
        if (frame.margin != '\0')
            addMargin(frame);
        m_open.push_back(frame);
        return true;
    }

    static void look(const Element& element, Frame& frame)
    {
        if (element.isMarkup || element.isIgnored) {
            frame.isVisible = false;
            return;
        }
        if (!element.block)
            return;
        const StyleBlock& block = *element.block;
        switch (block.visibility) {
        case StyleBlock::Visibility::Hidden:
            frame.isVisible = false;
            break;
        case StyleBlock::Visibility::Transparent:
            frame.isTransparent = true;
            break;
        case StyleBlock::Visibility::Visible:
            if (block.display == Display::Block)
                frame.margin = '\n';
            else if (block.display == Display::TableRow)
                frame.margin = ' ';
            break;
        }
    }

    int64_t leave(const Frame& frame)
    {
        write(frame, frame.contentEnd);
        if (frame.margin != '\0')
            addMargin(frame);
        if (frame.isVisible && frame.element->id == m_tags.a)
            noteShownUrl(frame);
        else if (frame.isVisible && frame.element->id == m_tags.img)
            addAlternative(*frame.element);
        return frame.next;
    }

    // The source from the cursor of a frame up to `end`.
    void write(const Frame& frame, int64_t end)
    {
        const auto size = static_cast<int64_t>(m_in.size());
        const int64_t last = std::min(end, size);
        if (frame.isVisible && frame.cursor < last)
            append(m_in.substr(static_cast<size_t>(frame.cursor), static_cast<size_t>(last - frame.cursor)),
                frame.isTransparent);
    }

    void append(std::string_view source, bool isTransparent)
    {
        std::string& text = m_out.text;
        if (text.size() > m_in.size() || source.empty())
            return;
        if (!text.empty() && !isAsciiSpace(text.back()) && isAsciiSpace(source.front())) {
            text += ' ';
            source.remove_prefix(1);
        }
        const size_t begin = text.size();
        text += source.find('\0') == std::string_view::npos ? decodeEntities(source, true)
                                                            : decodeEntities(withoutZeros(source), true);
        if (isTransparent) {
            std::replace_if(
                text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(), [](char c) { return !isAsciiSpace(c); },
                ' ');
        }
    }

    static std::string withoutZeros(std::string_view source)
    {
        std::string text;
        for (const char c : source) {
            if (c == '\0')
                text += "\xEF\xBF\xBD";
            else
                text += c;
        }
        return text;
    }

    // A line break or blank, once; blanks before it that belong to the element vanish.
    void addMargin(const Frame& frame)
    {
        std::string& text = m_out.text;
        if (text.empty() || text.back() == frame.margin || text.back() == '\n')
            return;
        while (text.size() > frame.textBegin && text.back() == ' ')
            text.pop_back();
        text += frame.margin;
    }

    void addAlternative(const Element& image)
    {
        const std::string* alternative = image.first(Attribute::Alt);
        if (!alternative)
            return;
        std::string& text = m_out.text;
        if (!text.empty() && !isAsciiSpace(text.back()))
            text += ' ';
        text += *alternative;
        if (!text.empty() && !isAsciiSpace(text.back()))
            text += ' ';
    }

    // The text of a link that begins with an address is one.
    void noteShownUrl(const Frame& frame)
    {
        const std::string* href = frame.element->first(Attribute::Href);
        if (!href || !frame.element->isInBody)
            return;
        const std::string_view shown = trimUnicodeBlanks(std::string_view(m_out.text).substr(frame.textBegin));
        constexpr size_t shortest = 5;
        if (shown.size() < shortest)
            return;
        const auto url = findFirstUrl(shown);
        if (!url || url->offset > 0 || !checkUrl(url->url, UrlMode::Text).ok
            || !isHrefUrl(*href, frame.element->hasBase))
            return;
        m_out.shownUrls.push_back({static_cast<uint32_t>(frame.textBegin), static_cast<uint32_t>(shown.size())});
    }

    void trimEnd()
    {
        std::string& text = m_out.text;
        if (text.empty() || !isAsciiSpace(text.back()))
            return;
        const bool keepsLine = text.back() == '\n';
        while (!text.empty() && isAsciiSpace(text.back()))
            text.pop_back();
        if (keepsLine)
            text += '\n';
    }

    std::string_view m_in;
    const HtmlTree& m_tree;
    const KnownTags& m_tags;
    HtmlText m_out;
    std::vector<Frame> m_open;
};

} // namespace

namespace {

// Tags whose href, src or action is a link.
bool isLink(int id)
{
    static const std::array<int, 7> ids = [] {
        const HtmlTables& tables = HtmlTables::builtIn();
        std::array<int, 7> numbers = {};
        size_t i = 0;
        for (const std::string_view name : {"a", "area", "form", "frame", "iframe", "link", "map"}) {
            const TagInfo* tag = tables.tag(name);
            numbers[i++] = tag ? tag->id : -1;
        }
        return numbers;
    }();
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

} // namespace

HtmlText readHtml(std::string_view html)
{
    HtmlTree tree = parseHtml(html);
    applyStyles(tree);
    HtmlText out = TextWriter(html, tree).run();
    for (const auto& element : tree.elements) {
        const bool leads = element->id == KnownTags::builtIn().img || (element->isInBody && isLink(element->id));
        const std::string* href = leads ? element->first(Attribute::Href) : nullptr;
        if (href)
            out.hrefs.push_back(*href);
    }
    return out;
}

} // namespace assay::fuzzy
