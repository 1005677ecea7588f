// SPDX-License-Identifier: GPL-3.0-or-later
// Freezing the labelled items of a batch.
#include "core/base/uuid.h"
#include "core/casefile/hitreader.h"
#include "core/casefile/submissions.h"
#include "core/feedback/labelstore.h"
#include "core/scan/itemfeatures.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace assay {

using feedback::BatchRecord;
namespace {

// UUIDs of items are those of "SHA-256 of the source" + "offset in it" in this namespace, so that every site that has
// the same mail gives them the same. Made once at random.
constexpr UuidBytes itemSpace = {
    0x9b, 0x1d, 0x4c, 0x3a, 0x52, 0x0e, 0x4d, 0x6b, 0x8f, 0x27, 0x6a, 0xd3, 0x10, 0x95, 0xe2, 0x7c};

constexpr size_t itemsAtOnce = 4096;
constexpr int unknownPrediction = 42;
constexpr double unknownScore = 42;

std::string itemUuid(std::string_view sha256, uint64_t offset)
{
    return namedUuid(itemSpace, std::string(sha256) + "+" + std::to_string(offset));
}

class Freezer
{
public:
    Freezer(const Case& work, const FreezeTools& tools, store::Database& database, const CaseSnapshot& snapshot,
        const RunContext& context)
        : m_work(work)
        , m_tools(tools)
        , m_database(database)
        , m_snapshot(snapshot)
        , m_context(context)
    {
    }

    Result<std::vector<BatchRecord>> freeze(std::span<const ItemId> items, int64_t previous)
    {
        auto known = readUuids(m_database, previous);
        if (!known)
            return known.error();
        m_known = std::move(*known);
        const auto collected = collect(items);
        if (!collected)
            return collected.error();
        for (const auto& done : {addRisks(), nameItems(), addFeatures()}) {
            if (!done)
                return done.error();
        }
        return std::move(m_records);
    }

    uint64_t addresses() const { return m_addresses.size(); }

private:
    // Labelled items of the scope, and those that were submitted before, wherever they are now; ascending.
    Result<void> collect(std::span<const ItemId> items)
    {
        auto before = m_known.begin();
        for (const ItemId item : items) {
            for (; before != m_known.end() && before->first < item; ++before)
                addWithout(before->first);
            const bool wasSubmitted = before != m_known.end() && before->first == item;
            if (wasSubmitted)
                ++before;
            const auto added = add(item, wasSubmitted);
            if (!added)
                return added;
        }
        for (; before != m_known.end(); ++before)
            addWithout(before->first);
        return {};
    }

    Result<void> add(ItemId item, bool wasSubmitted)
    {
        const feedback::LabelColumns& labels = *m_snapshot.labels;
        const size_t row = m_snapshot.items->find(item);
        if (row >= labels.labels.size() || labels.labels[row] == feedback::noLabel) {
            if (wasSubmitted)
                addWithout(item);
            return {};
        }
        if (const auto address = m_snapshot.items->sourceIp(row))
            m_addresses.insert(*address);
        BatchRecord record = frozen(item, row);
        record.label = labels.labels[row];
        record.author = labels.authors[labels.author[row]];
        record.labelledAt = labels.at[row];
        record.confidence = labels.confidence[row];
        m_records.push_back(record);
        return (labels.marks[row] & feedback::markConflict) != 0 ? addOthers(record) : Result<void>();
    }

    // It had a label in an earlier submission; others are told that it has none now.
    void addWithout(ItemId item)
    {
        const size_t row = m_snapshot.items->find(item);
        if (row < m_snapshot.items->count())
            m_records.push_back(frozen(item, row));
    }

    // Labels of other authors that stand beside the current one.
    Result<void> addOthers(const BatchRecord& current)
    {
        const auto history = feedback::LabelStore(m_database).history(current.item);
        if (!history)
            return history.error();
        std::map<std::string, const feedback::LabelEvent*> newest;
        for (const feedback::LabelEvent& event : *history)
            newest[event.author] = &event;
        for (const auto& [author, event] : newest) {
            if (author == current.author || event->label == feedback::noLabel)
                continue;
            BatchRecord record = current;
            record.label = event->label;
            record.author = author;
            record.labelledAt = event->at;
            record.confidence = event->confidence;
            m_records.push_back(std::move(record));
        }
        return {};
    }

    BatchRecord frozen(ItemId item, size_t row) const
    {
        BatchRecord record;
        record.item = item;
        record.prediction = predictionOf(m_snapshot, row);
        if (const TrafficNumbers* numbers = m_snapshot.items->traffic(row)) {
            record.start = numbers->start / 1000;
            record.stop = numbers->stop / 1000;
        } else {
            if (record.prediction != 42)
                record.score = static_cast<double>(m_snapshot.scores->scores[row]);
            const int64_t date = m_snapshot.items->row(row).date;
            if (date != ItemRow::noDate)
                record.start = record.stop = date;
        }
        if (const auto known = m_known.find(item); known != m_known.end())
            record.uuid = known->second;
        return record;
    }

    // What models say of request sets is a risk; messages have the sum of all scores.
    Result<void> addRisks()
    {
        HitReader reader(m_database);
        for (BatchRecord& record : m_records) {
            const size_t row = m_snapshot.items->find(record.item);
            if (record.prediction == unknownPrediction || kindOf(static_cast<uint32_t>(row)) != ItemKind::RequestSet)
                continue;
            const auto hits = reader.read(m_snapshot.scores->scan, record.item);
            if (!hits)
                return hits.error();
            for (const StoredHit& hit : *hits) {
                const bool isFused = hit.output && hit.output->model == fusedModelName;
                if (hit.output && !hit.output->isShadow && (isFused || record.score == unknownScore))
                    record.score = hit.output->risk;
                if (isFused)
                    break;
            }
        }
        return {};
    }

    Result<void> nameItems()
    {
        const auto hashed = hashSources();
        if (!hashed)
            return hashed;
        std::vector<ItemId> unnamed;
        for (const BatchRecord& record : m_records) {
            if (record.uuid.empty() && (unnamed.empty() || unnamed.back() != record.item))
                unnamed.push_back(record.item);
        }
        size_t next = 0; // record; both ascend by item
        return m_work.visitItems(
            unnamed,
            [&](const ItemDetail& detail) {
                const std::string uuid = uuidOf(detail);
                while (next < m_records.size() && m_records[next].item < detail.id)
                    ++next;
                for (; next < m_records.size() && m_records[next].item == detail.id; ++next)
                    m_records[next].uuid = uuid;
                return true;
            },
            RunContext(m_context.stopToken(), nullptr, 1));
    }

    // In pieces, as a table of all items with all symbols may be large.
    Result<void> addFeatures()
    {
        m_context.setTotal(m_records.size());
        for (size_t first = 0; first < m_records.size();) {
            if (m_context.stopRequested())
                return Error{ErrorCode::Cancelled, "submission", {}};
            std::vector<uint32_t> rows;
            size_t end = first;
            for (; end < m_records.size(); ++end) {
                const auto row = static_cast<uint32_t>(m_snapshot.items->find(m_records[end].item));
                if (!rows.empty() && rows.back() == row)
                    continue;
                if (rows.size() == itemsAtOnce || (!rows.empty() && kindOf(row) != kindOf(rows.back())))
                    break;
                rows.push_back(row);
            }
            const auto table = m_tools.featuresOf(rows);
            if (!table)
                return table.error();
            for (size_t at = 0; first < end; ++first) {
                while (m_snapshot.items->row(rows[at]).id != m_records[first].item)
                    ++at;
                takeFeatures(featureSetOf(kindOf(rows.front())), *table, at, m_records[first]);
            }
            m_context.setDone(end);
        }
        return {};
    }

    ItemKind kindOf(uint32_t row) const { return m_snapshot.items->row(row).kind; }

    // Features come first, then symbols; those that an item does not have are not kept.
    static void takeFeatures(
        const features::FeatureSet& set, const models::Matrix& table, size_t row, BatchRecord& record)
    {
        const size_t known = std::min(set.size(), table.columns());
        const auto values = table.row(row);
        record.featureVersion = set.stamp();
        record.features.assign(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(known));
        for (size_t column = known; column < table.columns(); ++column) {
            if (std::isfinite(values[column]) && values[column] != 0)
                record.symbols.emplace_back(table.names[column], values[column]);
        }
    }

    // A source that is a folder, or that is gone, has no hash: then it is that of the message.
    std::string uuidOf(const ItemDetail& detail) const
    {
        const auto source = m_sources.find(detail.sourceId);
        if (source != m_sources.end() && !source->second.empty())
            return itemUuid(source->second, detail.record.messageOffset);
        return itemUuid(detail.sha256 ? toHex(*detail.sha256) : m_work.path().string(),
            detail.sha256 ? detail.record.messageOffset : detail.id.value);
    }

    Result<void> hashSources()
    {
        std::set<uint32_t> used;
        for (const BatchRecord& record : m_records) {
            if (record.uuid.empty())
                used.insert(m_snapshot.items->row(m_snapshot.items->find(record.item)).source);
        }
        for (const SourceInfo& source : *m_snapshot.sources) {
            if (used.count(source.id) == 0)
                continue;
            auto hash = m_tools.hashOf(source);
            if (!hash)
                return hash.error();
            m_sources[source.id] = std::move(*hash);
        }
        return {};
    }

    const Case& m_work;
    const FreezeTools& m_tools;
    store::Database& m_database;
    const CaseSnapshot& m_snapshot;
    const RunContext m_context;
    std::map<ItemId, std::string> m_known; // UUIDs of the submission before
    std::map<uint32_t, std::string> m_sources; // hashes
    std::set<IpAddress> m_addresses;
    std::vector<BatchRecord> m_records;
};

} // namespace

ItemKind itemKindOf(const BatchRecord& record)
{
    return &features::featureSetOfStamp(record.featureVersion) == &features::trafficFeatureSet() ? ItemKind::RequestSet
                                                                                                 : ItemKind::Message;
}

int predictionOf(const CaseSnapshot& snapshot, size_t row)
{
    const ScoreColumn* scores = snapshot.scores.get();
    if (!scores || row >= scores->scores.size() || std::isnan(scores->scores[row]))
        return unknownPrediction;
    if (snapshot.items->row(row).kind == ItemKind::RequestSet) {
        const Prediction said = row < scores->predictions.size() ? scores->predictions[row] : Prediction::Unknown;
        return said == Prediction::Unknown ? unknownPrediction : said == Prediction::Hostile ? 1 : 0;
    }
    return scores->actions[row] == Action::None ? 0 : 1;
}

Result<Submission> freezeBatch(const Case& work, const FreezeTools& tools, store::Database& database,
    const BatchRow& row, std::span<const ItemId> items, const CaseSnapshot& snapshot, const RunContext& context)
{
    Submission submission;
    submission.batch = row.batch.info.id;
    submission.isFirst = row.submission == 0;
    submission.context = row.batch.info.context;
    submission.query = row.batch.scope.query;
    Freezer freezer(work, tools, database, snapshot, context);
    auto records = freezer.freeze(items, row.submission);
    if (!records)
        return records.error();
    submission.records = std::move(*records);
    submission.addresses = freezer.addresses();
    return submission;
}

} // namespace assay
