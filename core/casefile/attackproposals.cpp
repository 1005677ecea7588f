// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/attackproposals.h"

#include "core/casefile/comparedset.h"
#include "core/train/attackassist.h"
#include "core/train/trainingset.h"

#include <algorithm>

namespace assay {
namespace {

// Whether a set is of the period, or of the time before it; nothing: it is of neither, or no request set.
std::optional<bool> isDuring(const CaseSnapshot& snapshot, size_t row, const AttackQuestion& question)
{
    const TrafficNumbers* numbers = snapshot.items->traffic(row);
    if (!numbers || snapshot.items->row(row).kind != ItemKind::RequestSet)
        return std::nullopt;
    const int64_t at = numbers->first / 1000;
    if (at < question.start - question.before || at > question.stop)
        return std::nullopt;
    return at >= question.start;
}

} // namespace

Result<AttackAnswer> proposeAttack(const Case& work, const AttackQuestion& question, const RunContext& context)
{
    if (question.start > question.stop || question.before <= 0)
        return Error{ErrorCode::BadArgument, "period", "it ends before it begins"};
    const auto snapshot = work.snapshot(nullptr, context);
    if (!snapshot)
        return snapshot.error();
    const auto matching = itemsOfQuery(work, **snapshot, question.query, context);
    if (!matching)
        return matching.error();
    std::vector<ItemId> items;
    train::AttackRows rows;
    for (const ItemId item : *matching) {
        const auto during = isDuring(**snapshot, (*snapshot)->items->find(item), question);
        if (!during)
            continue;
        items.push_back(item);
        rows.isDuring.push_back(*during ? 1 : 0);
    }
    const auto set = work.featureRows(items, context);
    if (!set)
        return set.error();
    rows.rows = (*set)->rows;
    rows.clients = (*set)->groups;
    const auto proposed = train::proposeAttackRows(rows, context);
    if (!proposed)
        return proposed.error();
    AttackAnswer answer;
    answer.regular = proposed->regular;
    answer.fresh = proposed->fresh;
    answer.known = proposed->known;
    for (const auto& [row, probability] : proposed->rows)
        answer.proposals.push_back({items[row], probability});
    return answer;
}

} // namespace assay
