// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay::fuzzy {

enum class TransferCoding { Unknown, SevenBit, EightBit, QuotedPrintable, Base64, Uuencode };

// By the value of Content-Transfer-Encoding, and by the first bytes of a part.
TransferCoding transferCodingFromName(std::string_view value);
TransferCoding guessTransferCoding(std::string_view raw);

// The peer's decoders. They differ from those for display in what they make of broken input: blanks at line ends stay,
// base64 goes on behind its padding with the bits at hand.
std::string decodeQuotedPrintableText(std::string_view raw);
std::string decodeBase64Text(std::string_view raw);
std::optional<std::string> decodeUuencodedText(std::string_view raw); // nothing when it does not begin like one

} // namespace assay::fuzzy
