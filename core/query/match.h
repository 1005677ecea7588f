// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/query.h"

#include <functional>

namespace assay::query {

// What it means that one value passes one test, for everybody who answers terms. Pure; any thread. `folded` is always
// foldedForSearch(value); a term matches an item when any value of its field passes any of its tests.

// A test as parse() makes it for a value without wildcards.
TextTest makeTextTest(std::string_view text, FieldType type, TextTest::Mode mode = TextTest::Mode::Natural);
// The same with wildcards; `pieces` are those of the text, folded.
TextTest makeTextTest(std::string_view text, FieldType type, TextTest::Mode mode, std::vector<TextTest::Piece> pieces);

bool matchesText(const TextTest& test, FieldType type, std::string_view folded);
// Keyword: the value is in the list. Text, Words: an entry is the value, a part of it between blanks and brackets, or
// the domain of an address in it, with or without "@".
bool matchesWordList(const NamedList& list, FieldType type, std::string_view folded);

// Answers a RegexTest about a value as stored; keeps compiled patterns as it likes.
using RegexMatcher = std::function<bool(const RegexTest& test, std::string_view value)>;

// A value of a Text, Words or Keyword field. Tests of other kinds are never passed.
bool matchesText(
    const Test& test, FieldType type, std::string_view value, std::string_view folded, const RegexMatcher& regex);
// A value of a Number, Date, Size or Duration field.
bool matchesNumber(const Test& test, double value);
// A value of an Ip field.
bool matchesAddress(const Test& test, const IpAddress& value);

} // namespace assay::query
