// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace assay {

// A word of a text that is folded already (core/text/searchfold.h): a run of letters and digits. Runs of Chinese and
// Japanese have no blanks: there every character begins a word, which is this character and the next one of the run.
struct TextWord
{
    std::string_view text; // of the folded text
    uint32_t position = 0; // words and such characters before it
    bool isPrefix = false; // of a searched text: longer words that begin so match too
};

// All words of a text.
std::vector<TextWord> wordsOf(std::string_view folded);
// The words that a text must have, each as far behind the first as here, when it has this phrase: the same, without the
// single last character of longer Chinese runs. A "*" at the very end makes the last word a prefix. Empty: the phrase
// has no word.
std::vector<TextWord> searchedWords(std::string_view foldedPhrase);

// Whether `words` (of wordsOf) hold the phrase (of searchedWords); false when it is empty. For texts without an index.
bool holdsPhrase(const std::vector<TextWord>& words, const std::vector<TextWord>& phrase);

} // namespace assay
