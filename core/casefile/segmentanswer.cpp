// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/segmentanswer.h"

#include "core/text/words.h"

#include <algorithm>

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

} // namespace assay
