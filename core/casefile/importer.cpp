// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/importer.h"

#include "core/base/json.h"
#include "core/base/parallelfor.h"
#include "core/casefile/casedata.h"
#include "core/casefile/sinkqueue.h"
#include "core/index/itemsummary.h"
#include "core/scan/orderedrun.h"

#include <algorithm>
#include <atomic>
#include <iterator>

namespace assay {
namespace {

constexpr size_t largestBatch = 4096;
// Items of one transaction: who labels meanwhile waits for no more than these.
constexpr size_t storedTogether = 256;
constexpr std::chrono::milliseconds longestWait{400};

} // namespace

Importer::Importer(store::Database& database, WriteGate& gate, std::string user, std::filesystem::path source,
    const AddOptions& options, const RunContext& context, const AddObserver& observer)
    : m_source(std::move(source))
    , m_options(options)
    , m_context(context)
    , m_observer(observer)
    , m_database(database)
    , m_gate(gate)
    , m_user(std::move(user))
    , m_loader(m_source, options.read)
    , m_store(database)
{
}

Result<AddReport> Importer::run()
{
    const auto start = std::chrono::steady_clock::now();
    const auto source = m_store.beginSource(m_source, m_options);
    if (!source)
        return source.error();
    m_report.sourceId = *source;
    m_report.firstItem = m_store.firstItem();
    m_lastFlush = start;

    // The reader stops when the caller says so, and also when the case cannot take more.
    const std::stop_callback forward(m_context.stopToken(), [this] { m_stop.request_stop(); });
    const auto read = readAlongside();
    flush();
    m_report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return finish(read);
}

// Reads the source on a thread of its own where there may be two; what it finds is taken on this one.
Result<void> Importer::readAlongside()
{
    const RunContext reading = m_context.withStop(m_stop.get_token());
    if (m_context.workers() < 2)
        return readSource(m_source, m_options.read, *this, reading);
    SinkQueue queue(*this);
    Result<void> read;
    std::atomic<bool> isTaken{false};
    parallelFor(2, RunContext({}, nullptr, 2), [&](size_t, unsigned worker) {
        if (worker == 0) {
            queue.run();
        } else if (!isTaken.exchange(true)) {
            read = readSource(m_source, m_options.read, queue, reading);
            queue.close();
        }
    });
    queue.run(); // nothing is left unless the other thread took both turns
    return read;
}

uint32_t Importer::beginContainer(const Container& container)
{
    m_open.emplace(m_containers, Open{container, 0, 0, false});
    return m_containers++;
}

void Importer::items(std::span<const ItemRecord> items)
{
    for (const ItemRecord& record : items) {
        if (m_report.stoppedBy)
            return;
        m_pending.push_back(Pending{record.container, record});
        if (m_pending.size() >= m_batch)
            flush();
    }
    if (std::chrono::steady_clock::now() - m_lastFlush > longestWait)
        flush();
}

void Importer::endContainer(uint32_t number, const Container& container)
{
    Open& open = m_open.at(number);
    open.container = container;
    open.hasEnded = true;
    m_report.rejectedBorders += container.rejectedBorders;
    m_report.defects.add(container.defects);
    ++m_report.containers;
    // Folders of single messages have a container each: without this their list would grow until the next batch.
    if (m_open.size() > largestBatch)
        flush();
}

void Importer::stopWith(Error error)
{
    if (!m_report.stoppedBy)
        m_report.stoppedBy = std::move(error);
    m_stop.request_stop();
}

void Importer::flush()
{
    if (m_report.stoppedBy || m_open.empty())
        return;
    // Items are read before the case is written to, so that others can write meanwhile.
    const auto stored = storePending(readPending());
    if (!stored) {
        m_store.rollBack();
        stopWith(stored.error());
        return;
    }
    m_pending.clear();
    m_batch = std::min(m_batch * 2, largestBatch);
    m_lastFlush = std::chrono::steady_clock::now();
    if (m_observer && m_store.items() > 0)
        m_observer(AddProgress{m_report.sourceId, m_store.items(), m_store.bytes()});
}

std::vector<ItemReading> Importer::readPending()
{
    std::vector<ItemReading> readings;
    readings.reserve(m_pending.size());
    size_t loaded = 0;
    struct Piece
    {
        ItemKind kind = ItemKind::Message;
        std::optional<Error> error;
        std::string bytes;
    };
    OrderedRun<Piece, ItemReading> run(
        [&](Piece& piece, uint64_t& size) {
            if (loaded == m_pending.size())
                return false;
            const Pending& pending = m_pending[loaded++];
            piece.kind = pending.record.kind;
            auto bytes =
                m_loader.load(m_open.at(pending.container).container, pending.record, m_options.read.maxSingleMessage);
            if (bytes)
                piece.bytes = std::move(*bytes);
            else
                piece.error = bytes.error();
            size = piece.bytes.size();
            return true;
        },
        [&](Piece piece, unsigned) {
            ItemReading reading;
            reading.error = std::move(piece.error);
            if (reading.error) {
                reading.summary.defects.add(
                    reading.error->code == ErrorCode::Changed ? Defect::IoChanged : Defect::IoReadError);
                return reading;
            }
            reading.sha256 = sha256(piece.bytes);
            ItemSummary item = summarizeItem(piece.kind, std::move(piece.bytes), m_options.mail);
            reading.summary = std::move(item.summary);
            reading.traffic = item.traffic;
            return reading;
        },
        [&](std::vector<ItemReading>& done) {
            std::move(done.begin(), done.end(), std::back_inserter(readings));
            return true;
        },
        OrderedRunOptions{256, uint64_t{32} << 20, 64, 0});
    run.run(m_context.withStop(m_stop.get_token()));
    return readings;
}

Result<void> Importer::storePending(const std::vector<ItemReading>& readings)
{
    for (size_t stored = 0;;) {
        const auto pass = m_gate.enter();
        auto done = m_store.begin();
        for (const size_t end = std::min(readings.size(), stored + storedTogether); done && stored < end; ++stored)
            done = storeItem(m_open.at(m_pending[stored].container), m_pending[stored].record, readings[stored]);
        const bool isLast = stored == readings.size();
        if (done && isLast)
            done = closeEnded();
        if (done)
            done = m_store.commit();
        if (!done || isLast)
            return done;
    }
}

Result<void> Importer::storeItem(Open& open, const ItemRecord& record, const ItemReading& reading)
{
    if (open.row == 0) {
        const auto row = m_store.addContainer(open.container);
        if (!row)
            return row.error();
        open.row = *row;
    }
    const auto stored = m_store.addItem(open.row, open.items, record, reading);
    if (!stored)
        return stored;
    ++open.items;
    m_report.failed += reading.error ? 1 : 0;
    return {};
}

Result<void> Importer::closeEnded()
{
    for (auto entry = m_open.begin(); entry != m_open.end();) {
        Open& open = entry->second;
        if (open.row == 0) {
            const auto row = m_store.addContainer(open.container);
            if (!row)
                return row.error();
            open.row = *row;
        }
        if (!open.hasEnded) {
            ++entry;
            continue;
        }
        const auto updated = m_store.updateContainer(open.row, open.container, open.items);
        if (!updated)
            return updated;
        entry = m_open.erase(entry);
    }
    return {};
}

Result<AddReport> Importer::finish(const Result<void>& read)
{
    m_report.items = m_store.items();
    m_report.bytes = m_store.bytes();
    if (!read && !m_report.stoppedBy)
        m_report.stoppedBy = read.error();
    SourceState state = SourceState::Complete;
    if (m_report.stoppedBy)
        state = m_report.items > 0 || m_report.containers > 0 ? SourceState::Partial : SourceState::Failed;
    const auto closed = closeSource(state);
    if (state == SourceState::Failed)
        return *m_report.stoppedBy;
    if (!closed && !m_report.stoppedBy)
        m_report.stoppedBy = closed.error();
    return m_report;
}

// The source has its last state and the audit log its entry, or neither: then the next opening sees to both.
Result<void> Importer::closeSource(SourceState state)
{
    store::AuditEntry entry;
    entry.user = m_user;
    entry.action = "import";
    entry.object = toValidUtf8(m_source.string());
    entry.count = m_report.items;
    entry.after = state == SourceState::Failed ? "failed" : "source " + std::to_string(m_report.sourceId);
    if (state == SourceState::Partial)
        entry.after += ", partial";
    if (m_report.stoppedBy)
        entry.after += ": " + toValidUtf8(m_report.stoppedBy->toString());

    const auto pass = m_gate.enter();
    auto transaction = store::Transaction::begin(m_database, store::Durability::Durable);
    if (!transaction)
        return transaction.error();
    if (state == SourceState::Failed)
        m_store.removeSource();
    auto done = state == SourceState::Failed ? Result<void>() : m_store.endSource(state, m_report.stoppedBy);
    if (done)
        done = store::AuditLog(m_database).append(std::move(entry));
    return done ? transaction->commit() : done;
}

Result<AddReport> Case::add(const std::filesystem::path& source, const AddOptions& options, const RunContext& context,
    const AddObserver& observer)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    std::unique_lock importing(m_data->importing, std::defer_lock);
    while (!importing.try_lock_for(std::chrono::milliseconds(50))) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, source.string(), {}};
    }
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    const auto absolute = std::filesystem::absolute(source).lexically_normal();
    AddOptions adding = options;
    adding.read.spools = m_data->connections.spools();
    return Importer(**database, m_data->gate, m_data->userName(), absolute, adding, context, observer).run();
}

} // namespace assay
