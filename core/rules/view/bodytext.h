// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/sourcemap.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// A text in UTF-8 and whether Unicode rules of white space apply to it. When they do not, characters from U+0080 to
// U+00FF stand for single bytes.
struct RenderedText
{
    std::string text;
    bool characters = false;
};

// Cuts a part for rendered rules at 50 000 characters: behind the next newline or else blank within 1024, else there.
// The result is the number of bytes to keep.
size_t renderedScanSize(std::string_view text);
// The same for raw rules: 500 000 bytes, newline, '>' or blank.
size_t rawScanSize(std::string_view text);

// Paragraph form of body rules: a run of white space with two newlines or more becomes one newline, any other one
// blank. A zero byte becomes a newline too. The map leads into `text`.
std::string collapseParagraphs(std::string_view text, bool characters, SourceMap* map = nullptr);

// Offsets where pieces begin. Body rules: after each newline; longer pieces are cut after the last blank within 2048.
std::vector<size_t> splitShortLines(std::string_view text);
// Raw rules: stretches of 2048 to 4096 bytes ending at a newline, '>' or blank.
std::vector<size_t> splitShortParagraphs(std::string_view text);

} // namespace assay::rules
