// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/htmlelements.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>

namespace assay::rules {

namespace {

constexpr auto elements = std::to_array<std::string_view>(
    {"a", "abbr", "acronym", "address", "applet", "area", "b", "base", "basefont", "bdo", "big", "blockquote", "body",
        "br", "button", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "dfn", "dir", "div", "dl",
        "dt", "em", "fieldset", "font", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "hr",
        "html", "i", "iframe", "img", "input", "ins", "isindex", "kbd", "label", "legend", "li", "link", "map", "menu",
        "meta", "nobr", "noframes", "noscript", "object", "ol", "optgroup", "option", "p", "param", "pre", "q", "s",
        "samp", "script", "select", "small", "span", "strike", "strong", "style", "sub", "sup", "table", "tbody", "td",
        "textarea", "tfoot", "th", "thead", "title", "tr", "tt", "u", "ul", "var", "x-sigsep", "x-tab"});

template <size_t N>
bool holds(const std::array<std::string_view, N>& list, std::string_view word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

} // namespace

bool isHtmlElement(std::string_view tag)
{
    return std::binary_search(elements.begin(), elements.end(), tag);
}

bool isRenderedTrick(std::string_view tag)
{
    static constexpr std::array<std::string_view, 5> tricks{"bgsound", "embed", "listing", "plaintext", "xmp"};
    return holds(tricks, tag);
}

bool isOfficeNamespace(std::string_view tag)
{
    if (tag.substr(0, 2) == "o:")
        tag.remove_prefix(2);
    else if (tag.size() > 4 && tag.substr(0, 2) == "st" && isAsciiDigit(tag[2]) && tag[3] == ':')
        tag.remove_prefix(4);
    else
        return false;
    if (!tag.empty() && tag.back() == '/')
        tag.remove_suffix(1);
    return !tag.empty()
        && std::all_of(tag.begin(), tag.end(), [](char c) { return isAsciiAlnum(c) || c == '_' || c == '-'; });
}

std::string_view htmlSpacing(std::string_view tag)
{
    static constexpr std::array<std::string_view, 6> cells{"li", "td", "th", "dd", "dt", "embed"};
    static constexpr std::array<std::string_view, 8> blocks{
        "p", "hr", "blockquote", "pre", "listing", "plaintext", "xmp", "title"};
    if (tag == "br" || tag == "div")
        return "\n";
    const bool heading = tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6';
    if (heading || holds(cells, tag))
        return " ";
    return holds(blocks, tag) ? "\n\n" : "";
}

} // namespace assay::rules
