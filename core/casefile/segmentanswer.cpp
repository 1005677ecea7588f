// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/segmentanswer.h"

#include "core/text/words.h"

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

using query::FieldType;
using query::ListTest;
using query::RowSet;
using query::Test;
using query::TextTest;

// Message-IDs are kept without angle brackets and may be asked for with them.
TextTest withoutBrackets(const TextTest& test)
{
    TextTest bare = test;
    if (test.pieces.empty() && test.folded.size() > 2 && test.folded.front() == '<' && test.folded.back() == '>')
        bare.folded = test.folded.substr(1, test.folded.size() - 2);
    return bare;
}

RowSet answerText(
    const Segment& segment, TextColumn column, FieldType type, const Test& test, const query::RegexMatcher& regex)
{
    if (const auto* text = std::get_if<TextTest>(&test)) {
        const bool isId = column == TextColumn::MessageId || column == TextColumn::Thread;
        const TextTest wanted = isId ? withoutBrackets(*text) : *text;
        if (wanted.pieces.empty()) {
            const bool isWhole = wanted.mode == TextTest::Mode::Exact || type == FieldType::Keyword;
            return isWhole ? segment.equalTo(column, wanted.folded) : segment.containing(column, wanted.folded);
        }
        return segment.passing(column,
            [&](std::string_view, std::string_view folded) { return query::matchesText(wanted, type, folded); });
    }
    return segment.passing(column, [&](std::string_view original, std::string_view folded) {
        return query::matchesText(test, type, original, folded, regex);
    });
}

RowSet answerWords(const Segment& segment, const Test& test, std::span<const WordColumnId> columns)
{
    RowSet found(segment.rows());
    const auto* text = std::get_if<TextTest>(&test);
    if (!text)
        return found;
    const std::vector<TextWord> phrase = searchedWords(text->phrase);
    for (const WordColumnId column : columns)
        found |= segment.words(column).rowsWith(phrase);
    return found;
}

RowSet answerAddress(const Segment& segment, const Test& test)
{
    if (const auto* address = std::get_if<query::IpTest>(&test))
        return segment.withAddress(address->ranges);
    const auto* list = std::get_if<ListTest>(&test);
    return list && list->list ? segment.withAddress(list->list->addresses) : RowSet(segment.rows());
}

std::optional<MatchNumber> matchNumberOf(FieldPlace place)
{
    switch (place) {
    case FieldPlace::FuzzyFlag:
        return MatchNumber::Flag;
    case FieldPlace::FuzzySimilarity:
        return MatchNumber::Similarity;
    case FieldPlace::FuzzyWeight:
        return MatchNumber::Weight;
    default:
        return std::nullopt;
    }
}

// The first digits of a digest stand for it.
bool beginsDigest(const Test& test, std::string_view folded)
{
    const auto* text = std::get_if<TextTest>(&test);
    return text && text->pieces.empty() && text->mode == TextTest::Mode::Natural && !text->folded.empty()
        && folded.substr(0, text->folded.size()) == text->folded;
}

} // namespace

bool isInIndex(const query::Term& term, const CaseField& field)
{
    if (field.place == FieldPlace::Header)
        return false;
    if (field.place != FieldPlace::Words && field.place != FieldPlace::FreeText)
        return true;
    return std::all_of(term.tests.begin(), term.tests.end(), [](const Test& test) {
        const auto* text = std::get_if<TextTest>(&test);
        return text && text->mode == TextTest::Mode::Natural && !text->phrase.empty();
    });
}

RowSet answerFromSegment(
    const Segment& segment, const query::Term& term, const CaseField& field, const query::RegexMatcher& regex)
{
    static constexpr std::array allWords = {WordColumnId::Subject, WordColumnId::Addresses, WordColumnId::Body,
        WordColumnId::Attachments, WordColumnId::Hosts};
    RowSet found(segment.rows());
    for (const Test& test : term.tests) {
        if (field.place == FieldPlace::Text)
            found |= answerText(segment, field.text, term.type(), test, regex);
        else if (field.place == FieldPlace::Words)
            found |= answerWords(segment, test, std::span(&field.words, 1));
        else if (field.place == FieldPlace::FreeText)
            found |= answerWords(segment, test, allWords);
        else
            found |= answerAddress(segment, test);
    }
    return found;
}

bool isOfScan(FieldPlace place)
{
    switch (place) {
    case FieldPlace::Symbol:
    case FieldPlace::SymbolScore:
    case FieldPlace::Rule:
    case FieldPlace::Option:
    case FieldPlace::Group:
    case FieldPlace::Detector:
    case FieldPlace::ScanTime:
    case FieldPlace::FuzzyDigest:
    case FieldPlace::FuzzyFlag:
    case FieldPlace::FuzzySimilarity:
    case FieldPlace::FuzzyWeight:
    case FieldPlace::FuzzyStorage:
        return true;
    default:
        return false;
    }
}

bool isScanText(FieldPlace place)
{
    return isOfScan(place) && place != FieldPlace::SymbolScore && place != FieldPlace::ScanTime
        && !matchNumberOf(place);
}

ScanColumn scanColumnOf(FieldPlace place)
{
    switch (place) {
    case FieldPlace::Rule:
        return ScanColumn::Rule;
    case FieldPlace::Option:
        return ScanColumn::Option;
    case FieldPlace::Group:
        return ScanColumn::Group;
    case FieldPlace::Detector:
        return ScanColumn::Detector;
    case FieldPlace::FuzzyDigest:
        return ScanColumn::FuzzyDigest;
    case FieldPlace::FuzzyStorage:
        return ScanColumn::FuzzyStorage;
    default:
        return ScanColumn::Symbol;
    }
}

RowSet answerFromScanSegment(
    const ScanSegment& scan, const query::Term& term, const CaseField& field, RegexCache& regexes)
{
    const auto passes = [&](double value) {
        return std::any_of(
            term.tests.begin(), term.tests.end(), [&](const Test& test) { return query::matchesNumber(test, value); });
    };
    if (field.place == FieldPlace::ScanTime)
        return scan.withTime(passes);
    if (field.place == FieldPlace::SymbolScore) // a float holds three digits behind the point
        return scan.withScore(term.key, [&](double score) { return passes(std::round(score * 1000) / 1000); });
    if (const auto number = matchNumberOf(field.place))
        return scan.withMatch(*number, passes);
    const auto regex = [&](const query::RegexTest& test, std::string_view text) { return regexes.matches(test, text); };
    return scan.passing(scanColumnOf(field.place), [&](std::string_view original, std::string_view folded) {
        return std::any_of(term.tests.begin(), term.tests.end(), [&](const Test& test) {
            return query::matchesText(test, term.type(), original, folded, regex)
                || (field.place == FieldPlace::FuzzyDigest && beginsDigest(test, folded));
        });
    });
}

RowSet presentInScan(const ScanSegment& scan, const CaseField& field, std::string_view key)
{
    if (field.place == FieldPlace::ScanTime)
        return scan.withTime([](double) { return true; });
    if (field.place == FieldPlace::SymbolScore)
        return scan.withScore(key, [](double) { return true; });
    if (const auto number = matchNumberOf(field.place))
        return scan.withMatch(*number, [](double) { return true; });
    return scan.column(scanColumnOf(field.place)).rowsWithAny();
}

} // namespace assay
