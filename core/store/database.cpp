// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include "core/store/sqliteerror.h"

#include <cerrno>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>
#include <utility>

namespace assay::store {
namespace {

constexpr int busyMilliseconds = 10'000;

// A file name as SQLite's URI form, for the immutable flag.
std::string immutableUri(const std::filesystem::path& file)
{
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(file).string()) {
        if (c == '%' || c == '?' || c == '#') {
            static constexpr char digits[] = "0123456789ABCDEF";
            uri += '%';
            uri += digits[static_cast<uint8_t>(c) >> 4];
            uri += digits[static_cast<uint8_t>(c) & 15];
        } else {
            uri += c;
        }
    }
    return uri + "?immutable=1";
}

// The library reports a missing or closed file and an empty one in its own ways; ask the system first.
Result<void> checkFile(const std::filesystem::path& file, OpenMode mode)
{
    if (mode == OpenMode::Create) {
        // Claims the name, so that two programs never create the same case.
        const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (descriptor < 0 && errno == EEXIST)
            return Error{ErrorCode::BadArgument, file.string(), "something of this name exists"};
        if (descriptor < 0)
            return Error::fromErrno(errno, file.string());
        ::close(descriptor);
        return {};
    }
    const int descriptor = ::open(file.c_str(), (mode == OpenMode::ReadWrite ? O_RDWR : O_RDONLY) | O_CLOEXEC);
    if (descriptor < 0 && errno == EISDIR)
        return Error{ErrorCode::BadData, file.string(), "is a folder"};
    if (descriptor < 0)
        return Error::fromErrno(errno, file.string());
    ::close(descriptor);
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored))
        return Error{ErrorCode::BadData, file.string(), "is a folder"};
    return {};
}

int openFlags(OpenMode mode)
{
    const int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (mode == OpenMode::Immutable)
        return common | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    return common | (mode == OpenMode::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
}

} // namespace

Database::Database(std::filesystem::path path, sqlite3* handle)
    : m_path(std::move(path))
    , m_handle(handle)
{
}

Database::Database(Database&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_handle(std::exchange(other.m_handle, nullptr))
{
}

Database& Database::operator=(Database&& other) noexcept
{
    if (this != &other) {
        sqlite3_close_v2(m_handle);
        m_path = std::move(other.m_path);
        m_handle = std::exchange(other.m_handle, nullptr);
    }
    return *this;
}

Database::~Database()
{
    sqlite3_close_v2(m_handle);
}

Result<Database> Database::open(const std::filesystem::path& file, OpenMode mode)
{
    const auto checked = checkFile(file, mode);
    if (!checked)
        return checked.error();
    sqlite3* handle = nullptr;
    const std::string name = mode == OpenMode::Immutable ? immutableUri(file) : file.string();
    const int code = sqlite3_open_v2(name.c_str(), &handle, openFlags(mode), nullptr);
    Database database(file, handle);
    if (code != SQLITE_OK)
        return database.error(code);
    sqlite3_busy_timeout(handle, busyMilliseconds);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 1); // VACUUM INTO, for the copy before an upgrade
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    const bool writes = mode == OpenMode::Create || mode == OpenMode::ReadWrite;
    // The first read finds out whether it is a database at all; a log of 64 MB is shortened after a checkpoint.
    const auto ready = database.execute(writes
            ? "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
              "PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY;"
            : "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; SELECT count(*) FROM sqlite_schema;");
    if (!ready)
        return ready.error();
    return database;
}

Error Database::error(int code) const
{
    return sqliteError(code, m_handle, m_path);
}

Result<void> Database::execute(std::string_view sql)
{
    const std::string text(sql);
    const int code = sqlite3_exec(m_handle, text.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return error(code);
    return {};
}

Result<Statement> Database::prepare(std::string_view sql) const
{
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(m_handle, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (code != SQLITE_OK)
        return error(code);
    return Statement(&m_path, m_handle, statement);
}

Result<int64_t> Database::number(std::string_view sql) const
{
    auto statement = prepare(sql);
    if (!statement)
        return statement.error();
    const auto row = statement->step();
    if (!row)
        return row.error();
    return *row ? statement->number(0) : int64_t{0};
}

int64_t Database::lastRowId() const
{
    return sqlite3_last_insert_rowid(m_handle);
}

int64_t Database::changedRows() const
{
    return sqlite3_changes64(m_handle);
}

void Database::checkpoint()
{
    sqlite3_wal_checkpoint_v2(m_handle, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

Result<Transaction> Transaction::begin(Database& database, Durability durability)
{
    // The setting cannot change inside a transaction, and the connection is used for others afterwards.
    if (durability == Durability::Durable) {
        const auto set = database.execute("PRAGMA synchronous=FULL");
        if (!set)
            return set.error();
    }
    Transaction transaction(&database, durability);
    const auto begun = database.execute("BEGIN IMMEDIATE");
    if (!begun) {
        transaction.end();
        return begun.error();
    }
    return transaction;
}

Transaction::Transaction(Transaction&& other) noexcept
    : m_database(std::exchange(other.m_database, nullptr))
    , m_durability(other.m_durability)
{
}

Transaction::~Transaction()
{
    if (!m_database)
        return;
    (void)m_database->execute("ROLLBACK");
    end();
}

void Transaction::end()
{
    if (m_durability == Durability::Durable)
        (void)m_database->execute("PRAGMA synchronous=NORMAL");
    m_database = nullptr;
}

Result<void> Transaction::commit()
{
    const auto done = m_database->execute("COMMIT");
    if (!done)
        return done.error();
    end();
    return {};
}

} // namespace assay::store
