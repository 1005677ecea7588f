// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::fuzzy {

struct HeaderField
{
    std::string_view name;
    std::string value; // on one line, not decoded
};

using HeaderFields = std::vector<HeaderField>;

// Where headers end and the body begins, as the peer sees it; nothing when there is no empty line.
struct HeaderEnd
{
    size_t headerLength = 0;
    size_t bodyOffset = 0;
};
std::optional<HeaderEnd> findHeaderEnd(std::string_view text);
// Whether a text without an empty line begins like a header ("Name: value").
bool looksLikeHeaders(std::string_view text);

HeaderFields readHeaders(std::string_view block);
// The first field of that name, whatever its case; null when there is none.
const HeaderField* findHeader(const HeaderFields& fields, std::string_view name);

// Encoded words decoded, as the peer joins them; UTF-8.
std::string decodeHeader(std::string_view value);

} // namespace assay::fuzzy
