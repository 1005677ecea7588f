// SPDX-License-Identifier: GPL-3.0-or-later
// How changes get into a local storage: accepted, flushed, restored.
#include "core/fuzzy/storage/localstoragedata.h"

namespace assay::fuzzy {
namespace {

// Beyond so many, who changes waits for a flush: memory and the length of one transaction stay bounded.
constexpr size_t maxPending = 100'000;

} // namespace

StoredHash storedHash(const StoredRow& row)
{
    return {row.digest, row.flag, row.weight, row.time, std::nullopt, row.hasShingles};
}

Result<void> LocalStorage::Data::mayWrite() const
{
    if (intake)
        return {};
    return Error{ErrorCode::ReadOnly, path.string(), "the storage is open for reading only"};
}

Result<std::vector<Refusal>> LocalStorage::change(std::span<const StorageChange> changes, const RunContext& context)
{
    constexpr size_t together = 16'384; // between looks at the stop token
    for (auto rest = changes; !rest.empty();) {
        const auto piece = rest.first(std::min(rest.size(), together));
        rest = rest.subspan(piece.size());
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, title(), {}};
        if (const auto accepted = m_data->accept(localSource, 0, piece); !accepted)
            return accepted.error();
        context.advance(piece.size());
    }
    return std::vector<Refusal>(changes.size(), Refusal::None);
}

Result<void> LocalStorage::changeFrom(
    std::string_view source, uint32_t revision, std::span<const StorageChange> changes)
{
    if (source.empty() || source == localSource || source.size() > 255)
        return Error{ErrorCode::BadArgument, std::string(source.substr(0, 255)), "is no name of a master"};
    return m_data->accept(source, revision, changes);
}

Result<void> LocalStorage::Data::accept(
    std::string_view source, uint32_t revision, std::span<const StorageChange> changes)
{
    if (const auto may = mayWrite(); !may)
        return may;
    if (intake->pending() >= maxPending) {
        const std::lock_guard lock(flushMutex);
        if (intake->pending() >= maxPending) { // nobody else did it meanwhile
            if (const auto flushed = flush(false); !flushed)
                return flushed.error();
        }
    }
    return intake->accept(source, revision, changes);
}

Result<FlushReport> LocalStorage::flush()
{
    if (const auto may = m_data->mayWrite(); !may)
        return may.error();
    const std::lock_guard lock(m_data->flushMutex);
    return m_data->flush(false);
}

void LocalStorage::setFlushObserver(FlushObserver observer)
{
    const std::lock_guard lock(m_data->flushMutex);
    m_data->observer = std::move(observer);
}

Result<void> LocalStorage::Data::inTransaction(const std::function<Result<void>()>& change)
{
    if (const auto followed = followFile(); !followed)
        return followed;
    auto transaction = store::Transaction::begin(file->database(), store::Durability::Durable);
    if (!transaction)
        return transaction.error();
    auto done = change();
    if (done)
        done = writer->finish();
    if (done)
        done = transaction->commit();
    if (!done) {
        writer->discard();
        return done;
    }
    applyToIndex(writer->takeChanges());
    file->database().checkpoint();
    return {};
}

Result<uint32_t> LocalStorage::Data::localVersion()
{
    const auto version = file->database().number("SELECT version FROM sources WHERE name='local'");
    if (!version)
        return version.error();
    return static_cast<uint32_t>(*version);
}

// The batches and the number that the journal had come to, in one transaction: what is replayed is what it lacks.
Result<void> LocalStorage::Data::store(const std::vector<PlainBatch>& batches, uint64_t sequence)
{
    const int64_t time = now();
    return inTransaction([&]() -> Result<void> {
        for (const PlainBatch& batch : batches) {
            for (const StorageChange& change : batch.changes) {
                if (const auto applied = writer->apply(change, time); !applied)
                    return applied;
            }
            const auto counted = batch.source == localSource ? writer->advanceLocal(time)
                                                             : writer->setSource(batch.source, batch.revision, time);
            if (!counted)
                return counted;
        }
        return writer->setSetting(sequenceSetting, std::to_string(sequence));
    });
}

Result<FlushReport> LocalStorage::Data::flush(bool expires)
{
    const auto begin = std::chrono::steady_clock::now();
    FlushReport report;
    TakenChanges taken = intake->take();
    std::vector<PlainBatch> batches;
    for (SourceBatch& batch : taken.batches)
        batches.push_back({batch.source, batch.revision, batch.queue.take()});
    {
        const std::lock_guard lock(fileMutex);
        const uint64_t writtenBefore = writer->written(), deletedBefore = writer->deleted();
        if (!batches.empty()) {
            if (const auto stored = store(batches, taken.sequence); !stored) {
                for (size_t i = 0; i < batches.size(); ++i) {
                    for (const StorageChange& change : batches[i].changes)
                        taken.batches[i].queue.add(change);
                }
                intake->putBack(std::move(taken));
                return stored.error();
            }
            intake->flushed();
        }
        report.written = writer->written() - writtenBefore;
        report.deleted = writer->deleted() - deletedBefore;
        if (expires && !batches.empty()) {
            const auto removed = expireSome();
            if (!removed)
                return removed.error();
            report.expired = *removed;
        }
        const auto version = localVersion();
        if (!version)
            return version.error();
        report.version = *version;
    }
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (observer)
        tellObserver(report, batches);
    return report;
}

// Each batch of own changes took a version.
void LocalStorage::Data::tellObserver(FlushReport report, const std::vector<PlainBatch>& batches)
{
    const auto isOwn = [](const PlainBatch& batch) { return batch.source == localSource; };
    report.version -= static_cast<uint32_t>(std::count_if(batches.begin(), batches.end(), isOwn));
    for (const PlainBatch& batch : batches) {
        if (!isOwn(batch))
            continue;
        ++report.version;
        observer(report, batch.changes);
    }
}

Result<std::vector<HashState>> LocalStorage::states(std::span<const Blake2b512> digests)
{
    const std::lock_guard lock(m_data->fileMutex);
    std::vector<HashState> states;
    states.reserve(digests.size());
    for (const Blake2b512& digest : digests) {
        const auto row = m_data->file->find(digest);
        if (!row)
            return row.error();
        HashState& state = states.emplace_back();
        state.digest = digest;
        if (!*row)
            continue;
        uint32_t mask = 0;
        const auto shingles = m_data->file->shinglesOf((*row)->id, mask);
        if (!shingles)
            return shingles.error();
        state.stored = storedHash(**row);
        if (mask != 0)
            state.stored->shingles = *shingles;
    }
    return states;
}

Result<std::vector<HashState>> LocalStorage::statesBefore(std::span<const StorageChange> changes)
{
    std::vector<Blake2b512> digests;
    std::unordered_map<Blake2b512, size_t, DigestHash> known;
    const auto note = [&](const Blake2b512& digest) {
        if (known.try_emplace(digest, digests.size()).second)
            digests.push_back(digest);
    };
    for (const StorageChange& change : changes)
        note(change.hash.digest);
    {
        const std::lock_guard lock(m_data->fileMutex);
        for (const StorageChange& change : changes) {
            if (change.kind != ChangeKind::Write || !change.hash.shingles)
                continue;
            auto owners = m_data->file->owners(*change.hash.shingles);
            if (!owners)
                return owners.error();
            std::sort(owners->begin(), owners->end());
            const auto end = std::unique(owners->begin(), owners->end());
            for (auto id = owners->begin(); id != end; ++id) {
                const auto row = m_data->file->row(*id); // none has the id noOwner
                if (!row)
                    return row.error();
                if (*row)
                    note((*row)->digest);
            }
        }
    }
    return states(digests);
}

Result<void> LocalStorage::restore(std::span<const HashState> states)
{
    if (const auto may = m_data->mayWrite(); !may)
        return may;
    const std::lock_guard flushLock(m_data->flushMutex);
    if (const auto flushed = m_data->flush(false); !flushed)
        return flushed.error();
    if (states.empty())
        return {};
    const std::lock_guard lock(m_data->fileMutex);
    return m_data->inTransaction([&]() -> Result<void> {
        for (const HashState& state : states) {
            if (const auto set = m_data->writer->set(state); !set)
                return set;
        }
        return m_data->writer->advanceLocal(m_data->now());
    });
}

} // namespace assay::fuzzy
