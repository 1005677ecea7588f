// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace assay {

// The line that separates the messages of an mbox, seen by itself.

// Longest From line, and longest beginning of the line behind it, that are looked at: longer ones are no borders.
inline constexpr size_t maxFromLine = size_t{16} << 10;
inline constexpr size_t maxNextLine = size_t{1} << 10;

// Whether the line holds a date: a year of 1970-2100 and a time hh:mm, as ctime, RFC 5322 or RFC 3339 write them, with
// or without seconds and zone. Words with '@' are addresses and not looked at.
bool fromLineHasDate(std::string_view line);

enum class Judgement { No, Yes, NeedMore };

// Whether `text` begins with a header field name: printable ASCII, blanks, a colon.
Judgement beginsWithHeader(std::string_view text, bool complete);

// Whether the line behind a From line may follow a border: a header line, ">From ", another border, an empty line or
// the end. `rest` begins with that line; `complete`: nothing follows `rest`, else NeedMore where it is too short to
// tell.
Judgement mayFollowBorder(std::string_view rest, bool complete);

} // namespace assay
