// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/segmentanswer.h"

#include "core/base/ascii.h"
#include "core/text/searchfold.h"
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

// Texts that are whole numbers.
RowSet answerNumbers(const Segment& segment, TextColumn column, const Test& test)
{
    return segment.passing(column, [&](std::string_view original, std::string_view) {
        double value = 0;
        for (const char c : original)
            value = value * 10 + (c - '0');
        return query::matchesNumber(test, value);
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

bool isOfModels(FieldPlace place)
{
    switch (place) {
    case FieldPlace::NeuralOutput:
    case FieldPlace::ModelOutput:
    case FieldPlace::FusedRisk:
    case FieldPlace::AnomalyRisk:
    case FieldPlace::BoostedRisk:
    case FieldPlace::Disagree:
        return true;
    default:
        return false;
    }
}

// The number that a field shows of what a model said.
std::optional<double> modelNumber(FieldPlace place, std::string_view key, const ModelSaid& said)
{
    // A float holds three digits behind the point; the rest is noise.
    const auto rounded = [](float value) { return std::round(static_cast<double>(value) * 1000) / 1000; };
    if (place == FieldPlace::ModelOutput)
        return equalsIgnoringCase(said.model, key) ? std::optional(rounded(said.output)) : std::nullopt;
    const bool isMeant = (place == FieldPlace::NeuralOutput && said.role == ModelRole::Neural)
        || (place == FieldPlace::FusedRisk && said.role == ModelRole::Fusion)
        || (place == FieldPlace::AnomalyRisk && said.role == ModelRole::Anomaly)
        || (place == FieldPlace::BoostedRisk && said.role == ModelRole::Boosted);
    if (!isMeant || said.isShadow)
        return std::nullopt;
    return rounded(said.role == ModelRole::Neural ? said.output : said.risk);
}

// The verdict of a model: of the one that scores for comparison, if there is one of that name. `isWanted` tells names.
template <typename IsWanted>
const ModelSaid* verdictOf(std::span<const ModelSaid> said, const IsWanted& isWanted)
{
    const ModelSaid* found = nullptr;
    for (const ModelSaid& one : said) {
        if (isWanted(one.model) && (!found || one.isShadow))
            found = &one;
    }
    return found;
}

// What a verdict is held against: the current model of the name, else all together.
const ModelSaid* currentBeside(std::span<const ModelSaid> said, const ModelSaid& challenger)
{
    const ModelSaid* all = nullptr;
    for (const ModelSaid& one : said) {
        if (&one != &challenger && !one.isShadow && one.model == challenger.model)
            return &one;
        if (&one != &challenger && one.role == ModelRole::Fusion)
            all = &one;
    }
    return all;
}

bool disagrees(std::span<const ModelSaid> said, const query::Term& term, RegexCache& regexes)
{
    const ModelSaid* first = nullptr;
    for (const Test& test : term.tests) {
        const auto* verdict = verdictOf(said, [&](std::string_view name) {
            const std::string folded = foldedForSearch(name);
            return query::matchesText(test, term.type(), name, folded,
                [&](const query::RegexTest& regex, std::string_view text) { return regexes.matches(regex, text); });
        });
        if (!verdict)
            continue;
        const ModelSaid* other = term.tests.size() == 1 ? currentBeside(said, *verdict) : first;
        if (other && other->isHostile != verdict->isHostile)
            return true;
        first = first ? first : verdict;
    }
    return false;
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
        switch (field.place) {
        case FieldPlace::Text:
            found |= answerText(segment, field.text, term.type(), test, regex);
            if (field.also != TextColumn::Count)
                found |= answerText(segment, field.also, term.type(), test, regex);
            break;
        case FieldPlace::Status:
            found |= answerNumbers(segment, field.text, test);
            break;
        case FieldPlace::Words:
            found |= answerWords(segment, test, std::span(&field.words, 1));
            break;
        case FieldPlace::FreeText:
            found |= answerWords(segment, test, allWords);
            break;
        default:
            found |= answerAddress(segment, test);
        }
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
        return isOfModels(place);
    }
}

bool isScanText(FieldPlace place)
{
    return isOfScan(place) && place != FieldPlace::SymbolScore && place != FieldPlace::ScanTime && !matchNumberOf(place)
        && !isOfModels(place);
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
    if (field.place == FieldPlace::Disagree)
        return scan.withModels([&](std::span<const ModelSaid> said) { return disagrees(said, term, regexes); });
    if (isOfModels(field.place)) {
        return scan.withModels([&](std::span<const ModelSaid> said) {
            return std::any_of(said.begin(), said.end(), [&](const ModelSaid& one) {
                const auto number = modelNumber(field.place, term.key, one);
                return number && passes(*number);
            });
        });
    }
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
    if (isOfModels(field.place)) {
        return scan.withModels([&](std::span<const ModelSaid> said) {
            return std::any_of(said.begin(), said.end(), [&](const ModelSaid& one) {
                return field.place == FieldPlace::Disagree ? one.isShadow
                                                           : modelNumber(field.place, key, one).has_value();
            });
        });
    }
    return scan.column(scanColumnOf(field.place)).rowsWithAny();
}

} // namespace assay
