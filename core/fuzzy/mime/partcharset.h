// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay::fuzzy {

// The converter that the peer takes for a charset label; empty when it knows none. Labels are read more literally than
// for display: "iso-8859-1" is not windows-1252.
std::string peerCharset(std::string_view label);
// From the charset with that name of peerCharset(); bad input becomes U+FFFD. Nothing when there is no such converter.
std::optional<std::string> convertFrom(std::string_view bytes, const std::string& charset);

struct DecodedText
{
    std::string text;
    bool isUtf8 = false; // else bytes in an unknown charset
};

// A text part in UTF-8: by its label, by a guess from its bytes, or as it is.
DecodedText decodePartText(std::string_view bytes, std::string_view label);

// Every run of bytes that is no UTF-8 as question marks, as in decoded headers.
void replaceBadUtf8(std::string& text);

} // namespace assay::fuzzy
