// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/output.h"

#include <cstdio>

namespace assay::ctl {

void writeOut(std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), stdout);
}

void writeLine(std::string_view text)
{
    writeOut(text);
    std::fputc('\n', stdout);
}

ExitCode finishOutput(ExitCode code)
{
    if (std::fflush(stdout) != 0 || std::ferror(stdout)) {
        complain("cannot write to standard output");
        return exitIoError;
    }
    return code;
}

void complain(std::string_view text)
{
    std::fprintf(stderr, "assayctl: %.*s\n", static_cast<int>(text.size()), text.data());
}

ExitCode exitCodeOf(const Error& error)
{
    switch (error.code) {
    case ErrorCode::Cancelled:
        return exitInterrupted;
    case ErrorCode::NotFound:
        return exitNoInput;
    case ErrorCode::PermissionDenied:
    case ErrorCode::ReadOnly:
        return exitPermission;
    case ErrorCode::ReadFailed:
    case ErrorCode::DiskFull:
        return exitIoError;
    case ErrorCode::WriteFailed:
        return exitCannotCreate;
    case ErrorCode::Locked:
        return exitLocked;
    case ErrorCode::BadArgument:
        return exitUsage;
    case ErrorCode::BadRule:
        return exitConfig;
    case ErrorCode::HelperFailed:
        return exitUnavailable;
    case ErrorCode::Internal:
        return exitInternal;
    case ErrorCode::Changed:
    case ErrorCode::NotRecognised:
    case ErrorCode::Unsupported:
    case ErrorCode::BadData:
    case ErrorCode::LimitExceeded:
    case ErrorCode::NewerVersion:
        return exitBadData;
    }
    return exitInternal;
}

ExitCode fail(const Error& error)
{
    complain(error.toString());
    return exitCodeOf(error);
}

void writeErrorMember(JsonWriter& json, const Error& error)
{
    json.key("error")
        .beginObject()
        .member("code", errorCodeName(error.code))
        .member("message", error.toString())
        .endObject();
}

} // namespace assay::ctl
