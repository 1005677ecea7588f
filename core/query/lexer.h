// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/query.h"

#include <optional>

namespace assay::query {

// How far the end of a pattern between slashes is looked for, in bytes; more than a query without lists can have.
constexpr size_t longestPattern = 32768;

inline Span spanOf(size_t begin, size_t end)
{
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

enum class Operator : uint8_t { Natural, Exact, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Pattern };
std::string_view operatorText(Operator op);

// A word, phrase or pattern of the text of a query, without quotes and escapes.
struct Value
{
    enum class Form : uint8_t { Word, Phrase, Pattern };
    Form form = Form::Word;
    Span span; // with quotes and slashes
    std::string text;
    // Of words with wildcards: see TextTest::pieces, but not folded.
    std::vector<TextTest::Piece> pieces;
    RegexTest flags; // of patterns; its pattern is not filled
    std::vector<uint32_t> places; // of patterns and phrases: where each byte of `text` stands in the query
};

// Characters that end a word: blanks, parentheses, brackets, comma and quote.
bool endsWord(char c);
size_t skipBlanks(std::string_view text, size_t position);

// The operator at `position`, which moves behind it.
std::optional<Operator> readOperator(std::string_view text, size_t& position);
// The end of a field name at `position`, or `position` when there is none. Letters beyond ASCII count, so that a name
// in another language is a name that is unknown and no text to search.
size_t fieldNameEnd(std::string_view text, size_t position);

// Up to a character that ends words; may be empty.
Value readWord(std::string_view text, size_t position);
// At a quote; nothing when the phrase has no end.
std::optional<Value> readPhrase(std::string_view text, size_t position);
// At a slash; nothing when the token does not end in a slash and flags.
std::optional<Value> readSlashPattern(std::string_view text, size_t position, bool inList);
// A pattern without slashes: up to a blank or a parenthesis that it did not open; in a list up to comma or bracket too.
Value readBarePattern(std::string_view text, size_t position, bool inList);
// The pattern that a phrase holds.
Value patternOfPhrase(Value phrase);

} // namespace assay::query
