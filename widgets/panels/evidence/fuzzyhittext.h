// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "widgets/bridge/itemcontent.h"

#include <QString>
#include <QTimeZone>

#include <map>
#include <vector>

namespace assay::gui {

using HashOrigins = std::vector<HashOrigin>;

// What one operation did to a stored hash, in the words of the case.
struct HashLesson
{
    uint64_t operation = 0;
    int64_t at = 0;
    std::string author, query;
    uint8_t flag = 0;
    int64_t weight = 0; // added by all of its items
    bool forgotten = false;
    std::vector<ItemId> items; // ascending, each once
};
// Oldest first.
std::vector<HashLesson> lessonsOf(const HashOrigins& origins);

// "27 of 32 shingles, 84 %", or in what way the match is exact.
QString similarityText(const fuzzy::FuzzyMatch& match);

// The match as a table of rich text: where, what, how much. `rule`: null when the case has no such storage any more.
QString fuzzyHitText(
    const StoredHit& hit, const fuzzy::FuzzyMatch& match, const fuzzy::FuzzyRule* rule, const Message& message);
// The stored hash and who taught it. `origins`: null while they are being read. Links "lesson:N" name an entry of
// lessonsOf().
QString fuzzyHashText(const fuzzy::FuzzyMatch& match, const HashOrigins* origins, const QTimeZone& zone);

} // namespace assay::gui
