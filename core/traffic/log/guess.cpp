// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/log/logblock.h"

#include <algorithm>
#include <numeric>

namespace assay::traffic {
namespace {

constexpr size_t maxLines = 500;
constexpr double leastShare = 0.5;

struct Tally
{
    std::array<size_t, logFormats> counts = {};
    size_t lines = 0; // that could be requests
    size_t withoutZone = 0, withHost = 0;
};

void count(Tally& tally, LineParser& parser, std::string_view line)
{
    TextArena arena;
    Request request;
    ChallengeEvent event;
    const ParsedLine parsed = parser.parse(line, arena, request, event);
    if (parsed.kind == ParsedLine::Kind::Nothing)
        return;
    ++tally.lines;
    if (parsed.kind == ParsedLine::Kind::Reject)
        return;
    ++tally.counts[static_cast<size_t>(parsed.format)];
    tally.withoutZone += !parsed.hasZone;
    tally.withHost += parsed.kind == ParsedLine::Kind::Challenge || !request.host.empty();
}

} // namespace

LogGuess guessLog(std::string_view head)
{
    const auto dialect = LogDialect::make({});
    if (!dialect)
        return {};
    LineParser parser(*dialect);
    Tally tally;
    const size_t lastEnd = head.rfind('\n');
    // A line that the head cuts says nothing, unless there is no other.
    const std::string_view whole = lastEnd == std::string_view::npos ? head : head.substr(0, lastEnd);
    for (size_t at = 0; at <= whole.size() && tally.lines < maxLines;) {
        const size_t end = std::min(whole.find('\n', at), whole.size());
        std::string_view line = whole.substr(at, end - at);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        count(tally, parser, line);
        at = end + 1;
    }
    const auto most = std::max_element(tally.counts.begin(), tally.counts.end());
    const size_t read = std::accumulate(tally.counts.begin(), tally.counts.end(), size_t{0});
    if (read == 0 || static_cast<double>(read) < leastShare * static_cast<double>(tally.lines))
        return {};
    LogGuess guess;
    guess.format = static_cast<LogFormat>(most - tally.counts.begin());
    guess.share = static_cast<double>(*most) / static_cast<double>(tally.lines);
    guess.isAmbiguous = std::count(tally.counts.begin(), tally.counts.end(), *most) > 1 || tally.withoutZone > 0;
    guess.needsHost = tally.withHost == 0;
    return guess;
}

} // namespace assay::traffic
