// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/storage/storagefile.h"

#include <bit>
#include <cstring>

namespace assay::fuzzy {
namespace {

using store::Database;
using store::OpenMode;
using store::Statement;

#define ROW_COLUMNS "id, flag, value, time, digest, EXISTS(SELECT 1 FROM shingles WHERE digest_id=digests.id)"

// The peer's own statements, so that either opens what the other made. A memory map, as the peer has it, would end the
// program when the file is cut by somebody else.
constexpr const char* layout[] = {
    "CREATE TABLE IF NOT EXISTS digests(id INTEGER PRIMARY KEY, flag INTEGER NOT NULL, digest TEXT NOT NULL,"
    " value INTEGER, time INTEGER)",
    "CREATE TABLE IF NOT EXISTS shingles(value INTEGER NOT NULL, number INTEGER NOT NULL,"
    " digest_id INTEGER REFERENCES digests(id) ON DELETE CASCADE ON UPDATE CASCADE)",
    "CREATE TABLE IF NOT EXISTS sources(name TEXT UNIQUE, version INTEGER, last INTEGER)",
    "CREATE UNIQUE INDEX IF NOT EXISTS d ON digests(digest)",
    "CREATE INDEX IF NOT EXISTS t ON digests(time)",
    "CREATE INDEX IF NOT EXISTS dgst_id ON shingles(digest_id)",
    "CREATE UNIQUE INDEX IF NOT EXISTS s ON shingles(value, number)",
    // Ours, and unknown to the peer.
    "CREATE TABLE IF NOT EXISTS assay_settings(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
};

Error notAStorage(const std::filesystem::path& path, const std::string& why)
{
    return Error{ErrorCode::BadData, path.string(), "is no fuzzy storage in SQLite: " + why};
}

// Names alone are not enough: a view or a trigger would run what its author wanted.
Result<void> checkLayout(const Database& database)
{
    const auto tables = database.number(
        "SELECT count(*) FROM sqlite_schema WHERE type='table' AND name IN ('digests','shingles','sources')");
    if (!tables)
        return tables.error();
    if (*tables != 3)
        return notAStorage(database.path(), "it lacks the tables digests, shingles and sources");
    const auto strange = database.number("SELECT count(*) FROM sqlite_schema WHERE type IN ('trigger','view')");
    if (!strange)
        return strange.error();
    if (*strange != 0)
        return notAStorage(database.path(), "it has triggers or views");
    for (const char* sql : {"SELECT id, flag, digest, value, time FROM digests",
             "SELECT name, version, last FROM sources", "SELECT value, number, digest_id FROM shingles"}) {
        if (const auto columns = database.prepare(sql); !columns)
            return notAStorage(database.path(), columns.error().detail);
    }
    const auto encoding = database.number("SELECT count(*) FROM pragma_encoding WHERE encoding='UTF-8'");
    if (!encoding)
        return encoding.error();
    return *encoding == 1 ? Result<void>() : notAStorage(database.path(), "its texts are not in UTF-8");
}

Result<Database> openReadOnly(const std::filesystem::path& path)
{
    auto database = Database::open(path, OpenMode::ReadOnly);
    // A folder without write access has no place for the files beside it.
    if (!database && database.error().code != ErrorCode::NotFound && database.error().code != ErrorCode::BadData
        && !std::filesystem::exists(path.string() + "-wal"))
        return Database::open(path, OpenMode::Immutable);
    return database;
}

StoredRow readRow(const Statement& statement, const Blake2b512& digest)
{
    StoredRow row;
    row.digest = digest;
    row.id = statement.number(0);
    row.flag = static_cast<uint8_t>(statement.number(1));
    row.weight = clampWeight(statement.number(2));
    row.time = statement.number(3);
    row.hasShingles = statement.number(5) != 0;
    return row;
}

} // namespace

std::optional<Blake2b512> digestOf(std::string_view text)
{
    Blake2b512 digest;
    if (text.size() != digest.size())
        return std::nullopt;
    std::memcpy(digest.data(), text.data(), digest.size());
    return digest;
}

std::string_view textOf(const Blake2b512& digest)
{
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Result<void> StorageFile::create(const std::filesystem::path& path)
{
    std::error_code ignored;
    const bool isThere = std::filesystem::exists(path, ignored) && std::filesystem::file_size(path, ignored) > 0;
    if (isThere)
        return {};
    auto database = std::filesystem::exists(path, ignored) ? Database::open(path, OpenMode::ReadWrite)
                                                           : Database::open(path, OpenMode::Create);
    if (!database)
        return database.error();
    auto transaction = store::Transaction::begin(*database, store::Durability::Durable);
    if (!transaction)
        return transaction.error();
    for (const char* sql : layout) {
        if (const auto made = database->execute(sql); !made)
            return made;
    }
    if (const auto set = database->execute("PRAGMA user_version=1"); !set)
        return set;
    return transaction->commit();
}

Result<std::unique_ptr<StorageFile>> StorageFile::open(const std::filesystem::path& path, bool readOnly)
{
    auto database = readOnly ? openReadOnly(path) : Database::open(path, OpenMode::ReadWrite);
    if (!database)
        return database.error();
    if (const auto checked = checkLayout(*database); !checked)
        return checked.error();
    if (!readOnly) {
        for (const char* sql : layout) {
            if (const auto made = database->execute(sql); !made)
                return made.error();
        }
        // The flush moves the log into the file itself. StorageWriter takes the shingles of a hash away with it: asking
        // for the hash of each shingle that is written takes as long as writing it.
        const auto set =
            database->execute("PRAGMA foreign_keys=OFF; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-262144;");
        if (!set)
            return set.error();
    }
    std::unique_ptr<StorageFile> file(new StorageFile(std::move(*database)));
    const auto prepared = file->prepare();
    if (!prepared)
        return prepared.error();
    return file;
}

Result<void> StorageFile::prepare()
{
    struct Wanted
    {
        std::optional<Statement>& statement;
        const char* sql;
    };
    const Wanted all[] = {{m_find, "SELECT " ROW_COLUMNS " FROM digests WHERE digest=?1"},
        {m_row, "SELECT " ROW_COLUMNS " FROM digests WHERE id=?1"},
        {m_owner, "SELECT digest_id FROM shingles WHERE value=?1 AND number=?2"},
        {m_shingles, "SELECT value, number FROM shingles WHERE digest_id=?1"}};
    for (const Wanted& wanted : all) {
        auto statement = m_database.prepare(wanted.sql);
        if (!statement)
            return statement.error();
        wanted.statement.emplace(std::move(*statement));
    }
    return {};
}

Result<std::optional<StoredRow>> StorageFile::find(const Blake2b512& digest)
{
    const auto isThere = m_find->bindText(1, textOf(digest)).step();
    if (!isThere)
        return isThere.error();
    std::optional<StoredRow> row;
    if (*isThere)
        row = readRow(*m_find, digest);
    m_find->reset();
    return row;
}

Result<std::optional<StoredRow>> StorageFile::row(int64_t id)
{
    const auto isThere = m_row->bind(1, id).step();
    if (!isThere)
        return isThere.error();
    std::optional<StoredRow> row;
    if (*isThere) {
        if (const auto digest = digestOf(m_row->text(4)))
            row = readRow(*m_row, *digest);
    }
    m_row->reset();
    return row;
}

Result<ShingleOwners> StorageFile::owners(const Shingles& shingles)
{
    ShingleOwners owners;
    owners.fill(noOwner);
    for (size_t i = 0; i < owners.size(); ++i) {
        const auto isThere =
            m_owner->bind(1, std::bit_cast<int64_t>(shingles[i])).bind(2, static_cast<int64_t>(i)).step();
        if (!isThere)
            return isThere.error();
        if (*isThere)
            owners[i] = m_owner->number(0);
        m_owner->reset();
    }
    return owners;
}

Result<Shingles> StorageFile::shinglesOf(int64_t id, uint32_t& mask)
{
    Shingles shingles = {};
    mask = 0;
    m_shingles->bind(1, id);
    while (true) {
        const auto isThere = m_shingles->step();
        if (!isThere)
            return isThere.error();
        if (!*isThere)
            return shingles;
        const auto number = static_cast<uint64_t>(m_shingles->number(1));
        if (number < shingleCount) {
            shingles[number] = std::bit_cast<uint64_t>(m_shingles->number(0));
            mask |= uint32_t{1} << number;
        }
    }
}

Result<void> StorageFile::visitRows(int64_t first, const std::function<bool(const StoredRow&)>& visitor) const
{
    auto statement = m_database.prepare("SELECT " ROW_COLUMNS " FROM digests WHERE id>=?1 ORDER BY id");
    if (!statement)
        return statement.error();
    statement->bind(1, first);
    while (true) {
        const auto isThere = statement->step();
        if (!isThere)
            return isThere.error();
        if (!*isThere)
            return {};
        const auto digest = digestOf(statement->text(4));
        if (digest && !visitor(readRow(*statement, *digest)))
            return {};
    }
}

Result<void> StorageFile::visitShingles(
    const std::function<bool(int64_t id, unsigned number, uint64_t value)>& visitor) const
{
    auto statement = m_database.prepare("SELECT digest_id, number, value FROM shingles");
    if (!statement)
        return statement.error();
    while (true) {
        const auto isThere = statement->step();
        if (!isThere)
            return isThere.error();
        if (!*isThere)
            return {};
        const auto number = static_cast<uint64_t>(statement->number(1));
        if (number < shingleCount
            && !visitor(
                statement->number(0), static_cast<unsigned>(number), std::bit_cast<uint64_t>(statement->number(2))))
            return {};
    }
}

Result<uint64_t> StorageFile::count() const
{
    const auto count = m_database.number("SELECT count(*) FROM digests");
    if (!count)
        return count.error();
    return static_cast<uint64_t>(*count);
}

Result<std::vector<SourceVersion>> StorageFile::sources() const
{
    auto statement = m_database.prepare("SELECT name, version, last FROM sources ORDER BY name");
    if (!statement)
        return statement.error();
    std::vector<SourceVersion> sources;
    while (true) {
        const auto isThere = statement->step();
        if (!isThere)
            return isThere.error();
        if (!*isThere)
            return sources;
        sources.push_back(
            {std::string(statement->text(0)), static_cast<uint32_t>(statement->number(1)), statement->number(2)});
    }
}

Result<std::string> StorageFile::setting(std::string_view key) const
{
    auto statement = m_database.prepare("SELECT value FROM assay_settings WHERE key=?1");
    if (!statement) // a file that only the peer wrote has no such table
        return std::string();
    const auto isThere = statement->bindText(1, key).step();
    if (!isThere)
        return isThere.error();
    return *isThere ? std::string(statement->text(0)) : std::string();
}

} // namespace assay::fuzzy
