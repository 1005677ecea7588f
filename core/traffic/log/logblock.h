// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/traffic/bytesource.h"
#include "core/traffic/log/lineparser.h"

#include <array>
#include <string>
#include <vector>

namespace assay::traffic {

inline constexpr size_t logFormats = static_cast<size_t>(LogFormat::W3c) + 1;

// Whole lines of a log, and what is in them once they are parsed. Lines are numbered from 0 in the block.
struct LogBlock
{
    std::string text;
    size_t length = 0; // of the lines in `text`
    uint64_t offset = 0; // of the first byte in the log
    bool isTooLong = false; // the beginning of one line that is longer than is read
    W3cLayout layout; // that holds at its begin

    struct Challenge
    {
        uint64_t line = 0;
        ChallengeEvent event;
    };
    uint64_t lines = 0;
    std::vector<Request> requests; // `place` is the line
    std::vector<LogReject> rejects;
    std::vector<Challenge> challenges;
    std::array<uint64_t, logFormats> counts = {}; // of requests and challenges by format
    TextArena arena;

    void parse(LineParser& parser);

private:
    void parseLine(LineParser& parser, std::string_view line, uint64_t at);
};

// Cuts a log into blocks of whole lines.
class BlockReader
{
public:
    BlockReader(const ByteSource& source, size_t maxLine)
        : m_source(source)
        , m_maxLine(maxLine)
    {
    }
    // Fills `block`, which may be used. False: the log has ended.
    Result<bool> next(LogBlock& block);

private:
    Result<bool> fill(std::string& text, size_t& used, size_t wanted);
    Result<void> passLongLine();
    void noteLayout(const LogBlock& block);

    const ByteSource& m_source;
    size_t m_maxLine;
    std::string m_carried; // bytes behind the last line end
    uint64_t m_offset = 0; // of the first byte that no block has
    bool m_isOver = false, m_isFirst = true;
    W3cLayout m_layout;
};

} // namespace assay::traffic
