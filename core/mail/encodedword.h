// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/defect.h"

#include <string>
#include <string_view>

namespace assay {

struct HeaderTextOptions
{
    size_t maxWords = 10'000; // encoded words; with more, the raw text is shown (HeaderTooLong)
    std::string_view bodyCharset; // tried for 8-bit bytes that are not UTF-8
};

struct HeaderText
{
    std::string text; // UTF-8, one line, without blanks at the ends
    DefectSet defects;
};

// A raw header value for display: unfolded, RFC 2047 words decoded wherever they stand (in quoted strings, without
// blanks around them, with blanks inside, with a language suffix), 8-bit bytes read as UTF-8, else the body's charset,
// else windows-1252. Words side by side lose the blanks between them; each base64 word is decoded by itself, then the
// bytes of neighbours of the same charset are joined, then converted. Control characters never make a second line.
// Linear.
HeaderText decodeHeaderText(std::string_view raw, const HeaderTextOptions& options = {});

} // namespace assay
