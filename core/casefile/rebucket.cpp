// SPDX-License-Identifier: GPL-3.0-or-later
// Case::rebucket: the same requests in buckets of another length, with the labels that were given.
#include "core/casefile/casedata.h"
#include "core/casefile/storeditems.h"
#include "core/casefile/trafficviews.h"
#include "core/corpus/traffic/conversion.h"

#include <algorithm>
#include <map>

namespace assay {
namespace {

constexpr size_t keptLosses = 10'000;
constexpr uint32_t longestBucket = 86'400;

// A bucket of one pair, in milliseconds.
struct Window
{
    int64_t begin = 0, end = 0;
};

Window windowOf(const TrafficNumbers& numbers)
{
    return {numbers.bucketStart, numbers.bucketStart + int64_t{numbers.bucketSeconds} * 1000};
}

// Half of the shorter one or more.
bool overlapEnough(const Window& a, const Window& b)
{
    const int64_t shared = std::min(a.end, b.end) - std::max(a.begin, b.begin);
    return shared * 2 >= std::min(a.end - a.begin, b.end - b.begin);
}

// Takes the labels of an old source to a new one.
class LabelCarrier
{
public:
    LabelCarrier(StoredItems& stored, const CaseSnapshot& snapshot, RebucketReport& report)
        : m_stored(stored)
        , m_snapshot(snapshot)
        , m_report(report)
    {
    }

    Result<void> run(const RunContext& context)
    {
        findRows();
        for (const uint32_t row : m_labelled) {
            if (context.stopRequested())
                return Error{ErrorCode::Cancelled, "labels", {}};
            if (const auto carried = carry(row); !carried)
                return carried;
        }
        return {};
    }

    // In the order of items; what two old sets say differently of a new one is lost.
    std::vector<feedback::LabelRow> takeRows()
    {
        std::vector<feedback::LabelRow> rows;
        for (const auto& [newRow, from] : m_taken) {
            const bool isAgreed = std::all_of(from.begin(), from.end(),
                [&](uint32_t row) { return labels().labels[row] == labels().labels[from.front()]; });
            if (!isAgreed) {
                for (const uint32_t row : from)
                    lose(row, "other sets of the same new one have another label");
                continue;
            }
            const uint32_t newest = *std::max_element(
                from.begin(), from.end(), [&](uint32_t a, uint32_t b) { return labels().at[a] < labels().at[b]; });
            rows.push_back(feedback::LabelRow{m_snapshot.items->row(newRow).id, labels().labels[newest],
                labels().confidence[newest], labels().author[newest], 0, labels().at[newest]});
        }
        m_report.carried = rows.size();
        return rows;
    }

private:
    const feedback::LabelColumns& labels() const { return *m_snapshot.labels; }

    // Labelled rows of the old source, and rows of the new one by their client, as far as they may be asked for.
    void findRows()
    {
        const ItemTable& items = *m_snapshot.items;
        for (uint32_t row = 0; row < items.count(); ++row) {
            const bool isLabelled = items.row(row).source == m_report.replaced && items.traffic(row)
                && row < labels().labels.size() && labels().labels[row] != feedback::noLabel;
            if (isLabelled) {
                m_labelled.push_back(row);
                m_byClient[*items.sourceIp(row)];
            }
        }
        for (uint32_t row = 0; row < items.count() && !m_byClient.empty(); ++row) {
            if (items.row(row).source != m_report.added.sourceId || !items.traffic(row))
                continue;
            const auto known = m_byClient.find(*items.sourceIp(row));
            if (known != m_byClient.end())
                known->second.push_back(row);
        }
    }

    Result<std::string> targetOf(uint32_t row)
    {
        const auto detail = m_stored.read(m_snapshot.items->row(row).id);
        if (!detail)
            return detail.error();
        const auto bytes = m_stored.load(**detail);
        if (!bytes)
            return bytes.error();
        const auto head = traffic::parseHead(*bytes);
        if (!head)
            return head.error();
        return head->target;
    }

    Result<void> carry(uint32_t row)
    {
        const ItemTable& items = *m_snapshot.items;
        const Window window = windowOf(*items.traffic(row));
        const auto target = targetOf(row);
        if (!target)
            return target.error();
        bool isCarried = false;
        for (const uint32_t candidate : m_byClient.at(*items.sourceIp(row))) {
            if (!overlapEnough(window, windowOf(*items.traffic(candidate))))
                continue;
            const auto other = targetOf(candidate);
            if (!other)
                return other.error();
            if (*other != *target)
                continue;
            m_taken[candidate].push_back(row);
            isCarried = true;
        }
        if (!isCarried)
            lose(row, "no new request set of the client overlaps it by half");
        return {};
    }

    void lose(uint32_t row, const char* why)
    {
        ++m_report.lostCount;
        const feedback::LabelKind* kind = feedback::findLabel(labels().labels[row]);
        if (m_report.lost.size() < keptLosses)
            m_report.lost.push_back({m_snapshot.items->row(row).id, std::string(kind ? kind->name : ""), why});
    }

    StoredItems& m_stored;
    const CaseSnapshot& m_snapshot;
    RebucketReport& m_report;
    std::vector<uint32_t> m_labelled;
    std::map<IpAddress, std::vector<uint32_t>> m_byClient; // rows of the new source, ascending
    std::map<uint32_t, std::vector<uint32_t>> m_taken; // new row, and the old ones that give it a label
};

// Only logs and captures have buckets, and they must be as they were.
Result<void> mayRebucket(const Case& work, uint32_t source)
{
    bool hasOthers = false, hasAny = false;
    std::optional<Error> changed;
    const auto visited = work.visitContainers(source, [&](const std::filesystem::path& path, const Container& one) {
        const bool isTraffic = isTrafficFormat(one.format);
        hasAny = hasAny || isTraffic;
        hasOthers = hasOthers || (!isTraffic && one.items > 0);
        if (isTraffic && one.path.empty()) {
            const auto file = InputFile::open(path);
            if (!file)
                changed = file.error();
            else if (file->stamp().size != one.stamp.size || file->stamp().modifiedNs != one.stamp.modifiedNs)
                changed = Error{ErrorCode::Changed, path.string(), "differs from what was imported"};
        }
        return !hasOthers && !changed;
    });
    if (!visited)
        return visited;
    if (changed)
        return *changed;
    const std::string name = "source " + std::to_string(source);
    if (!hasAny)
        return Error{ErrorCode::BadArgument, name, "is no log or capture"};
    if (hasOthers)
        return Error{ErrorCode::BadArgument, name, "holds mail too; import its logs by themselves"};
    return {};
}

} // namespace

Result<RebucketReport> Case::rebucket(
    uint32_t source, uint32_t seconds, const RunContext& context, const AddObserver& observer)
{
    if (seconds == 0 || seconds > longestBucket)
        return Error{ErrorCode::BadArgument, "bucket", "1 second to 1 day expected"};
    if (const auto allowed = mayRebucket(*this, source); !allowed)
        return allowed.error();
    AddOptions adding;
    std::filesystem::path path;
    {
        auto database = m_data->connections.take();
        if (!database)
            return database.error();
        auto stored = readStoredSource(**database, source, m_data->connections.spools());
        if (!stored)
            return stored.error();
        adding.read = std::move(stored->options);
        path = std::move(stored->path);
    }
    adding.read.traffic.bucketSeconds = seconds;
    adding.read.traffic.conversion = trafficConversion;
    adding.replaces = source;
    RebucketReport report;
    report.replaced = source;
    auto added = add(path, adding, context, observer);
    if (!added)
        return added.error();
    report.added = std::move(*added);
    const auto now = snapshot(nullptr, context);
    if (!now)
        return now.error();
    auto stored = StoredItems::open(m_data->connections);
    if (!stored)
        return stored.error();
    LabelCarrier carrier(**stored, **now, report);
    if (const auto carried = carrier.run(context); !carried)
        return carried.error();
    const std::vector<feedback::LabelRow> rows = carrier.takeRows();
    if (rows.empty())
        return report;
    const std::string origin = "buckets of " + std::to_string(seconds) + " s, source " + std::to_string(source);
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    const std::string user = m_data->userName();
    const auto pass = m_data->gate.enterFirst();
    const auto labelled =
        feedback::LabelStore(**database).importLabels(rows, (*now)->labels->authors, user, origin, context);
    if (!labelled)
        return labelled.error();
    return report;
}

} // namespace assay
