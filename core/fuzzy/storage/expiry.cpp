// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/storage/expiry.h"

#include <limits>

namespace assay::fuzzy {
namespace {

constexpr int64_t hour = 3600, day = 24 * hour;

// The smallest age that lets any hash go; the largest number when none does.
int64_t smallestAge(const ExpiryPolicy& policy)
{
    int64_t smallest = policy.seconds > 0 ? policy.seconds : std::numeric_limits<int64_t>::max();
    for (const auto& [flag, seconds] : policy.secondsByFlag) {
        if (seconds > 0)
            smallest = std::min(smallest, seconds);
    }
    return smallest;
}

// How many hashes the guard leaves.
Result<uint64_t> guardedCount(StorageFile& file, const ExpiryPolicy& policy, uint64_t count)
{
    uint64_t kept = policy.maxHashes ? policy.maxHashes : UINT64_MAX;
    if (policy.maxBytes && count) {
        const auto bytes = file.database().number(
            "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count,"
            " pragma_page_size");
        if (!bytes)
            return bytes.error();
        const double share = static_cast<double>(policy.maxBytes) / static_cast<double>(std::max<int64_t>(*bytes, 1));
        if (share < 1)
            kept = std::min(kept, static_cast<uint64_t>(share * static_cast<double>(count)));
    }
    return kept;
}

// Rows from the oldest on, as long as the visitor wants them and they are older than `before`.
Result<void> visitOldest(StorageFile& file, int64_t before, const std::function<bool(const StoredRow&)>& visitor)
{
    auto statement =
        file.database().prepare("SELECT id, flag, time, digest FROM digests WHERE time<?1 ORDER BY time, id");
    if (!statement)
        return statement.error();
    statement->bind(1, before);
    while (true) {
        const auto isThere = statement->step();
        if (!isThere)
            return isThere.error();
        if (!*isThere)
            return {};
        StoredRow row;
        row.id = statement->number(0);
        row.flag = static_cast<uint8_t>(statement->number(1));
        row.time = statement->number(2);
        row.digest = digestOf(statement->text(3)).value_or(Blake2b512());
        if (!visitor(row))
            return {};
    }
}

// Whole hours, days, weeks ... so that some twenty bins hold the oldest.
int64_t binWidth(int64_t oldestAge)
{
    constexpr int64_t widths[] = {hour, 6 * hour, day, 7 * day, 30 * day, 90 * day, 365 * day};
    for (const int64_t width : widths) {
        if (oldestAge / width < 30)
            return width;
    }
    return std::max(oldestAge / 30 + 1, 365 * day);
}

} // namespace

int64_t largestAge(const ExpiryPolicy& policy, uint8_t flag)
{
    const auto own = policy.secondsByFlag.find(flag);
    return own == policy.secondsByFlag.end() ? policy.seconds : own->second;
}

Result<std::vector<StoredRow>> selectExpired(StorageFile& file, const ExpiryPolicy& policy, int64_t now, uint64_t limit)
{
    std::vector<StoredRow> expired;
    const auto isOverAge = [&](const StoredRow& row) {
        const int64_t age = largestAge(policy, row.flag);
        return age > 0 && row.time < now - age;
    };
    const int64_t smallest = smallestAge(policy);
    if (smallest < std::numeric_limits<int64_t>::max()) {
        const auto visited = visitOldest(file, now - smallest, [&](const StoredRow& row) {
            if (isOverAge(row))
                expired.push_back(row);
            return expired.size() < limit;
        });
        if (!visited)
            return visited.error();
    }
    if ((policy.maxHashes == 0 && policy.maxBytes == 0) || expired.size() >= limit)
        return expired;
    const auto count = file.count();
    if (!count)
        return count.error();
    const auto kept = guardedCount(file, policy, *count);
    if (!kept)
        return kept.error();
    const uint64_t left = *count - std::min<uint64_t>(expired.size(), *count);
    uint64_t surplus = std::min(left - std::min(left, *kept), limit - expired.size());
    if (surplus == 0)
        return expired;
    const auto visited = visitOldest(file, std::numeric_limits<int64_t>::max(), [&](const StoredRow& row) {
        if (!isOverAge(row)) {
            expired.push_back(row);
            --surplus;
        }
        return surplus > 0;
    });
    if (!visited)
        return visited.error();
    return expired;
}

Result<ExpiryReport> reportExpiry(StorageFile& file, std::span<const StoredRow> expired, int64_t now)
{
    ExpiryReport report;
    const auto oldest = file.database().number("SELECT min(time) FROM digests");
    if (!oldest)
        return oldest.error();
    const auto ageOf = [&](int64_t time) { return std::max<int64_t>(now - std::clamp<int64_t>(time, 0, now), 0); };
    const int64_t width = binWidth(ageOf(*oldest));
    const auto binOf = [&](int64_t time) -> ExpiryReport::Bin& {
        const auto place = static_cast<size_t>(ageOf(time) / width);
        while (report.ages.size() <= place) {
            const auto from = static_cast<int64_t>(report.ages.size()) * width;
            report.ages.push_back({from, from + width, 0, 0});
        }
        return report.ages[place];
    };
    const auto visited = visitOldest(file, std::numeric_limits<int64_t>::max(), [&](const StoredRow& row) {
        ++report.hashes;
        ++binOf(row.time).hashes;
        return true;
    });
    if (!visited)
        return visited.error();
    report.removed = expired.size();
    for (const StoredRow& row : expired) {
        ++report.removedByFlag[row.flag];
        ++binOf(row.time).removed;
    }
    return report;
}

} // namespace assay::fuzzy
