// SPDX-License-Identifier: GPL-3.0-or-later
// What the stored scans of a case tell.
#include "core/casefile/casedata.h"
#include "core/casefile/hitreader.h"

#include <algorithm>
#include <limits>

namespace assay {
Result<std::vector<ScanInfo>> Case::scans() const
{
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    auto rows = (*database)->prepare(
        "SELECT id,started_at,complete,rule_set,rule_digest,add_header,reject,items,failed,seconds FROM scan ORDER BY "
        "id");
    if (!rows)
        return rows.error();
    std::vector<ScanInfo> scans;
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        ScanInfo& scan = scans.emplace_back();
        scan.id = ScanId{static_cast<uint32_t>(rows->number(0))};
        scan.startedAt = rows->number(1);
        scan.complete = rows->number(2) != 0;
        scan.ruleSetTitle = rows->text(3);
        scan.ruleSetDigest = rows->text(4);
        scan.thresholds = Thresholds{rows->real(5), rows->real(6)};
        scan.items = static_cast<uint64_t>(rows->number(7));
        scan.failed = static_cast<uint64_t>(rows->number(8));
        scan.seconds = rows->real(9);
    }
    return scans;
}

Result<std::shared_ptr<const ScoreColumn>> Case::scores(
    ScanId scan, std::shared_ptr<const ItemTable> items, const RunContext& context) const
{
    const auto limits = thresholds();
    if (!limits)
        return limits.error();
    {
        const std::lock_guard guard(m_data->scoreMutex);
        const Data::KnownScores& known = m_data->knownScores;
        if (known.scores && known.scores->scan == scan && known.scores->scores.size() == items->count()
            && known.thresholds == *limits)
            return known.scores;
    }
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    auto state = (*database)->prepare("SELECT complete FROM scan WHERE id=?1");
    if (!state)
        return state.error();
    const auto found = state->bind(1, int64_t{scan.value}).step();
    if (!found)
        return found.error();
    const bool complete = *found && state->number(0) != 0; // asked first: rows cannot be fewer than that tells
    std::string sql = "SELECT item,score,hits,defects,error_code,";
    sql += m_data->version >= 5 ? "prediction,anomaly" : "0,NULL";
    auto rows = (*database)->prepare(sql + " FROM scan_item WHERE scan=?1 ORDER BY item");
    if (!rows)
        return rows.error();
    auto column = std::make_shared<ScoreColumn>();
    column->scan = scan;
    column->scores.assign(items->count(), std::numeric_limits<float>::quiet_NaN());
    column->actions.assign(items->count(), Action::None);
    column->hitCounts.assign(items->count(), 0);
    column->defects.assign(items->count(), 0);
    column->predictions.assign(items->count(), Prediction::Unknown);
    column->anomalies.assign(items->count(), std::numeric_limits<float>::quiet_NaN());
    rows->bind(1, int64_t{scan.value});
    size_t row = 0; // both sequences ascend by item
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, m_data->path.string(), {}};
        const ItemId item{static_cast<uint32_t>(rows->number(0))};
        while (row < items->count() && items->row(row).id < item)
            ++row;
        if (row == items->count())
            break;
        if (items->row(row).id != item || !rows->isNull(4))
            continue;
        const double score = rows->real(1);
        column->scores[row] = static_cast<float>(score);
        column->actions[row] = limits->actionFor(score);
        column->hitCounts[row] = static_cast<uint16_t>(std::min<int64_t>(rows->number(2), UINT16_MAX));
        column->defects[row] = static_cast<uint64_t>(rows->number(3));
        column->predictions[row] = static_cast<Prediction>(std::clamp<int64_t>(rows->number(5), 0, 2));
        if (!rows->isNull(6))
            column->anomalies[row] = static_cast<float>(rows->real(6));
        ++column->scanned;
    }
    if (complete) {
        const std::lock_guard guard(m_data->scoreMutex);
        m_data->knownScores = {*limits, column};
    }
    return std::shared_ptr<const ScoreColumn>(column);
}

Result<ItemHits> Case::hits(ScanId scan, ItemId item) const
{
    ItemHits result;
    const auto limits = thresholds();
    if (!limits)
        return limits.error();
    result.thresholds = *limits;
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    auto row = (*database)->prepare(
        "SELECT i.score,i.microseconds,i.defects,i.error_code,i.error_detail,h.data FROM scan_item i "
        "LEFT JOIN scan_hits h ON h.id=?3 WHERE i.scan=?1 AND i.item=?2");
    if (!row)
        return row.error();
    row->bind(1, int64_t{scan.value}).bind(2, int64_t{item.value});
    const auto there = row->bind(3, int64_t{scan.value} << 32 | item.value).step();
    if (!there)
        return there.error();
    if (!*there)
        return result;
    result.scanned = true;
    result.score = row->real(0);
    result.action = limits->actionFor(result.score);
    result.microseconds = static_cast<uint32_t>(row->number(1));
    result.defects = DefectSet(static_cast<uint64_t>(row->number(2)));
    if (!row->isNull(3))
        result.error = Error{static_cast<ErrorCode>(row->number(3)), {}, std::string(row->text(4))};
    if (row->isNull(5))
        return result;
    auto hits = HitReader(**database).describe(row->blob(5));
    if (!hits)
        return hits.error();
    result.hits = std::move(*hits);
    return result;
}

} // namespace assay
