// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace assay::fuzzy {

// What the peer's metatokens need of a Received header.
struct ReceivedField
{
    bool hasByHost = false;
    bool isSecure = false; // TLS or authenticated, by its protocol
    int64_t time = 0; // seconds since 1970; 0 without a date, -1 when it cannot be read
};

// From a value on one line; nothing when the peer takes it for no Received header at all.
std::optional<ReceivedField> readReceivedField(std::string_view value);

} // namespace assay::fuzzy
