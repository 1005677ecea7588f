// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/listtext.h"

#include <algorithm>

namespace assay {
namespace {

// The next line, without its end; removes both from the text.
std::string_view takeLine(std::string_view& text)
{
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

std::optional<query::IpRange> parseRange(std::string_view line)
{
    const size_t dash = line.find('-');
    const auto low = IpAddress::parse(line.substr(0, dash));
    if (dash == std::string_view::npos)
        return low ? std::optional(query::IpRange{*low, *low}) : std::nullopt;
    const auto high = IpAddress::parse(line.substr(dash + 1));
    if (!low || !high || *high < *low)
        return std::nullopt;
    return query::IpRange{*low, *high};
}

} // namespace

std::string listText(const query::NamedList& list)
{
    std::string text;
    for (const query::IpRange& range : list.addresses.ranges()) {
        text += range.low.toString();
        if (range.low != range.high)
            text += "-" + range.high.toString();
        text += '\n';
    }
    std::vector<std::string_view> words(list.words.begin(), list.words.end());
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    for (const std::string_view word : words) {
        text += word;
        text += '\n';
    }
    return text;
}

Result<query::NamedList> listFromText(std::string_view name, std::string_view text, bool isAddresses)
{
    query::NamedList list;
    list.name = name;
    std::vector<query::IpRange> ranges;
    for (size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = takeLine(text);
        if (!isAddresses) {
            list.words.emplace_back(line);
            continue;
        }
        const auto range = parseRange(line);
        if (!range)
            return Error{ErrorCode::BadData, "@" + std::string(name), "line " + std::to_string(number)};
        ranges.push_back(*range);
    }
    list.addresses = query::IpRangeSet(std::move(ranges));
    return list;
}

} // namespace assay
