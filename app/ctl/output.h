// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/exitcode.h"
#include "core/base/error.h"
#include "core/base/json.h"

#include <string>
#include <string_view>

namespace assay::ctl {

// Data go to stdout, in blocks; a closed pipe ends the program silently (SIGPIPE).
void writeOut(std::string_view text);
// One line of data.
void writeLine(std::string_view text);
// Flushes stdout; exitIoError when it could not all be written.
ExitCode finishOutput(ExitCode code);

// "assayctl: ..." on stderr.
void complain(std::string_view text);
// Complains about the error and returns the exit code that fits it.
ExitCode fail(const Error& error);
ExitCode exitCodeOf(const Error& error);

// Writes "error": {"code", "message"} into the open object.
void writeErrorMember(JsonWriter& json, const Error& error);

} // namespace assay::ctl
