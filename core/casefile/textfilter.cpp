// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/textfilter.h"

#include "core/base/ascii.h"
#include "core/text/searchfold.h"

#include <algorithm>

namespace assay {

TextFilter::TextFilter(std::string_view query)
{
    std::string word;
    bool isQuoted = false;
    const auto endWord = [&] {
        if (!word.empty())
            m_words.push_back(foldedForSearch(word));
        word.clear();
    };
    for (const char c : query) {
        if (c == '"') {
            endWord();
            isQuoted = !isQuoted;
        } else if (isAsciiSpace(c) && !isQuoted) {
            endWord();
        } else {
            word += c;
        }
    }
    endWord();
}

bool TextFilter::matches(std::initializer_list<std::string_view> texts) const
{
    std::vector<std::string> folded;
    folded.reserve(texts.size());
    for (const std::string_view text : texts)
        folded.push_back(foldedForSearch(text));
    return std::all_of(m_words.begin(), m_words.end(), [&](const std::string& word) {
        return std::any_of(folded.begin(), folded.end(),
            [&](const std::string& text) { return text.find(word) != std::string::npos; });
    });
}

} // namespace assay
