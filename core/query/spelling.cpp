// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/spelling.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace assay::query {
namespace {

using Piece = TextTest::Piece;

bool isSafe(char c)
{
    return isAsciiAlnum(c) || static_cast<unsigned char>(c) >= 0x80 || c == '_' || c == '.' || c == '-';
}

// Safe inside a value, but not at its beginning and not in free text.
bool isSafeInside(char c)
{
    return isSafe(c) || c == '@' || c == ':' || c == '/' || c == '+' || c == '=' || c == '&' || c == '#' || c == '%';
}

bool isOperatorWord(std::string_view text)
{
    return equalsIgnoringCase(text, "and") || equalsIgnoringCase(text, "or") || equalsIgnoringCase(text, "not");
}

bool needsQuotes(std::string_view text, bool isFree)
{
    if (text.empty())
        return true;
    if (isFree)
        return text[0] == '-' || !std::all_of(text.begin(), text.end(), isSafe) || isOperatorWord(text);
    const bool startsSafely = isSafe(text[0]) || text[0] == ':' || (text[0] == '/' && !readSlashPattern(text, 0, true));
    return !startsSafely || !std::all_of(text.begin(), text.end(), isSafeInside);
}

std::string inQuotes(std::string_view text)
{
    std::string made = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            made += '\\';
        made += c;
    }
    return made += '"';
}

std::string spellText(std::string_view text, bool isFree)
{
    return needsQuotes(text, isFree) ? inQuotes(text) : std::string(text);
}

std::string spellPieces(const std::vector<Piece>& pieces, bool isFree)
{
    std::string made;
    for (const Piece& piece : pieces) {
        if (piece.kind != Piece::Kind::Literal)
            made += piece.kind == Piece::Kind::AnyRun ? '*' : '?';
        for (const char c : piece.literal) {
            const bool safe = made.empty() ? isSafe(c) && c != '-' : isFree ? isSafe(c) : isSafeInside(c);
            if (!safe)
                made += '\\';
            made += c;
        }
    }
    return made;
}

bool fitsBetweenSlashes(std::string_view pattern)
{
    return !pattern.empty() && pattern.size() < longestPattern / 2
        && std::none_of(pattern.begin(), pattern.end(), isAsciiSpace);
}

std::string betweenSlashes(const RegexTest& test)
{
    std::string made = "/";
    for (size_t i = 0; i < test.pattern.size(); ++i) {
        if (test.pattern[i] == '/')
            made += '\\';
        made += test.pattern[i];
        if (test.pattern[i] == '\\' && i + 1 < test.pattern.size())
            made += test.pattern[++i];
    }
    made += '/';
    made += test.ignoreCase ? "i" : "";
    made += test.multiLine ? "m" : "";
    made += test.dotAll ? "s" : "";
    return made += test.unicode ? "u" : "";
}

std::string spellValue(const Spelled& spelled, bool isFree)
{
    if (const auto* test = std::get_if<RegexTest>(spelled.test))
        return fitsBetweenSlashes(test->pattern) ? betweenSlashes(*test) : inQuotes(test->pattern);
    if (const auto* mark = std::get_if<MarkTest>(spelled.test))
        return spellText(mark->key.empty() ? mark->name : mark->name + "." + mark->key, false);
    const Value& value = *spelled.value;
    if (std::holds_alternative<ListTest>(*spelled.test))
        return "@" + spellPieces({{Piece::Kind::Literal, value.text.substr(1)}}, false);
    return value.pieces.empty() ? spellText(value.text, isFree) : spellPieces(value.pieces, isFree);
}

// One operator where several mean the same.
std::string_view spellOperator(const RawTerm& raw, const std::vector<Spelled>& values)
{
    const auto needsPattern = [](const Spelled& spelled) {
        const auto* test = std::get_if<RegexTest>(spelled.test);
        return test && !fitsBetweenSlashes(test->pattern);
    };
    const auto isExact = [](const Spelled& spelled) {
        const auto* test = std::get_if<TextTest>(spelled.test);
        return test && test->mode == TextTest::Mode::Exact;
    };
    if (std::any_of(values.begin(), values.end(), needsPattern))
        return operatorText(Operator::Pattern);
    if (std::any_of(values.begin(), values.end(), isExact))
        return operatorText(Operator::Exact);
    const bool compares = raw.op >= Operator::Less && raw.op <= Operator::GreaterOrEqual;
    return operatorText(compares ? raw.op : Operator::Natural);
}

} // namespace

std::string spellTerm(const RawTerm& raw, const std::vector<Spelled>& values)
{
    std::string made;
    if (raw.field) {
        made = raw.field->name;
        if (raw.field->isFamily)
            made += "." + raw.key;
        made += spellOperator(raw, values);
    }
    const bool isList = values.size() > 1;
    made += isList ? "[" : "";
    for (size_t i = 0; i < values.size(); ++i) {
        made += i > 0 ? "," : "";
        made += spellValue(values[i], raw.field == nullptr);
    }
    return made += isList ? "]" : "";
}

std::string termText(std::string_view field, std::string_view value)
{
    if (field.empty())
        return spellText(value, true);
    return std::string(field) + ":" + spellText(value, false);
}

} // namespace assay::query
