// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/field.h"
#include "core/query/namedlist.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace assay::query {

// Bytes [begin, end) of the text of a query.
struct Span
{
    uint32_t begin = 0, end = 0;
    bool operator==(const Span&) const = default;
};

// -- what a term's values must be, by type; every form says whether one value matches
struct TextTest // Text, Words, Keyword
{
    enum class Mode : uint8_t { Natural, Exact };
    Mode mode = Mode::Natural; // ":" by the field's type, "=" the whole value; folded and with wildcards, both
    std::string text; // as typed, without quotes and escapes
    std::string folded; // foldedForSearch(text)
    // Of Words fields and Natural only: what to give searchedWords() (core/text/words.h). Empty when the text has no
    // word or wildcards stand elsewhere than at the end: then the value contains the text, as in Text fields.
    std::string phrase;
    // The pieces at and between wildcards, folded: "a*b?c" is {a}, any run, {b}, one character, {c}. Empty without
    // wildcards.
    struct Piece
    {
        enum class Kind : uint8_t { Literal, AnyRun, OneCharacter } kind = Kind::Literal;
        std::string literal;
        bool operator==(const Piece&) const = default;
    };
    std::vector<Piece> pieces;
    bool operator==(const TextTest&) const = default;
};
struct RegexTest // any text type; the value as stored, not folded
{
    std::string pattern;
    bool ignoreCase = false, multiLine = false, dotAll = false, unicode = false;
    bool operator==(const RegexTest&) const = default;
};
struct NumberTest // Number, Date, Size, Duration; a missing end is open
{
    std::optional<double> low, high;
    bool lowIncluded = true, highIncluded = true;
    bool matches(double value) const;
    bool operator==(const NumberTest&) const = default;
};
struct IpTest
{
    IpRangeSet ranges;
    bool operator==(const IpTest&) const = default;
};
struct ListTest // "@name"
{
    std::shared_ptr<const NamedList> list;
    bool operator==(const ListTest&) const = default;
};
struct MarkTest // is:NAME, has:NAME; has: takes any field name too
{
    std::string name; // as in Field::values, or the name of a field
    const Field* field = nullptr; // set when name is a field: a value of it is there
    std::string key; // of a family
    bool operator==(const MarkTest&) const = default;
};
using Test = std::variant<TextTest, RegexTest, NumberTest, IpTest, ListTest, MarkTest>;

// One condition: any value of the field passes any of the tests. Never negated: "a != b" is parsed as "not a = b".
struct Term
{
    Span span; // whole term in the text
    Span valueSpan;
    const Field* field = nullptr; // null: free text (subject, addresses, body, attachment names, hosts)
    std::string key; // of a family, as typed
    std::vector<Test> tests; // one, or those of a list
    std::string text; // canonical spelling of the term, parses to the same term

    FieldType type() const { return field ? field->type : FieldType::Words; }
};

struct Node
{
    enum class Kind : uint8_t { All, And, Or, Not, Term };
    Kind kind = Kind::All; // All: the empty query
    Span span;
    std::vector<std::unique_ptr<Node>> children; // And, Or: two or more; Not: one
    std::unique_ptr<Term> term; // of Kind::Term
};

// A question, parsed and bound to fields; immutable after parsing. The FieldTable must outlive it.
struct Query
{
    std::string text; // as typed
    std::shared_ptr<const Node> root; // never null
    bool isAll() const { return root->kind == Node::Kind::All; }
};

} // namespace assay::query
