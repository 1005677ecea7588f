// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/source.h"

#include <algorithm>

namespace assay {
namespace {

// Where the body begins: behind the first empty line.
size_t bodyBegin(std::string_view message)
{
    size_t line = 0;
    while (line < message.size()) {
        const size_t end = message.find('\n', line);
        if (end == std::string_view::npos)
            break;
        if (end == line || (end == line + 1 && message[line] == '\r'))
            return end + 1;
        line = end + 1;
    }
    return message.size();
}

} // namespace

std::string unquotedMessage(std::string_view stored, std::string_view format)
{
    const bool anyDepth = format == "mbox/mboxrd";
    if (!anyDepth && format != "mbox/mboxo" && format != "mbox/mboxcl")
        return std::string(stored);
    std::string message;
    message.reserve(stored.size());
    size_t copied = 0;
    size_t hit = stored.find(">From ", bodyBegin(stored));
    for (; hit != std::string_view::npos; hit = stored.find(">From ", hit + 1)) {
        size_t line = hit;
        while (anyDepth && line > 0 && stored[line - 1] == '>')
            --line;
        if (line > 0 && stored[line - 1] != '\n')
            continue;
        message.append(stored, copied, line - copied);
        copied = line + 1;
    }
    message.append(stored, copied, stored.size() - copied);
    return message;
}

} // namespace assay
