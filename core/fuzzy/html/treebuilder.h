// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/html/htmltree.h"

#include <string_view>

namespace assay::fuzzy {

// Puts the tags that the parser finds into the tree.
class TreeBuilder
{
public:
    explicit TreeBuilder(std::string_view source)
        : m_in(source)
        , m_tags(KnownTags::builtIn())
    {
    }

    // The tag at hand, which may be a closing one; null when there are too many.
    Element* current() const { return m_current; }
    // Content without a tag before it belongs to an html element.
    void beginContent();
    bool beginElement(size_t tagStart);
    void beginClosing();
    // The tag at hand has been read; `end`: behind its '>'.
    void endOpening();
    void endClosing(size_t tagStart, size_t end);
    bool isFull() const;
    // The end of the source; what is text from `overflow` on, or -1.
    HtmlTree finish(int64_t overflow);

private:
    enum class Document { Doctype, Head, Body };

    Element* newElement(size_t tagStart);
    Element* virtualRoot();
    void moveThroughDocument();
    void attach();
    Element* balance(Element& closing, int64_t tagStart, int64_t tagEnd);
    void readStyleSheet(const Element* opening);
    void attachStray(const Element& closing, int64_t end);

    std::string_view m_in;
    const KnownTags& m_tags;
    HtmlTree m_tree;
    Document m_document = Document::Doctype;
    Element* m_current = nullptr;
    Element* m_parent = nullptr; // of the next element
    Element m_closing; // stands for the closing tag at hand
    bool m_hasBase = false;
};

} // namespace assay::fuzzy
