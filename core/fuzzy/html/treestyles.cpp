// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/html/htmltree.h"

namespace assay::fuzzy {
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
