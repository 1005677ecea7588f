// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay::rules {

// Whether text of this declared set that is all ASCII needs no decoding (spec/regex B.5): ASCII, ISO 8859, windows-*,
// UTF-8, KOI8, EUC, Big5, GBK, GB 18030.
bool extendsAscii(std::string_view charset);

// Name of the ICU converter for a declared set other than UTF-8, UTF-16, ASCII and windows-1252; empty when the set is
// not among those that SpamAssassin's Perl knows.
std::string converterName(std::string_view charset);

} // namespace assay::rules
