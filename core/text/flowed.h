// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay {

// Text of format=flowed (RFC 3676) with its paragraphs joined and space-stuffing removed; `delSp` drops the blank at
// each soft break. Quoted lines keep "> " for each level. Lines end in LF.
std::string unflowed(std::string_view text, bool delSp);

// CR LF and lone CR as LF.
std::string withLfLines(std::string_view text);

} // namespace assay
