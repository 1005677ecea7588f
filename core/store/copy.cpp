// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"
#include "core/store/sqliteerror.h"

#include <sqlite3.h>

namespace assay::store {
namespace {

constexpr int pagesTogether = 4096;

// Copies into an open, empty database; the source connection is in a transaction, so that it stays as it is.
Result<void> copyPages(
    sqlite3* to, sqlite3* from, const std::filesystem::path& target, const std::function<bool()>& proceed)
{
    sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
    if (!backup)
        return sqliteError(sqlite3_errcode(to), to, target);
    int code = SQLITE_OK;
    bool isStopped = false;
    while (code == SQLITE_OK && !isStopped) {
        code = sqlite3_backup_step(backup, pagesTogether);
        isStopped = code == SQLITE_OK && !proceed();
    }
    sqlite3_backup_finish(backup);
    if (isStopped)
        return Error{ErrorCode::Cancelled, target.string(), {}};
    return code == SQLITE_DONE ? Result<void>() : sqliteError(code, to, target);
}

} // namespace

Result<void> Database::copyTo(const std::filesystem::path& target, const std::function<bool()>& proceed)
{
    std::error_code failure;
    if (std::filesystem::exists(target, failure))
        return Error{ErrorCode::BadArgument, target.string(), "something of this name exists"};
    const std::filesystem::path part = target.string() + ".part";
    std::filesystem::remove(part, failure);
    sqlite3* handle = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int opened = sqlite3_open_v2(part.c_str(), &handle, flags, nullptr);
    Result<void> copied = opened == SQLITE_OK ? Result<void>() : sqliteError(opened, handle, part);
    if (copied)
        copied = execute("BEGIN; SELECT count(*) FROM sqlite_schema;"); // a look fixes the moment
    if (copied) {
        copied = copyPages(handle, m_handle, part, proceed);
        (void)execute("ROLLBACK");
    }
    sqlite3_close_v2(handle);
    if (copied) {
        std::filesystem::rename(part, target, failure);
        if (failure)
            copied = Error{ErrorCode::WriteFailed, target.string(), failure.message()};
    }
    if (!copied)
        std::filesystem::remove(part, failure);
    return copied;
}

} // namespace assay::store
