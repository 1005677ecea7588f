// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/query/evaluate.h"
#include "core/query/parse.h"

#include <QString>
#include <QTimeZone>

#include <vector>

namespace assay {
class Case;
}

namespace assay::gui {

// A stretch of a query as characters of a QString.
struct TextSpan
{
    qsizetype begin = 0, length = 0;
    bool operator==(const TextSpan&) const = default;
};
// Spans of queries count bytes of UTF-8; ends beyond the text are cut off.
TextSpan textSpan(const QString& query, const query::Span& span);

// One sentence for each fault of a query, as people read it.
QString faultSentence(const query::Fault& fault);
// One line on a field that people may ask for; "" when there is none.
QString fieldDescription(const query::Field& field);
// "known at once", "reads the items".
QString costName(query::Cost cost);

// The part of a query without a result that matches nothing by itself, as query text; "" when each part matches
// something and only all of them together do not.
QString zeroPart(const query::Explanation& explanation);

// Relative dates count from now; dates without a zone are those of `zone`.
std::function<int(int64_t localSeconds)> zoneOffset(const QTimeZone& zone);
// A query for exactly these items, ascending: "id:[3..5,9]"; empty for none. As many of them as a query has room for:
// `named` says how many.
QString itemsQuery(const std::vector<ItemId>& items, size_t* named = nullptr);
query::Parsed parseQuery(const Case& file, const QString& text, const QTimeZone& zone);

} // namespace assay::gui
