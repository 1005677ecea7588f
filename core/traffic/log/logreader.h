// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/traffic/bytesource.h"
#include "core/traffic/request.h"

#include <functional>
#include <string>
#include <vector>

namespace assay::traffic {

// How lines of a log are laid out.
enum class LogFormat { Unknown, Common, Combined, VhostCombined, Custom, Json, Ecs, W3c };
std::string_view logFormatName(LogFormat format); // "combined" ...
std::optional<LogFormat> logFormatFromName(std::string_view name);

struct LogOptions
{
    LogFormat format = LogFormat::Unknown; // Unknown: detected
    std::string pattern; // nginx log_format, for Custom
    std::string schema; // JSON schema of the user, for Json; empty: the built-in one
    std::string host; // of lines that name none
    int zoneMinutes = 0; // of times without a zone, east of UTC
    size_t maxLine = size_t{1} << 20; // bytes; longer lines are rejected
};

// What detection says of the first bytes of a file.
struct LogGuess
{
    LogFormat format = LogFormat::Unknown; // Unknown: no log
    double share = 0; // of the lines looked at that it reads
    bool isAmbiguous = false; // another format reads as many, or times have no zone
    bool needsHost = false; // no line names one
};
LogGuess guessLog(std::string_view head);

// A line that is no request.
struct LogReject
{
    uint64_t line = 0; // from 1
    uint64_t offset = 0;
    std::string text; // the first 200 bytes
    std::string_view why; // English, static
};

// A report about a client, beside the requests (failed challenge, ban ...).
struct ChallengeEvent
{
    enum class Kind { Challenged, Failed, Passed, Banned };
    Kind kind = Kind::Challenged;
    int64_t time = 0; // ns; 0: not told
    IpAddress client;
    std::string host;
};

// What a log holds, in its order, on the reading thread. False from onRequest ends the reading.
struct LogSink
{
    std::function<bool(const Request&)> onRequest;
    std::function<void(const LogReject&)> onReject = {};
    std::function<void(const ChallengeEvent&)> onChallenge = {};
};

struct LogSummary
{
    LogFormat format = LogFormat::Unknown;
    uint64_t lines = 0, requests = 0, rejects = 0, challenges = 0, bytes = 0;
    bool hasOtherFormats = false; // lines of another format were among them
};

// Reads a log to its end. An Error when cancelled or when the source fails; a line that cannot be read is a reject.
Result<LogSummary> readLog(
    const ByteSource& source, const LogOptions& options, const LogSink& sink, const RunContext& context);

} // namespace assay::traffic
