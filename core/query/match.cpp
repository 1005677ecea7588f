// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/match.h"

#include "core/query/glob.h"
#include "core/text/searchfold.h"
#include "core/text/utf8.h"
#include "core/text/words.h"

#include <algorithm>

namespace assay::query {
namespace {

using Piece = TextTest::Piece;

// The phrase of a text whose wildcards allow one: none, or one run at the end.
std::string phraseOf(const TextTest& test)
{
    std::string phrase = test.folded;
    if (test.pieces.size() == 2 && test.pieces[0].kind == Piece::Kind::Literal
        && test.pieces[1].kind == Piece::Kind::AnyRun)
        phrase = test.pieces[0].literal + "*";
    else if (!test.pieces.empty())
        return {};
    else if (phrase.ends_with('*')) // a star that was quoted
        phrase.back() = ' ';
    return searchedWords(phrase).empty() ? std::string() : phrase;
}

bool hasPhrase(std::string_view folded, std::string_view phrase)
{
    const std::vector<TextWord> searched = searchedWords(phrase);
    const bool possible = std::all_of(searched.begin(), searched.end(),
        [folded](const TextWord& word) { return folded.find(word.text) != std::string_view::npos; });
    return possible && holdsPhrase(wordsOf(folded), searched);
}

bool contains(const NamedList& list, std::string_view word)
{
    return std::binary_search(list.words.begin(), list.words.end(), word, std::less<>());
}

// The entry may be an address, "@domain" or "domain".
bool containsAddress(const NamedList& list, std::string_view part)
{
    if (contains(list, part))
        return true;
    const size_t at = part.rfind('@');
    return at != std::string_view::npos && (contains(list, part.substr(at)) || contains(list, part.substr(at + 1)));
}

} // namespace

TextTest makeTextTest(std::string_view text, FieldType type, TextTest::Mode mode, std::vector<Piece> pieces)
{
    TextTest test;
    test.mode = mode;
    test.text = text;
    test.folded = foldedForSearch(text);
    test.pieces = std::move(pieces);
    if (type == FieldType::Words && mode == TextTest::Mode::Natural)
        test.phrase = phraseOf(test);
    return test;
}

TextTest makeTextTest(std::string_view text, FieldType type, TextTest::Mode mode)
{
    return makeTextTest(text, type, mode, {});
}

bool matchesText(const TextTest& test, FieldType type, std::string_view folded)
{
    const bool whole = test.mode == TextTest::Mode::Exact || type == FieldType::Keyword;
    if (!test.phrase.empty() && !whole)
        return hasPhrase(folded, test.phrase);
    if (!test.pieces.empty())
        return whole ? globMatches(test.pieces, folded) : globIsIn(test.pieces, folded);
    return whole ? folded == test.folded : folded.find(test.folded) != std::string_view::npos;
}

bool matchesWordList(const NamedList& list, FieldType type, std::string_view folded)
{
    if (contains(list, folded))
        return true;
    if (type == FieldType::Keyword)
        return false;
    constexpr std::string_view separators = " \t\r\n<>()[]{}\",;";
    for (size_t begin = 0; begin < folded.size();) {
        const size_t end = std::min(folded.find_first_of(separators, begin), folded.size());
        if (end > begin && containsAddress(list, folded.substr(begin, end - begin)))
            return true;
        begin = end + 1;
    }
    return false;
}

bool matchesText(
    const Test& test, FieldType type, std::string_view value, std::string_view folded, const RegexMatcher& regex)
{
    if (const auto* text = std::get_if<TextTest>(&test))
        return matchesText(*text, type, folded);
    if (const auto* pattern = std::get_if<RegexTest>(&test))
        return regex && regex(*pattern, value);
    if (const auto* list = std::get_if<ListTest>(&test))
        return list->list && matchesWordList(*list->list, type, folded);
    return false;
}

bool NumberTest::matches(double value) const
{
    if (low && !(lowIncluded ? value >= *low : value > *low))
        return false;
    return !high || (highIncluded ? value <= *high : value < *high);
}

bool matchesNumber(const Test& test, double value)
{
    const auto* number = std::get_if<NumberTest>(&test);
    return number && number->matches(value);
}

bool matchesAddress(const Test& test, const IpAddress& value)
{
    if (const auto* address = std::get_if<IpTest>(&test))
        return address->ranges.contains(value);
    const auto* list = std::get_if<ListTest>(&test);
    return list && list->list && list->list->addresses.contains(value);
}

} // namespace assay::query
