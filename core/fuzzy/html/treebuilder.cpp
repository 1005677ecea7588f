// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/html/treebuilder.h"

#include "core/fuzzy/url/urlcheck.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

constexpr size_t maxTags = 8192;
constexpr size_t maxElements = 4 * maxTags; // stray closing tags included

void readOwnStyle(Element& element)
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

void setContentEnd(Element& element, int64_t tagStart, int64_t tagEnd)
{
    if (element.info.isEmpty) {
        element.closingStart = element.tagStart;
        element.closingEnd = element.contentStart;
        return;
    }
    element.closingStart = std::max(element.contentStart, tagStart);
    element.closingEnd = tagEnd;
}

} // namespace

void TreeBuilder::beginContent()
{
    m_document = Document::Body;
    m_current = newElement(0);
    m_current->id = m_tags.html;
    m_tree.root = m_current;
}

bool TreeBuilder::beginElement(size_t tagStart)
{
    m_current = newElement(tagStart);
    return m_current != nullptr;
}

// Which element a closing tag stands in is found out before its name is known.
void TreeBuilder::beginClosing()
{
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
}

void TreeBuilder::endOpening()
{
    if (!m_current)
        return;
    moveThroughDocument();
    attach();
}

void TreeBuilder::endClosing(size_t tagStart, size_t end)
{
    Element& closing = *m_current;
    if (closing.info.isEmpty)
        closing.isIgnored = true;
    if (m_document == Document::Head && closing.id == m_tags.head)
        m_document = Document::Body;
    const auto behind = static_cast<int64_t>(end);
    Element* next = balance(closing, static_cast<int64_t>(tagStart), behind);
    if (closing.id == m_tags.style)
        readStyleSheet(closing.parent);
    if (next)
        m_current = next;
    else
        attachStray(closing, behind);
}

bool TreeBuilder::isFull() const
{
    return m_tree.elements.size() > maxElements;
}

HtmlTree TreeBuilder::finish(int64_t overflow)
{
    m_tree.overflow = overflow;
    if (m_current && !m_current->isClosed && m_current != &m_closing) {
        m_closing.parent = m_current;
        m_closing.id = m_current->id;
        const auto end = static_cast<int64_t>(m_in.size());
        (void)balance(m_closing, end, end);
    }
    return std::move(m_tree);
}

Element* TreeBuilder::newElement(size_t tagStart)
{
    if (m_tree.elements.size() > maxTags)
        return nullptr;
    m_tree.elements.push_back(std::make_unique<Element>());
    Element* element = m_tree.elements.back().get();
    element->tagStart = static_cast<int64_t>(tagStart);
    if (m_current && !m_current->info.isEmpty && !m_current->isClosed && m_current != &m_closing)
        m_parent = m_current;
    return element;
}

Element* TreeBuilder::virtualRoot()
{
    m_tree.elements.push_back(std::make_unique<Element>());
    Element* root = m_tree.elements.back().get();
    root->id = m_tags.html;
    return root;
}

void TreeBuilder::moveThroughDocument()
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

void TreeBuilder::attach()
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

// Closes what a closing tag closes. The element that goes on; null when the tag belongs to none (or, as the peer
// walks on to the root, to one further out).
Element* TreeBuilder::balance(Element& closing, int64_t tagStart, int64_t tagEnd)
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

void TreeBuilder::readStyleSheet(const Element* opening)
{
    if (!opening || opening->id != m_tags.style || opening->contentStart >= opening->closingStart)
        return;
    m_tree.styles.add(m_in.substr(static_cast<size_t>(opening->contentStart),
        static_cast<size_t>(opening->closingStart - opening->contentStart)));
}

// A closing tag without its element stays in the tree, so that its bytes are no text.
void TreeBuilder::attachStray(const Element& closing, int64_t end)
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
    stray.contentStart = end;
    stray.closingStart = closing.closingStart;
    stray.closingEnd = closing.closingEnd;
    stray.parent = parent;
    parent->children.push_back(&stray);
    m_current = parent;
    m_parent = parent->parent;
}

} // namespace assay::fuzzy
