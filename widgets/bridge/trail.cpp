// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/trail.h"

namespace assay::gui {

void Trail::clear()
{
    m_places.clear();
    m_at = 0;
    m_expected.reset();
}

void Trail::visit(const Place& place)
{
    if (m_expected) {
        // The query comes first, with the item that was left; then perhaps nothing is current, then the item.
        const bool onTheWay =
            place.query == m_expected->query && (!place.item || place.item == m_expected->item || place.item == m_left);
        if (place == *m_expected)
            m_expected.reset();
        if (onTheWay)
            return;
        m_expected.reset();
    }
    if (!m_places.empty()) {
        Place& now = m_places[m_at];
        if (now == place || (!place.item && now.query == place.query))
            return;
        if (now.query == place.query && !now.item) {
            now.item = place.item;
            return;
        }
        m_places.resize(m_at + 1);
    }
    m_places.push_back(place);
    if (m_places.size() > mostPlaces)
        m_places.erase(m_places.begin());
    m_at = m_places.size() - 1;
}

const Trail::Place& Trail::back()
{
    m_left = m_places[m_at].item;
    m_expected = m_places[--m_at];
    return m_places[m_at];
}

const Trail::Place& Trail::forward()
{
    m_left = m_places[m_at].item;
    m_expected = m_places[++m_at];
    return m_places[m_at];
}

} // namespace assay::gui
