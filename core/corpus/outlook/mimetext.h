// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/outlook/properties.h"

#include <string>
#include <string_view>

namespace assay {

// Pieces of a message in the making. No text that goes in can begin a header or a line of its own.

// Text of a header: as it is when ASCII, else RFC 2047 words in its charset.
std::string headerText(const StoredText& text);
// "Name <address>"; the name alone when the address is no Internet address.
std::string headerAddress(const StoredText& name, const StoredText& address);
// `; name="value"`, or as RFC 2231 when the value is not plain.
std::string headerParameter(std::string_view name, const StoredText& value);
// "Mon, 01 Jan 2024 10:00:00 +0000".
std::string headerDate(int64_t seconds);
// ASCII without control characters.
bool isPlainAscii(std::string_view text);

} // namespace assay
