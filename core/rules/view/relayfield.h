// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay::rules {

// Pieces of a Received field that can be found without knowing its format. `field` has single blanks.

// White space as single blanks, none at the ends; semicolons at the end dropped.
std::string withSingleBlanks(std::string_view value);
// "... with local for ...": submitted on the same host.
bool isWithLocalFor(std::string_view field);
// "from HOST by HOST;": nothing to learn, unless the host is given as an address.
bool isBareHandover(std::string_view field);
// Without "; Tue, 23 May 2006 13:06:35 -0400" at the end.
std::string_view withoutDate(std::string_view field);
// The greeting, when marked as such.
std::string_view statedHelo(std::string_view field);
std::string_view statedId(std::string_view field);
// The word after the first `mark`.
std::string_view wordAfter(std::string_view field, std::string_view mark);
// What stands between the marks, the longest without a blank; empty when there is nothing.
std::string_view enclosedWord(std::string_view field, std::string_view open, char close);
// Envelope sender in a comment: "return-path: X", "envelope-from X", "envelope-sender=X".
std::optional<std::string> statedSender(std::string_view field);

// As Relay states its texts.
std::string cleaned(std::string_view text);
std::string cleanedSender(std::string_view sender);
std::string cleanedAddress(std::string_view address);
std::string cleanedName(std::string_view name);

} // namespace assay::rules
