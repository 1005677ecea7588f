// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/storage/storagewriter.h"

#include <bit>
#include <tuple>
#include <utility>

namespace assay::fuzzy {
namespace {

constexpr uint32_t allShingles = 0xFFFFFFFF;
constexpr size_t maxHeld = 10'000 * shingleCount; // sorted pieces of this size stay in the caches of the processor

} // namespace

Result<std::unique_ptr<StorageWriter>> StorageWriter::open(StorageFile& file)
{
    std::unique_ptr<StorageWriter> writer(new StorageWriter(file));
    const auto prepared = writer->prepare();
    if (!prepared)
        return prepared.error();
    return writer;
}

Result<void> StorageWriter::prepare()
{
    auto feed = store::RowFeed::attach(m_file.database(), "held_shingles");
    if (!feed)
        return feed.error();
    m_feed = std::move(*feed);
    struct Wanted
    {
        std::optional<store::Statement>& statement;
        const char* sql;
    };
    const Wanted all[] = {{m_insert, "INSERT INTO digests(flag, digest, value, time) VALUES (?1, ?2, ?3, ?4)"},
        {m_update, "UPDATE digests SET flag=?2, value=?3, time=?4 WHERE id=?1"},
        {m_delete, "DELETE FROM digests WHERE id=?1"},
        {m_shingles, "INSERT OR REPLACE INTO shingles(value, number, digest_id) SELECT a, b, c FROM held_shingles"},
        {m_forget, "DELETE FROM shingles WHERE digest_id=?1"}};
    for (const Wanted& wanted : all) {
        auto statement = m_file.database().prepare(wanted.sql);
        if (!statement)
            return statement.error();
        wanted.statement.emplace(std::move(*statement));
    }
    return {};
}

Result<void> StorageWriter::apply(const StorageChange& change, int64_t now)
{
    if (change.kind == ChangeKind::Write)
        return write(change, now);
    const auto row = m_file.find(change.hash.digest);
    if (!row)
        return row.error();
    return *row ? remove(**row) : Result<void>();
}

Result<void> StorageWriter::write(const StorageChange& change, int64_t now)
{
    auto known = m_file.find(change.hash.digest);
    if (!known)
        return known.error();
    ++m_written;
    if (!*known) {
        const auto row = insert({change.hash.digest, change.flag, change.weight, now, change.hash.shingles, false});
        if (!row)
            return row.error();
        RowChange& step = m_changes.emplace_back(RowChange{*row});
        if (change.hash.shingles)
            hold(step, *change.hash.shingles, allShingles);
        return m_held.size() < maxHeld ? Result<void>() : finish();
    }
    StoredRow& row = **known;
    const int64_t before = row.flag == change.flag ? row.weight : 0;
    row.weight = clampWeight(before + change.weight);
    row.flag = change.flag;
    row.time = now;
    m_changes.push_back({row});
    return m_update->bind(1, row.id)
        .bind(2, static_cast<int64_t>(row.flag))
        .bind(3, static_cast<int64_t>(row.weight))
        .bind(4, row.time)
        .run();
}

Result<StoredRow> StorageWriter::insert(const StoredHash& hash)
{
    const auto done = m_insert->bind(1, static_cast<int64_t>(hash.flag))
                          .bindText(2, textOf(hash.digest))
                          .bind(3, static_cast<int64_t>(hash.weight))
                          .bind(4, hash.time)
                          .run();
    if (!done)
        return done.error();
    return StoredRow{
        hash.digest, m_file.database().lastRowId(), hash.time, hash.weight, hash.flag, hash.shingles.has_value()};
}

void StorageWriter::hold(RowChange& change, const Shingles& shingles, uint32_t mask)
{
    change.ownedMask = mask;
    change.shingles = shingles;
    for (size_t i = 0; i < shingles.size(); ++i) {
        if (mask >> i & 1)
            m_held.push_back({std::bit_cast<int64_t>(shingles[i]), static_cast<int64_t>(i), change.row.id});
    }
}

Result<void> StorageWriter::remove(const StoredRow& row)
{
    if (const auto finished = finish(); !finished) // its shingles have to be there to go with it
        return finished;
    ++m_deleted;
    m_changes.push_back({row, true});
    const auto forgotten = m_forget->bind(1, row.id).run();
    return forgotten ? m_delete->bind(1, row.id).run() : forgotten;
}

Result<void> StorageWriter::set(const HashState& state)
{
    auto known = m_file.find(state.digest);
    if (!known)
        return known.error();
    if (!state.stored)
        return *known ? remove(**known) : Result<void>();
    StoredHash wanted = *state.stored;
    wanted.digest = state.digest;
    ++m_written;
    StoredRow row;
    if (*known) {
        if (const auto finished = finish(); !finished)
            return finished;
        row = {wanted.digest, (*known)->id, wanted.time, wanted.weight, wanted.flag, wanted.shingles.has_value()};
        const auto updated = m_update->bind(1, row.id)
                                 .bind(2, static_cast<int64_t>(row.flag))
                                 .bind(3, static_cast<int64_t>(row.weight))
                                 .bind(4, row.time)
                                 .run();
        const auto forgotten = updated ? m_forget->bind(1, row.id).run() : updated;
        if (!forgotten)
            return forgotten;
        m_changes.push_back({row, true}); // with the shingles it had
    } else {
        const auto inserted = insert(wanted);
        if (!inserted)
            return inserted.error();
        row = *inserted;
    }
    RowChange& step = m_changes.emplace_back(RowChange{row});
    if (!wanted.shingles)
        return {};
    uint32_t mask = 0; // what newer hashes took over is listed as 0
    for (size_t i = 0; i < shingleCount; ++i)
        mask |= uint32_t{(*wanted.shingles)[i] != 0} << i;
    hold(step, *wanted.shingles, mask);
    return {};
}

Result<void> StorageWriter::finish()
{
    if (m_held.empty())
        return {};
    std::stable_sort(m_held.begin(), m_held.end(),
        [](const auto& a, const auto& b) { return std::tie(a[0], a[1]) < std::tie(b[0], b[1]); });
    // A shingle that several new hashes have belongs to the last of them.
    const auto isTakenOver = [](const auto& a, const auto& b) { return a[0] == b[0] && a[1] == b[1]; };
    const auto first = std::unique(m_held.rbegin(), m_held.rend(), isTakenOver).base();
    m_feed->set(std::span(m_held).subspan(static_cast<size_t>(first - m_held.begin())));
    const auto done = m_shingles->run();
    m_feed->set({});
    m_held.clear();
    return done;
}

Result<void> StorageWriter::advanceLocal(int64_t now)
{
    auto statement =
        m_file.database().prepare("INSERT INTO sources(name, version, last) VALUES ('local', 1, ?1)"
                                  " ON CONFLICT(name) DO UPDATE SET version=version+1, last=excluded.last");
    return statement ? statement->bind(1, now).run() : statement.error();
}

Result<void> StorageWriter::setSource(std::string_view name, uint32_t version, int64_t now)
{
    auto statement =
        m_file.database().prepare("INSERT INTO sources(name, version, last) VALUES (?1, ?2, ?3)"
                                  " ON CONFLICT(name) DO UPDATE SET version=excluded.version, last=excluded.last");
    return statement ? statement->bindText(1, name).bind(2, static_cast<int64_t>(version)).bind(3, now).run()
                     : statement.error();
}

Result<void> StorageWriter::setSetting(std::string_view key, std::string_view value)
{
    auto statement = m_file.database().prepare("INSERT INTO assay_settings(key, value) VALUES (?1, ?2)"
                                               " ON CONFLICT(key) DO UPDATE SET value=excluded.value");
    return statement ? statement->bindText(1, key).bindText(2, value).run() : statement.error();
}

std::vector<RowChange> StorageWriter::takeChanges()
{
    return std::exchange(m_changes, {});
}

void StorageWriter::discard()
{
    m_held.clear();
    m_changes.clear();
}

} // namespace assay::fuzzy
