// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace assay::store {

enum class OpenMode {
    Create, // a new file; an existing one is BadArgument
    ReadWrite, // an existing file
    ReadOnly, // an existing file, never written (a WAL left behind is read too)
    Immutable // as ReadOnly, for media that cannot hold the files beside it; nobody may be writing
};

class Statement;

// One connection to a SQLite file in WAL mode. One thread at a time.
// Errors name the file: NotFound, PermissionDenied, ReadOnly, Locked (busy for longer than the timeout), DiskFull,
// BadData (no database, damaged), ReadFailed, WriteFailed; detail is the library's text.
class Database
{
public:
    static Result<Database> open(const std::filesystem::path& file, OpenMode mode);
    Database(Database&& other) noexcept;
    Database& operator=(Database&& other) noexcept;
    ~Database();

    // Runs one or more statements without results.
    Result<void> execute(std::string_view sql);
    Result<Statement> prepare(std::string_view sql) const;
    // First column of the first row, 0 when there is none.
    Result<int64_t> number(std::string_view sql) const;
    int64_t lastRowId() const;
    // Rows changed by the last statement.
    int64_t changedRows() const;
    // Copies everything as it is at one moment to a new file, which is complete when it has its name; `proceed` is
    // asked now and then and may end it (Cancelled). BadArgument: something of that name exists.
    Result<void> copyTo(const std::filesystem::path& target, const std::function<bool()>& proceed);
    // Moves the write-ahead log into the file as far as readers allow.
    void checkpoint();

    const std::filesystem::path& path() const { return m_path; }
    Error error(int code) const; // of a result code on this connection

private:
    friend class RowFeed;
    Database(std::filesystem::path path, sqlite3* handle);
    std::filesystem::path m_path;
    sqlite3* m_handle = nullptr;
};

// A prepared statement; lives no longer than its Database stays where it is. Parameters and columns count from 1 and 0
// as in SQLite. Bound texts and blobs must stay until the next reset.
class Statement
{
public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    ~Statement();

    Statement& bind(int index, int64_t value);
    Statement& bind(int index, double value);
    Statement& bindText(int index, std::string_view value);
    Statement& bindBlob(int index, std::string_view value);
    Statement& bindNull(int index);
    // True: a row is there. False: done (the statement is reset then).
    Result<bool> step();
    // For statements without rows: step and reset.
    Result<void> run();
    void reset();

    bool isNull(int column) const;
    int64_t number(int column) const;
    double real(int column) const;
    // Valid until the next step or reset.
    std::string_view text(int column) const;
    std::string_view blob(int column) const;

private:
    friend class Database;
    Statement(const std::filesystem::path* path, sqlite3* handle, sqlite3_stmt* statement);
    const std::filesystem::path* m_path = nullptr;
    sqlite3* m_handle = nullptr;
    sqlite3_stmt* m_statement = nullptr;
    int m_bindResult = 0;
};

// What a commit waits for. Quick: a power cut may take the last commits (never a part of one). Durable: the disk has
// it.
enum class Durability { Quick, Durable };

// BEGIN IMMEDIATE ... COMMIT; rolled back when it ends without commit.
class Transaction
{
public:
    static Result<Transaction> begin(Database& database, Durability durability = Durability::Quick);
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    Result<void> commit();

private:
    Transaction(Database* database, Durability durability)
        : m_database(database)
        , m_durability(durability)
    {
    }
    void end();
    Database* m_database = nullptr;
    Durability m_durability = Durability::Quick;
};

} // namespace assay::store
