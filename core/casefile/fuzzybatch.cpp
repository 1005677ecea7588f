// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/fuzzybatch.h"

namespace assay {
namespace {

using feedback::OperationKind;

constexpr std::string_view selectBatch =
    "SELECT id,kind,undoes,storage,place,is_local,action,text,totals,query,author,at,changed,unchanged,first_event,"
    "events,operation FROM fuzzy_batch ";

std::string batchQuery(std::string_view condition)
{
    std::string text(selectBatch);
    text += condition;
    return text;
}

int64_t prefixOf(const Blake2b512& digest)
{
    int64_t prefix = 0;
    std::memcpy(&prefix, digest.data(), sizeof prefix);
    return prefix;
}

std::string_view bytesOf(const Blake2b512& digest)
{
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

FuzzyBatch readBatch(const store::Statement& row)
{
    FuzzyBatch batch;
    batch.id = row.number(0);
    batch.kind = static_cast<OperationKind>(row.number(1));
    batch.undoes = static_cast<uint64_t>(row.number(2));
    batch.storage = row.text(3);
    batch.place = row.text(4);
    batch.isLocal = row.number(5) != 0;
    batch.action = row.text(6);
    batch.text = row.text(7);
    batch.totals = row.text(8);
    batch.query = row.text(9);
    batch.author = row.text(10);
    batch.at = row.number(11);
    batch.changed = static_cast<uint64_t>(row.number(12));
    batch.unchanged = static_cast<uint64_t>(row.number(13));
    batch.events = {row.number(14), row.number(15)};
    batch.operation = static_cast<uint64_t>(row.number(16));
    return batch;
}

Result<void> insertBatch(store::Database& database, FuzzyBatch& batch)
{
    auto row = database.prepare(
        "INSERT INTO fuzzy_batch(state,operation,kind,undoes,storage,place,is_local,action,text,totals,query,author,at,"
        "changed,unchanged,first_event,events) VALUES(0,0,?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)");
    if (!row)
        return row.error();
    row->bind(1, static_cast<int64_t>(batch.kind)).bind(2, static_cast<int64_t>(batch.undoes));
    row->bindText(3, batch.storage).bindText(4, batch.place).bind(5, int64_t{batch.isLocal});
    row->bindText(6, batch.action).bindText(7, batch.text).bindText(8, batch.totals).bindText(9, batch.query);
    row->bindText(10, batch.author).bind(11, batch.at).bind(12, static_cast<int64_t>(batch.changed));
    row->bind(13, static_cast<int64_t>(batch.unchanged)).bind(14, batch.events.first).bind(15, batch.events.count);
    const auto inserted = row->run();
    batch.id = database.lastRowId();
    return inserted;
}

class EventWriter
{
public:
    static Result<EventWriter> create(store::Database& database)
    {
        auto event =
            database.prepare("INSERT INTO fuzzy_event(id,batch,prefix,digest,before,after) VALUES(?1,?2,?3,?4,?5,?6)");
        if (!event)
            return event.error();
        // The same text twice in one message is one origin.
        auto origin =
            database.prepare("INSERT OR IGNORE INTO fuzzy_origin(event,item,part,flag,weight) VALUES(?1,?2,?3,?4,?5)");
        if (!origin)
            return origin.error();
        return EventWriter(std::move(*event), std::move(*origin));
    }

    Result<void> write(int64_t id, int64_t batch, const FuzzyEvent& event)
    {
        const std::string before = packState(event.before);
        const std::string after = packState(event.after, event.before.stored ? &*event.before.stored : nullptr);
        m_event.bind(1, id).bind(2, batch).bind(3, prefixOf(event.digest)).bindBlob(4, bytesOf(event.digest));
        const auto written = m_event.bindBlob(5, before).bindBlob(6, after).run();
        if (!written)
            return written;
        for (const FuzzyEvent::Origin& origin : event.origins) {
            m_origin.bind(1, id).bind(2, int64_t{origin.item.value}).bindText(3, origin.part);
            const auto added = m_origin.bind(4, int64_t{origin.flag}).bind(5, int64_t{origin.weight}).run();
            if (!added)
                return added;
        }
        return {};
    }

private:
    EventWriter(store::Statement event, store::Statement origin)
        : m_event(std::move(event))
        , m_origin(std::move(origin))
    {
    }
    store::Statement m_event, m_origin;
};

// Inside a transaction.
Result<void> markBatch(store::Database& database, const FuzzyBatch& batch, FuzzyBatch::State state, uint64_t operation)
{
    auto row = database.prepare("UPDATE fuzzy_batch SET state=?2, operation=?3 WHERE id=?1 AND state=0");
    if (!row)
        return row.error();
    return row->bind(1, batch.id).bind(2, static_cast<int64_t>(state)).bind(3, static_cast<int64_t>(operation)).run();
}

} // namespace

Result<void> Case::Data::beginBatch(FuzzyBatch& batch, std::span<const FuzzyEvent> events) const
{
    return change([&](store::Database& database) -> Result<void> {
        const auto first = database.number("SELECT coalesce(max(id),0)+1 FROM fuzzy_event");
        if (!first)
            return first.error();
        batch.events = {*first, static_cast<int64_t>(events.size())};
        const auto inserted = insertBatch(database, batch);
        if (!inserted)
            return inserted;
        auto writer = EventWriter::create(database);
        if (!writer)
            return writer.error();
        for (size_t i = 0; i < events.size(); ++i) {
            const auto written = writer->write(*first + static_cast<int64_t>(i), batch.id, events[i]);
            if (!written)
                return written;
        }
        return {};
    });
}

Result<feedback::Operation> Case::Data::closeBatch(const FuzzyBatch& batch, std::string_view note) const
{
    auto database = connections.take();
    if (!database)
        return database.error();
    const auto pass = gate.enterFirst();
    auto written = feedback::Change::begin(**database, batch.kind, batch.author);
    if (!written)
        return written.error();
    const auto set = written->setSubject(OperationKind::Fuzzy);
    if (!set)
        return set.error();
    feedback::Operation& operation = written->operation();
    operation.text = batch.text;
    operation.query = batch.query;
    operation.changed = batch.changed;
    operation.unchanged = batch.unchanged;
    operation.undoes = batch.undoes;
    written->events() = batch.events;
    written->describe({}, note.empty() ? batch.totals : batch.totals + "; " + std::string(note));
    written->setAction(batch.action, batch.storage);
    if (!batch.isLocal)
        written->setNotUndoable();
    const auto stated = markBatch(**database, batch, FuzzyBatch::State::Done, operation.id);
    if (!stated)
        return stated.error();
    return written->commit({});
}

Result<void> Case::Data::breakOffBatch(const FuzzyBatch& batch, std::string_view why) const
{
    return change([&](store::Database& database) -> Result<void> {
        const auto stated = markBatch(database, batch, FuzzyBatch::State::BrokenOff, 0);
        if (!stated)
            return stated;
        store::AuditEntry entry;
        entry.user = batch.author;
        entry.action = batch.action;
        entry.object = batch.storage;
        entry.after = "broken off: " + std::string(why);
        entry.query = batch.query;
        return audit(database, std::move(entry));
    });
}

Result<std::vector<FuzzyBatch>> openBatches(store::Database& database)
{
    auto rows = database.prepare(batchQuery("WHERE state=0 ORDER BY id"));
    if (!rows)
        return rows.error();
    std::vector<FuzzyBatch> batches;
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        batches.push_back(readBatch(*rows));
    }
    return batches;
}

Result<FuzzyBatch> batchOfOperation(store::Database& database, uint64_t operation)
{
    auto row = database.prepare(batchQuery("WHERE operation=?1"));
    if (!row)
        return row.error();
    const auto there = row->bind(1, static_cast<int64_t>(operation)).step();
    if (!there)
        return there.error();
    if (!*there)
        return Error{ErrorCode::NotFound, "operation " + std::to_string(operation), "no storage was changed by it"};
    return readBatch(*row);
}

Result<std::vector<FuzzyEvent>> readEvents(store::Database& database, const FuzzyBatch& batch)
{
    auto rows = database.prepare("SELECT digest,before,after FROM fuzzy_event WHERE id BETWEEN ?1 AND ?2 ORDER BY id");
    if (!rows)
        return rows.error();
    rows->bind(1, batch.events.first).bind(2, batch.events.first + batch.events.count - 1);
    std::vector<FuzzyEvent> events;
    events.reserve(static_cast<size_t>(batch.events.count));
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        FuzzyEvent& event = events.emplace_back();
        const std::string_view digest = rows->blob(0);
        const Error damaged{ErrorCode::BadData, database.path().string(), "a fuzzy event is damaged"};
        if (digest.size() != event.digest.size())
            return damaged;
        std::memcpy(event.digest.data(), digest.data(), digest.size());
        auto before = unpackState(rows->blob(1), event.digest);
        if (!before)
            return damaged;
        event.before = std::move(*before);
        auto after = unpackState(rows->blob(2), event.digest, event.before.stored ? &*event.before.stored : nullptr);
        if (!after)
            return damaged;
        event.after = std::move(*after);
    }
    return events;
}

Result<std::vector<HashOrigin>> readOrigins(store::Database& database, std::string_view place, const Blake2b512& digest)
{
    auto rows = database.prepare(
        "SELECT b.operation,o.item,o.part,b.author,b.query,b.at,o.flag,o.weight,length(e.after)=0 OR EXISTS("
        "SELECT 1 FROM undoable u WHERE u.undone=1 AND u.operation=b.operation) "
        "FROM fuzzy_event e JOIN fuzzy_batch b ON b.id=e.batch JOIN fuzzy_origin o ON o.event=e.id "
        "WHERE e.prefix=?1 AND e.digest=?2 AND b.place=?3 AND b.state=1 ORDER BY e.id,o.item,o.part");
    if (!rows)
        return rows.error();
    rows->bind(1, prefixOf(digest)).bindBlob(2, bytesOf(digest)).bindText(3, place);
    std::vector<HashOrigin> origins;
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        HashOrigin& origin = origins.emplace_back();
        origin.operation = static_cast<uint64_t>(rows->number(0));
        origin.item = ItemId{static_cast<uint32_t>(rows->number(1))};
        origin.part = rows->text(2);
        origin.author = rows->text(3);
        origin.query = rows->text(4);
        origin.at = rows->number(5);
        origin.flag = static_cast<uint8_t>(rows->number(6));
        origin.weight = static_cast<int32_t>(rows->number(7));
        origin.forgotten = rows->number(8) != 0;
    }
    return origins;
}

} // namespace assay
