// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/view/stopwords.h"

#include "core/base/ascii.h"
#include "core/fuzzy/data/lines.h"
#include "core/fuzzy/data/tables.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <unicode/uchar.h>

namespace assay::fuzzy {
namespace {

// Blanks and punctuation of ASCII end words, whatever the language.
bool endsWord(char c)
{
    const auto value = static_cast<unsigned char>(c);
    return isAsciiSpace(c) || (value > 0x20 && value < 0x7F && !isAsciiAlnum(c));
}

size_t runEnd(std::string_view text, size_t begin)
{
    while (begin < text.size() && !endsWord(text[begin]))
        ++begin;
    return begin;
}

std::string lowerCase(std::string_view word)
{
    if (isAscii(word))
        return toAsciiLower(word);
    std::string lower;
    for (size_t i = 0; i < word.size();)
        appendUtf8(lower, static_cast<char32_t>(u_tolower(static_cast<UChar32>(nextCodePoint(word, i)))));
    return lower;
}

LetterCategory categoryOf(std::string_view name)
{
    if (name == "cyrillic")
        return LetterCategory::Cyrillic;
    if (name == "devanagari")
        return LetterCategory::Devanagari;
    return name == "arab" ? LetterCategory::Arab : LetterCategory::Latin;
}

// "[de]\tlatin\tdiacritics"
Language readHead(std::string_view line)
{
    Language language;
    const std::string_view name = data::takeUntil(line, '\t');
    language.name = std::string(name.substr(1, name.size() - 2));
    language.category = categoryOf(data::takeUntil(line, '\t'));
    language.hasDiacritics = line.find("diacritics") != std::string_view::npos;
    language.isAscii = line.find("ascii") != std::string_view::npos;
    return language;
}

// Whether what follows a first run goes on as `rest` and ends there.
bool continuesAs(std::string_view text, const std::string& rest)
{
    return startsWithIgnoringCase(text, rest) && (text.size() == rest.size() || endsWord(text[rest.size()]));
}

} // namespace

const StopWords& StopWords::builtIn()
{
    static const StopWords words(data::stopWords());
    return words;
}

StopWords::StopWords(std::string_view table)
{
    while (!table.empty()) {
        const std::string_view line = data::takeUntil(table, '\n');
        if (line.empty() || line[0] == '#')
            continue;
        if (line[0] == '[')
            m_languages.push_back(readHead(line));
        else if (!m_languages.empty())
            add(line, static_cast<uint16_t>(m_languages.size() - 1));
    }
}

void StopWords::add(std::string_view word, uint16_t language)
{
    const std::string lower = lowerCase(word);
    const size_t end = runEnd(lower, 0);
    m_words[lower.substr(0, end)].push_back({lower.substr(end), language});
    ++m_languages[language].stopWords;
}

std::vector<uint32_t> StopWords::countWords(std::string_view text, LetterCategory category) const
{
    constexpr uint32_t enough = 80;
    std::vector<uint32_t> counts(m_languages.size());
    for (size_t begin = 0; begin < text.size();) {
        const size_t end = runEnd(text, begin);
        if (end == begin) {
            ++begin;
            continue;
        }
        constexpr size_t longest = 64;
        const auto found =
            end - begin > longest ? m_words.end() : m_words.find(lowerCase(text.substr(begin, end - begin)));
        if (found != m_words.end()) {
            for (const Entry& entry : found->second) {
                if (m_languages[entry.language].category != category || !continuesAs(text.substr(end), entry.rest))
                    continue;
                if (++counts[entry.language] > enough)
                    return counts;
            }
        }
        begin = end;
    }
    return counts;
}

const Language* StopWords::bestOf(const std::vector<uint32_t>& counts) const
{
    bool anyDiacritics = false;
    bool anyOther = false;
    for (size_t i = 0; i < counts.size(); ++i) {
        anyDiacritics = anyDiacritics || (counts[i] > 0 && m_languages[i].hasDiacritics);
        anyOther = anyOther || (counts[i] > 0 && m_languages[i].category != LetterCategory::Latin);
    }
    constexpr uint32_t fewest = 4;
    constexpr uint32_t sure = 10; // a language without marks of its own must show so many beside one that has
    const Language* best = nullptr;
    double bestRate = 0;
    for (size_t i = 0; i < counts.size(); ++i) {
        const Language& language = m_languages[i];
        const bool doubtful =
            (anyDiacritics && language.isAscii) || (anyOther && language.category == LetterCategory::Latin);
        if (counts[i] < (doubtful ? sure : fewest))
            continue;
        const double rate = static_cast<double>(counts[i]) / language.stopWords;
        if (rate > bestRate) {
            bestRate = rate;
            best = &language;
        }
    }
    return best;
}

const Language* StopWords::detect(std::string_view text, LetterCategory category) const
{
    return bestOf(countWords(text, category));
}

} // namespace assay::fuzzy
