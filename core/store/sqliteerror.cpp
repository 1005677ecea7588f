// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqliteerror.h"

#include <cerrno>
#include <cstring>
#include <sqlite3.h>

namespace assay::store {
namespace {

ErrorCode codeOfIoError(int extended, int systemError)
{
    if (systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG)
        return ErrorCode::DiskFull;
    switch (extended) {
    case SQLITE_IOERR_READ:
    case SQLITE_IOERR_SHORT_READ:
    case SQLITE_IOERR_FSTAT:
    case SQLITE_IOERR_CORRUPTFS:
        return ErrorCode::ReadFailed;
    default:
        return ErrorCode::WriteFailed;
    }
}

ErrorCode codeOf(int code, int systemError)
{
    switch (code & 0xFF) {
    case SQLITE_FULL:
        return ErrorCode::DiskFull;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ErrorCode::Locked;
    case SQLITE_READONLY:
        return ErrorCode::ReadOnly;
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return ErrorCode::PermissionDenied;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_FORMAT:
        return ErrorCode::BadData;
    case SQLITE_IOERR:
        return codeOfIoError(code, systemError);
    case SQLITE_CANTOPEN:
        return systemError ? Error::fromErrno(systemError, {}).code : ErrorCode::ReadFailed;
    case SQLITE_TOOBIG:
        return ErrorCode::LimitExceeded;
    default:
        return ErrorCode::Internal;
    }
}

} // namespace

Error sqliteError(int code, sqlite3* handle, const std::filesystem::path& file)
{
    const int systemError = handle ? sqlite3_system_errno(handle) : 0;
    std::string detail = handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    const bool isFileTrouble = (code & 0xFF) == SQLITE_IOERR || (code & 0xFF) == SQLITE_CANTOPEN;
    if (isFileTrouble && systemError)
        detail += std::string(": ") + std::strerror(systemError);
    return Error{codeOf(code, systemError), file.string(), std::move(detail)};
}

} // namespace assay::store
