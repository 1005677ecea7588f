// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/view/language.h"

#include "core/fuzzy/view/scripts.h"
#include "core/fuzzy/view/stopwords.h"
#include "core/fuzzy/view/trigrams.h"
#include "core/text/utf8.h"

#include <unicode/uchar.h>

namespace assay::fuzzy {
namespace {

constexpr size_t fewestTokens = 10; // for trigrams
constexpr size_t sampleSize = 80;

std::string_view usualLanguage(LetterCategory category)
{
    switch (category) {
    case LetterCategory::Cyrillic:
        return "ru";
    case LetterCategory::Devanagari:
        return "hi";
    case LetterCategory::Arab:
        return "ar";
    case LetterCategory::Latin:
        break;
    }
    return "en";
}

bool isLetterWord(std::string_view word)
{
    if (word.size() < 2)
        return false;
    size_t first = 0;
    const char32_t begin = nextCodePoint(word, first);
    size_t last = word.size() - 1;
    while (last > 0 && (static_cast<unsigned char>(word[last]) & 0xC0) == 0x80)
        --last;
    if (last == 0)
        return false;
    const char32_t end = nextCodePoint(word, last);
    return u_isalpha(static_cast<UChar32>(begin)) && u_isalpha(static_cast<UChar32>(end));
}

// Words spread evenly over the text, in the stretches that the peer takes its random ones from: the first word, and one
// of each stretch behind a longer first one. Of each the middle word, or the next after it that has letters at both
// ends.
std::vector<std::string_view> sampleWords(const Words& words)
{
    const size_t stretches = std::min(words.size(), sampleSize);
    const size_t length = words.size() / stretches;
    const auto isUsable = [&words](
                              size_t at) { return !words.token(at).isException && isLetterWord(words.normalised(at)); };
    std::vector<std::string_view> sample;
    if (isUsable(0))
        sample.push_back(words.normalised(0));
    for (size_t begin = length + words.size() % stretches; begin < words.size(); begin += length) {
        for (size_t step = 0; step < length; ++step) {
            const size_t at = begin + (length / 2 + step) % length;
            if (isUsable(at)) {
                sample.push_back(words.normalised(at));
                break;
            }
        }
    }
    return sample;
}

} // namespace

std::string detectLanguage(std::string_view stripped, const Words& words)
{
    if (stripped.empty() || words.size() == 0)
        return {};
    const Scripts scripts = scanScripts(stripped);
    if (!scripts.language.empty())
        return std::string(scripts.language);
    if (const Language* language = StopWords::builtIn().detect(stripped, scripts.category))
        return language->name;
    if (words.size() < fewestTokens)
        return std::string(usualLanguage(scripts.category));
    const std::string language = Trigrams::builtIn().detect(sampleWords(words), scripts.category);
    return language.empty() ? "en" : language;
}

} // namespace assay::fuzzy
