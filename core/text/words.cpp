// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/words.h"

#include "core/base/ascii.h"
#include "core/text/utf8.h"

#include <unicode/uchar.h>

namespace assay {
namespace {

enum class Letter : uint8_t { None, Plain, Paired };

Letter letterOf(char32_t c)
{
    if (c < 0x80)
        return isAsciiAlnum(static_cast<char>(c)) ? Letter::Plain : Letter::None;
    const bool isPaired = (c >= 0x3005 && c <= 0x3007) || (c >= 0x3041 && c <= 0x30FF && c != 0x30FB)
        || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x20000 && c <= 0x3FFFF);
    if (isPaired)
        return Letter::Paired;
    const auto point = static_cast<UChar32>(c);
    const bool isMark = (U_GET_GC_MASK(point) & U_GC_M_MASK) != 0;
    return isMark || u_isalnum(point) ? Letter::Plain : Letter::None;
}

// Splits a text; `isSearched` leaves out the last character of a run of two or more.
std::vector<TextWord> split(std::string_view text, bool isSearched)
{
    std::vector<TextWord> words;
    uint32_t position = 0;
    Letter before = Letter::None;
    size_t begin = 0; // of the plain word or of the paired character before `at`
    bool runHasPair = false;
    const auto endAt = [&](size_t at) {
        const bool isLastOfRun = before == Letter::Paired && runHasPair && isSearched;
        if (before != Letter::None && !isLastOfRun)
            words.push_back(TextWord{text.substr(begin, at - begin), position, false});
        position += before != Letter::None ? 1 : 0;
        runHasPair = false;
    };
    size_t at = 0;
    while (at < text.size()) {
        size_t next = at;
        const Letter letter = letterOf(nextCodePoint(text, next));
        if (letter == Letter::Paired && before == Letter::Paired) {
            words.push_back(TextWord{text.substr(begin, next - begin), position++, false});
            runHasPair = true;
            begin = at;
        } else if (letter != before || letter == Letter::None) {
            endAt(at);
            begin = at;
        }
        before = letter;
        at = next;
    }
    endAt(at);
    return words;
}

} // namespace

std::vector<TextWord> wordsOf(std::string_view folded)
{
    return split(folded, false);
}

std::vector<TextWord> searchedWords(std::string_view phrase)
{
    std::vector<TextWord> words = split(phrase, true);
    if (words.empty())
        return words;
    TextWord& last = words.back();
    const char* const end = last.text.data() + last.text.size();
    const bool hasStar = !phrase.empty() && phrase.back() == '*' && end == phrase.data() + phrase.size() - 1;
    last.isPrefix = hasStar;
    for (TextWord& word : words) { // a lone character before other words stands for all pairs that it begins
        size_t first = 0;
        if (letterOf(nextCodePoint(word.text, first)) == Letter::Paired && first == word.text.size())
            word.isPrefix = true;
    }
    return words;
}

bool holdsPhrase(const std::vector<TextWord>& words, const std::vector<TextWord>& phrase)
{
    const auto matches = [](const TextWord& word, const TextWord& wanted) {
        return wanted.isPrefix ? word.text.substr(0, wanted.text.size()) == wanted.text : word.text == wanted.text;
    };
    for (size_t start = 0; start < words.size() && !phrase.empty(); ++start) {
        size_t at = start, wanted = 0;
        while (wanted < phrase.size()) {
            const uint32_t position = words[start].position + phrase[wanted].position - phrase[0].position;
            while (at < words.size() && words[at].position < position)
                ++at;
            if (at == words.size() || words[at].position != position || !matches(words[at], phrase[wanted]))
                break;
            ++wanted;
        }
        if (wanted == phrase.size())
            return true;
    }
    return false;
}

} // namespace assay
