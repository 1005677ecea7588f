// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/requestset.h"
#include "widgets/bridge/snapshottable.h"

#include <QStringList>
#include <QTimeZone>

#include <map>
#include <set>

namespace assay::gui {

// Which requests hits are about: by number from 0, what matched there and in which field.
struct RequestMark
{
    int hit = 0; // index among the hits of the item
    QString symbol;
    std::string field; // as evidence names it: "path", "ua" ...
    bool operator==(const RequestMark&) const = default;
};
using RequestMarks = std::multimap<uint32_t, RequestMark>;

// The requests of a request set as rows of a SnapshotTable.
class RequestRows : public TableRows
{
public:
    // `hit`: the one whose requests stand out; -1: all requests with hits do, but for hits that nearly all have.
    RequestRows(std::shared_ptr<const traffic::RequestSet> set, RequestMarks marks, QTimeZone zone, bool withFractions,
        int hit = -1);

    uint32_t count() const override { return static_cast<uint32_t>(m_set->requests().size()); }
    const traffic::Request& request(uint32_t row) const { return m_set->requests()[row]; }
    const RequestMarks& marks() const { return m_marks; }
    bool standsOut(uint32_t row) const;
    // "09:14:22.031" in the zone of the list, with the day where the requests are of several; the fraction where the
    // set knows any. `exact` always has the day.
    QString time(uint32_t row, bool exact = false) const;

private:
    std::shared_ptr<const traffic::RequestSet> m_set;
    RequestMarks m_marks;
    QTimeZone m_zone;
    bool m_withFractions;
    bool m_oneDay;
    int m_hit;
    std::set<int> m_everywhere; // hits that more than half of the requests have
};

// Columns of the requests of a set, in their order.
enum RequestColumn {
    RequestNumber,
    RequestTime,
    RequestMethod,
    RequestPath,
    RequestStatus,
    RequestBytes,
    RequestAgent,
    RequestReferer
};
TableColumns requestColumns();
// The column that shows a field as evidence names it; RequestPath for those that no column has.
RequestColumn requestColumnOf(std::string_view field);

} // namespace assay::gui
