// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/html/element.h"
#include "core/fuzzy/html/stylesheet.h"

#include <memory>
#include <string_view>
#include <vector>

namespace assay::fuzzy {

// The elements of a document, as the peer builds them: nothing is closed by implication, and a closing tag that belongs
// further out closes everything up to the root.
struct HtmlTree
{
    std::vector<std::unique_ptr<Element>> elements;
    Element* root = nullptr;
    StyleSheet styles;
    int64_t overflow = -1; // from here on the source is text, for there were too many tags
};

HtmlTree parseHtml(std::string_view source);

// Style sheets and inheritance: what of each element is seen.
void applyStyles(HtmlTree& tree);

// Numbers of tags that mean something to the reading.
struct KnownTags
{
    static const KnownTags& builtIn();
    int a, base, body, br, head, hr, html, img, noscript, script, style;
};

} // namespace assay::fuzzy
