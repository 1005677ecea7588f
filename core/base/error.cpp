// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <cerrno>
#include <cstring>
#include <utility>

namespace assay {
namespace {

struct CodeText
{
    ErrorCode code;
    std::string_view name;
    std::string_view text;
};

constexpr CodeText codeTexts[] = {
    {ErrorCode::Cancelled, "cancelled", "was cancelled"},
    {ErrorCode::NotFound, "not_found", "does not exist"},
    {ErrorCode::PermissionDenied, "permission_denied", "may not be accessed"},
    {ErrorCode::ReadOnly, "read_only", "is read-only"},
    {ErrorCode::ReadFailed, "read_failed", "cannot be read"},
    {ErrorCode::WriteFailed, "write_failed", "cannot be written"},
    {ErrorCode::DiskFull, "disk_full", "cannot be written: no space left on the device"},
    {ErrorCode::Changed, "changed", "changed since it was indexed"},
    {ErrorCode::NotRecognised, "not_recognised", "is in no format that Assay knows"},
    {ErrorCode::Unsupported, "unsupported", "is in a format that is not supported yet"},
    {ErrorCode::BadData, "bad_data", "does not follow its format"},
    {ErrorCode::LimitExceeded, "limit_exceeded", "exceeds a limit"},
    {ErrorCode::Locked, "locked", "is in use by another program"},
    {ErrorCode::NewerVersion, "newer_version", "was written by a newer version of Assay"},
    {ErrorCode::BadRule, "bad_rule", "is not a valid rule"},
    {ErrorCode::BadArgument, "bad_argument", "is not valid here"},
    {ErrorCode::HelperFailed, "helper_failed", "could not be handled by the helper program"},
    {ErrorCode::Internal, "internal", "met an internal error"},
};

const CodeText& find(ErrorCode code)
{
    for (const CodeText& entry : codeTexts) {
        if (entry.code == code)
            return entry;
    }
    return codeTexts[std::size(codeTexts) - 1];
}

} // namespace

std::string_view errorCodeName(ErrorCode code)
{
    return find(code).name;
}

std::string_view errorCodeText(ErrorCode code)
{
    return find(code).text;
}

std::string Error::toString() const
{
    std::string text = subject;
    if (!text.empty())
        text += ' ';
    text += errorCodeText(code);
    if (!detail.empty())
        text += " (" + detail + ")";
    return text;
}

Error Error::fromErrno(int errorNumber, std::string subject)
{
    ErrorCode code = ErrorCode::ReadFailed;
    switch (errorNumber) {
    case ENOENT:
    case ENOTDIR:
        code = ErrorCode::NotFound;
        break;
    case EACCES:
    case EPERM:
        code = ErrorCode::PermissionDenied;
        break;
    case EROFS:
        code = ErrorCode::ReadOnly;
        break;
    case ENOSPC:
    case EDQUOT:
        code = ErrorCode::DiskFull;
        break;
    default:
        break;
    }
    return Error{code, std::move(subject), std::strerror(errorNumber)};
}

} // namespace assay
