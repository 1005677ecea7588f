// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/flowed.h"

#include <algorithm>

namespace assay {

std::string unflowed(std::string_view text, bool delSp)
{
    std::string joined;
    joined.reserve(text.size());
    bool open = false; // the last line flows on
    size_t openDepth = 0;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        size_t depth = 0;
        while (depth < line.size() && line[depth] == '>')
            ++depth;
        line.remove_prefix(depth);
        if (!line.empty() && line.front() == ' ')
            line.remove_prefix(1);
        const bool signature = line == "-- ";
        const bool flows = !signature && !line.empty() && line.back() == ' ';
        if (open && (depth != openDepth || signature)) {
            joined += '\n';
            open = false;
        }
        if (!open && depth > 0)
            joined.append(depth, '>') += ' ';
        joined += flows && delSp ? line.substr(0, line.size() - 1) : line;
        if (!flows)
            joined += '\n';
        open = flows;
        openDepth = depth;
    }
    return joined;
}

std::string withLfLines(std::string_view text)
{
    std::string lines;
    lines.reserve(text.size());
    while (!text.empty()) {
        const size_t at = text.find('\r');
        lines += text.substr(0, at);
        if (at == std::string_view::npos)
            break;
        lines += '\n';
        text.remove_prefix(at + 1);
        if (!text.empty() && text.front() == '\n')
            text.remove_prefix(1);
    }
    return lines;
}

} // namespace assay
