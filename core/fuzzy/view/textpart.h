// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/hashoptions.h"
#include "core/fuzzy/mime/parttree.h"
#include "core/fuzzy/view/words.h"

#include <memory>
#include <string>

namespace assay::fuzzy {

// What is hashed of one text part, with the steps that lead there.
struct TextPart
{
    bool isHtml = false;
    std::string content; // UTF-8; of HTML the visible text
    std::string stripped; // on one line
    std::string language; // of the stemmer
    Words words; // into `stripped`: the struct must not move
};

std::unique_ptr<TextPart> readTextPart(const MimePart& part, bool isHtml, WordBreakLocale locale, uint32_t wordsDecay);

} // namespace assay::fuzzy
