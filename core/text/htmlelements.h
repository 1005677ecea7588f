// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/htmltokenizer.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace assay {

// What text inside an element inherits.
struct HtmlContext
{
    bool hidden = false; // by its own or an outer element's style
    bool preformatted = false;
    bool dropped = false; // content that is no text of the page (script, style, title ...)
    std::optional<uint32_t> color; // stated text colour
    std::optional<uint32_t> background = 0xFFFFFF; // nullopt: not known

    bool isInvisible() const;
};

bool isVoidElement(std::string_view name); // br, img ...
bool isBlockElement(std::string_view name); // begins and ends a line

// The open elements while walking through tokens. Depth is bounded: elements below the limit are not entered (their
// content counts for the last one). End tags that match nothing are ignored; p, li, table cells and such end each
// other.
class HtmlElements
{
public:
    struct Open
    {
        uint16_t id; // hashed name
        HtmlContext context;
        int mark = 0; // for the user of the class
    };

    explicit HtmlElements(size_t maxDepth)
        : m_maxDepth(maxDepth)
    {
    }

    // Enters the element of a start tag. `closed` is called for each element that it ends, before. False when the
    // element has no content (void) or lies below the limit.
    template <typename Closed>
    bool start(const HtmlToken& token, Closed closed)
    {
        const uint16_t id = idOf(token.name);
        for (size_t count = impliedEnds(token.name); count > 0; --count)
            pop(closed);
        if (isVoidElement(token.name))
            return false;
        if (m_open.size() >= m_maxDepth) {
            m_tooDeep = true;
            ++m_below[id];
            return false;
        }
        m_open.push_back({id, contextFor(token), 0});
        ++m_count[id];
        return true;
    }
    // Leaves what an end tag ends.
    template <typename Closed>
    void end(const HtmlToken& token, Closed closed)
    {
        const uint16_t id = idOf(token.name);
        if (m_below[id] > 0) {
            --m_below[id];
            return;
        }
        if (m_count[id] == 0)
            return;
        while (m_open.back().id != id)
            pop(closed);
        pop(closed);
    }
    template <typename Closed>
    void endAll(Closed closed)
    {
        while (!m_open.empty())
            pop(closed);
    }

    const HtmlContext& context() const { return m_open.empty() ? m_root : m_open.back().context; }
    Open* top() { return m_open.empty() ? nullptr : &m_open.back(); }
    size_t depth() const { return m_open.size(); }
    bool tooDeep() const { return m_tooDeep; }
    // What text directly inside the element of this start tag would inherit.
    HtmlContext contextFor(const HtmlToken& token) const;

private:
    static constexpr size_t idCount = 4096;
    static uint16_t idOf(std::string_view name);
    size_t impliedEnds(std::string_view name) const;
    template <typename Closed>
    void pop(Closed& closed)
    {
        closed(m_open.back());
        --m_count[m_open.back().id];
        m_open.pop_back();
    }

    size_t m_maxDepth;
    std::vector<Open> m_open;
    std::array<uint32_t, idCount> m_count{};
    std::array<uint32_t, idCount> m_below{};
    HtmlContext m_root;
    bool m_tooDeep = false;
};

} // namespace assay
