// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <QString>

#include <optional>
#include <vector>

namespace assay::gui {

// Where the analyst was: queries and items, for Back and Forward.
class Trail
{
public:
    struct Place
    {
        QString query;
        std::optional<ItemId> item;
        bool operator==(const Place&) const = default;
    };
    static constexpr size_t mostPlaces = 500;

    void clear();
    // The place now. What was forward of it is forgotten, unless Back or Forward led here. A place without an item is
    // completed by the first item chosen there.
    void visit(const Place& place);
    bool canGoBack() const { return m_at > 0; }
    bool canGoForward() const { return m_at + 1 < m_places.size(); }
    // The place to go to; it counts as reached. Only when there is one.
    const Place& back();
    const Place& forward();

private:
    std::vector<Place> m_places;
    size_t m_at = 0;
    // On the way to a place: what lies between is no place of its own.
    std::optional<Place> m_expected;
    std::optional<ItemId> m_left; // item where the way began
};

} // namespace assay::gui
