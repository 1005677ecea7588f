// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ascii.h"

#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace assay::rules {

// Small cuts of configuration text; views into what was given.
inline std::string_view trimmedLeft(std::string_view text)
{
    while (!text.empty() && isAsciiSpace(text.front()))
        text.remove_prefix(1);
    return text;
}
inline std::string_view trimmedRight(std::string_view text)
{
    while (!text.empty() && isAsciiSpace(text.back()))
        text.remove_suffix(1);
    return text;
}
// The first word, and what follows it without the blanks between.
inline std::pair<std::string_view, std::string_view> splitFirstWord(std::string_view text)
{
    size_t end = 0;
    while (end < text.size() && !isAsciiSpace(text[end]))
        ++end;
    return {text.substr(0, end), trimmedLeft(text.substr(end))};
}
inline std::vector<std::string_view> splitWords(std::string_view text)
{
    std::vector<std::string_view> words;
    for (auto [word, rest] = splitFirstWord(trimmedLeft(text)); !word.empty();
         std::tie(word, rest) = splitFirstWord(rest))
        words.push_back(word);
    return words;
}

} // namespace assay::rules
