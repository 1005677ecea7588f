// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay {

// What went wrong, as a value that callers can branch on. The core never writes sentences for users:
// widgets turn a code into translated text, assayctl prints errorCodeText().
enum class ErrorCode {
    Cancelled, // the user asked; never shown
    NotFound, // the subject does not exist
    PermissionDenied,
    ReadOnly, // the subject may be read only
    ReadFailed,
    WriteFailed,
    DiskFull,
    Changed, // the subject changed since it was indexed
    NotRecognised, // no reader knows the format
    Unsupported, // known, but not read (yet)
    BadData, // does not follow its format
    LimitExceeded, // a bound of the engine was reached
    Locked, // another program holds the subject
    NewerVersion, // written by a newer version of Assay
    BadRule, // a rule that does not compile
    BadArgument, // the caller's words are off
    HelperFailed, // a helper process is missing, crashed or ran out of time
    Internal
};

// The stable identifier of a code ("not_found"), as used in JSON.
std::string_view errorCodeName(ErrorCode code);
// One English sentence without the subject ("does not exist").
std::string_view errorCodeText(ErrorCode code);

// A failure that stops an operation. `subject` names the object (path, rule, item), `detail` is the reason from
// below (strerror, library text, line and column).
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    std::string subject;
    std::string detail;

    // "inbox.mbox: cannot be read (I/O error)", for assayctl and logs.
    std::string toString() const;
    // From errno after a failed system call on `subject`.
    static Error fromErrno(int errorNumber, std::string subject);
};

} // namespace assay
