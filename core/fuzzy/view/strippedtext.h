// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::fuzzy {

// The text of a part on one line, as words and links are looked for in it.
struct StrippedText
{
    std::string text;
    std::vector<uint32_t> newlines; // offsets behind the blank that stands for a line break, ascending
};

// Each run of line breaks becomes one blank, leading blanks of lines vanish, characters without width vanish from UTF-8
// text (but for a single one where a line begins, which the peer overlooks). A plain text line that ends inside <...>
// joins the next without a blank.
StrippedText stripText(std::string_view text, bool isHtml, bool isUtf8);

} // namespace assay::fuzzy
