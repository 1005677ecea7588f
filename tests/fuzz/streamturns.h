// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/capture/streamreader.h"

#include <algorithm>

namespace assay::traffic {

// What two sides say, from the bytes of a fuzzer: lines that begin with '>' are the client's, with '<' the server's,
// with
// '!' holes of as many bytes as the line has; the line ends of both sides are written as they are in the file, and a
// line that begins with none of them belongs to the side before.
inline void talkTurns(StreamReader& reader, std::string_view script)
{
    uint64_t frame = 0;
    Side side = Side::Client;
    while (!script.empty() && !reader.isOver()) {
        std::string_view line = script.substr(0, std::min(script.find('\n'), script.size() - 1) + 1);
        script.remove_prefix(line.size());
        const char mark = line[0];
        if (mark == '>' || mark == '<')
            side = mark == '>' ? Side::Client : Side::Server;
        if (mark == '>' || mark == '<' || mark == '!')
            line.remove_prefix(1);
        ++frame;
        if (mark == '!')
            reader.gap(side, line.size());
        else if (!line.empty())
            reader.data(side, {line, frame, static_cast<int64_t>(frame) * 1000});
    }
    reader.end(Side::Client);
    reader.end(Side::Server);
    reader.finish();
}

} // namespace assay::traffic
