// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/bodytext.h"
#include "core/rules/view/htmltokenizer.h"
#include "core/rules/view/mimetree.h"
#include "core/rules/view/rulesmessage.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::rules {

// What a text leaf gives to rendered rules.
struct RenderedPart
{
    RenderedText all, visible, invisible;
    std::optional<HtmlFacts> html;
    bool sourceCharacters = false; // the HTML source was decoded to characters
    std::vector<HtmlRange> uriRanges; // one an address of html: its attribute value in the prepared source
};

// Decoded and rendered texts of the leaves, made at first use.
class PartTexts
{
public:
    explicit PartTexts(const MimeTree& tree)
        : m_tree(tree)
    {
    }

    const std::string& decoded(size_t node);
    // Null when the node is no leaf of effective type text/plain or text/html.
    const RenderedPart* rendered(size_t node);
    // From the rendered text into bytes().
    const SourceMap& renderedMap(size_t node);
    // The source of an HTML leaf in the form that the addresses of its elements are counted in, and its map into
    // bytes().
    const std::string& preparedSource(size_t node);
    const SourceMap& preparedMap(size_t node);
    // From the decoded bytes into bytes().
    const SourceMap& decodedMap(size_t node);

private:
    struct Texts
    {
        std::optional<std::string> decoded;
        std::unique_ptr<RenderedPart> rendered;
        std::unique_ptr<SourceMap> decodedMap, renderedMap, preparedMap;
        std::string prepared;
    };
    Texts& texts(size_t node);
    RenderedPart render(const MimeNode& node, std::string decoded, SourceMap* map) const;

    const MimeTree& m_tree;
    std::vector<Texts> m_texts;
};

} // namespace assay::rules
