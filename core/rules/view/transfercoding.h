// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/sourcemap.h"

#include <string>
#include <string_view>

namespace assay::rules {

// Transfer decoding as SpamAssassin does it (spec/regex B.4); it differs from a mail reader's in the broken cases. A
// map, when given, gets the runs of the result in the encoded text.

// Blanks before a line end and soft line breaks go, =hh in either case is a byte, any other '=' stays.
std::string decodeQuotedPrintable(std::string_view text, SourceMap* map = nullptr);
// Bytes outside the alphabet go; '=' inside the data counts as a digit.
std::string decodeBase64(std::string_view text, SourceMap* map = nullptr);
// CR LF becomes LF.
std::string withoutCarriageReturns(std::string text, SourceMap* map = nullptr);

} // namespace assay::rules
