// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/archive/entryname.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace assay {
namespace {

constexpr size_t maxName = 4096;

bool isControl(char c)
{
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
}

void appendLevel(EntryName& result, std::string_view level)
{
    if (level.empty() || level == ".")
        return;
    if (level == "..") {
        result.wasBad = true;
        result.name.resize(result.name.rfind('/') == std::string::npos ? 0 : result.name.rfind('/'));
        return;
    }
    if (!result.name.empty())
        result.name += '/';
    result.name += level;
}

} // namespace

EntryName cleanEntryName(std::string_view stored)
{
    EntryName result;
    result.wasBad = stored.size() > maxName;
    std::string text(stored.substr(0, maxName));
    std::replace(text.begin(), text.end(), '\\', '/');
    result.wasBad = result.wasBad || std::any_of(text.begin(), text.end(), isControl);
    std::replace_if(text.begin(), text.end(), isControl, '_');

    std::string_view rest = text;
    if (rest.size() >= 2 && isAsciiLetter(rest[0]) && rest[1] == ':') {
        result.wasBad = true;
        rest.remove_prefix(2);
    }
    if (!rest.empty() && rest.front() == '/')
        result.wasBad = true;
    while (!rest.empty()) {
        const size_t end = std::min(rest.find('/'), rest.size());
        appendLevel(result, rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (result.name.empty()) {
        result.wasBad = true;
        result.name = "unnamed";
    }
    return result;
}

} // namespace assay
