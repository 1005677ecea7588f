// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/view/scripts.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::fuzzy {

// A language that stop words and trigrams tell apart.
struct Language
{
    std::string name; // ISO 639-1
    LetterCategory category = LetterCategory::Latin;
    bool hasDiacritics = false;
    bool isAscii = false;
    uint32_t stopWords = 0;
};

// The built-in stop words. Immutable once made; any thread.
class StopWords
{
public:
    static const StopWords& builtIn();
    explicit StopWords(std::string_view table); // in the form of resources/data/stopwords.txt

    const std::vector<Language>& languages() const { return m_languages; }
    // The language that the words between ASCII blanks and punctuation speak for; null when too few do.
    const Language* detect(std::string_view text, LetterCategory category) const;

private:
    struct Entry
    {
        std::string rest; // behind the first run of letters: "'t" of "don't"
        uint16_t language;
    };
    std::vector<uint32_t> countWords(std::string_view text, LetterCategory category) const;
    const Language* bestOf(const std::vector<uint32_t>& counts) const;
    void add(std::string_view word, uint16_t language);

    std::vector<Language> m_languages;
    std::unordered_map<std::string, std::vector<Entry>> m_words; // by their first run
};

} // namespace assay::fuzzy
