// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace assay::rules {

// Character tables of byte patterns: classes (\w \d \s \b and POSIX) are those of ASCII whatever the locale, with VT in
// \s, while case folding also joins the 30 pairs C0-DE (not D7) and E0-FE (not F7), as Perl's /aa does on bytes
// (spec/regex B.3). In the layout of pcre2_maketables(): both libraries, 8 and 32 bits, read the same bytes.
const uint8_t* byteTables();

// The other case of a byte under the folding above; the byte itself when it has none.
uint8_t otherCaseOfByte(uint8_t byte);

} // namespace assay::rules
