// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/htmlelements.h"

#include "core/text/htmlstyle.h"

#include <algorithm>
#include <iterator>

namespace assay {
namespace {

template <size_t N>
bool isOneOf(std::string_view name, const std::string_view (&list)[N])
{
    return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

bool isDroppedElement(std::string_view name)
{
    constexpr std::string_view names[] = {"script", "style", "template", "title", "iframe", "noembed", "noframes",
        "object", "svg", "math", "audio", "video", "canvas", "applet", "map", "textarea", "select", "datalist"};
    return isOneOf(name, names);
}

} // namespace

bool HtmlContext::isInvisible() const
{
    return hidden || (color && background && colorsAreAlike(*color, *background));
}

bool isVoidElement(std::string_view name)
{
    constexpr std::string_view names[] = {"br", "img", "hr", "meta", "input", "link", "base", "area", "col", "embed",
        "param", "source", "track", "wbr", "basefont", "bgsound", "frame", "keygen"};
    return isOneOf(name, names);
}

bool isBlockElement(std::string_view name)
{
    constexpr std::string_view names[] = {"div", "p", "tr", "table", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5",
        "h6", "body", "html", "center", "blockquote", "pre", "dl", "dt", "dd", "tbody", "thead", "tfoot", "section",
        "article", "header", "footer", "main", "nav", "aside", "figure", "figcaption", "address", "form", "fieldset",
        "legend", "caption", "hr", "br", "option", "details", "summary", "dir", "menu", "marquee", "xmp", "listing",
        "plaintext"};
    return isOneOf(name, names);
}

uint16_t HtmlElements::idOf(std::string_view name)
{
    uint32_t hash = 2166136261u;
    for (const char c : name)
        hash = (hash ^ static_cast<uint8_t>(c)) * 16777619u;
    return static_cast<uint16_t>((hash ^ (hash >> 12) ^ (hash >> 24)) % idCount);
}

// How many elements at the top a start tag ends without end tags.
size_t HtmlElements::impliedEnds(std::string_view name) const
{
    static const uint16_t p = idOf("p"), li = idOf("li"), td = idOf("td"), th = idOf("th"), tr = idOf("tr"),
                          dt = idOf("dt"), dd = idOf("dd"), option = idOf("option"), table = idOf("table"),
                          ul = idOf("ul"), ol = idOf("ol");
    std::array<uint16_t, 3> ends{};
    size_t endCount = 0;
    if (name == "li")
        ends[endCount++] = li;
    else if (name == "td" || name == "th")
        ends = {td, th}, endCount = 2;
    else if (name == "tr")
        ends = {td, th, tr}, endCount = 3;
    else if (name == "dt" || name == "dd")
        ends = {dt, dd}, endCount = 2;
    else if (name == "option")
        ends[endCount++] = option;
    else if (isBlockElement(name) && name != "br" && m_count[p] > 0)
        ends[endCount++] = p;
    bool any = false;
    for (size_t i = 0; i < endCount; ++i)
        any |= m_count[ends[i]] > 0;
    if (!any)
        return 0;
    // Not beyond the table or list around, and not far: wrong nesting must not cost a walk of the whole stack.
    constexpr size_t maxLook = 16;
    size_t count = 0;
    for (size_t back = 1; back <= std::min(maxLook, m_open.size()); ++back) {
        const uint16_t id = m_open[m_open.size() - back].id;
        if (std::find(ends.begin(), ends.begin() + static_cast<std::ptrdiff_t>(endCount), id)
            != ends.begin() + static_cast<std::ptrdiff_t>(endCount))
            count = back;
        else if (id == table || id == ul || id == ol || (ends[0] == p && id == td))
            break;
    }
    return count;
}

HtmlContext HtmlElements::contextFor(const HtmlToken& token) const
{
    HtmlContext inner = context();
    inner.dropped |= isDroppedElement(token.name);
    inner.preformatted |= token.name == "pre" || token.name == "xmp" || token.name == "listing";
    if (token.attributes.empty())
        return inner;
    const HtmlAppearance look = appearanceOf(token);
    inner.hidden |= look.hidden;
    if (look.color)
        inner.color = look.color;
    if (look.unknownBackground)
        inner.background = std::nullopt;
    else if (look.background)
        inner.background = look.background;
    return inner;
}

} // namespace assay
