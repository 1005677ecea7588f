// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/lexer.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>

namespace assay::query {
namespace {

using Piece = TextTest::Piece;

constexpr std::array<std::string_view, 8> operatorTexts = {":", "=", "!=", "<", "<=", ">", ">=", "~"};

bool startsName(char c)
{
    return isAsciiLetter(c) || static_cast<unsigned char>(c) >= 0x80;
}

bool continuesName(char c)
{
    return startsName(c) || isAsciiDigit(c) || c == '_' || c == '-';
}

void addLiteral(std::vector<Piece>& pieces, char c)
{
    if (pieces.empty() || pieces.back().kind != Piece::Kind::Literal)
        pieces.push_back({Piece::Kind::Literal, {}});
    pieces.back().literal += c;
}

// "**" is "*".
void addWildcard(Value& value, char c)
{
    const auto kind = c == '*' ? Piece::Kind::AnyRun : Piece::Kind::OneCharacter;
    const bool repeats = kind == Piece::Kind::AnyRun && !value.pieces.empty() && value.pieces.back().kind == kind;
    if (repeats)
        return;
    value.pieces.push_back({kind, {}});
    value.text += c;
}

void setFlag(RegexTest& flags, char c)
{
    (c == 'i' ? flags.ignoreCase : c == 'm' ? flags.multiLine : c == 's' ? flags.dotAll : flags.unicode) = true;
}

size_t flagsEnd(std::string_view text, size_t position)
{
    return std::min(text.find_first_not_of("imsu", position), text.size());
}

// The slash that closes the pattern begun at `begin`; `token` ends at the next blank. A closing parenthesis may belong
// to the query, so a slash before one is the second choice.
size_t closingSlash(std::string_view token, size_t begin, bool inList)
{
    size_t second = 0;
    for (size_t at = begin + 1; at < token.size(); ++at) {
        if (token[at] == '\\') {
            ++at;
            continue;
        }
        if (token[at] != '/')
            continue;
        const std::string_view rest = token.substr(flagsEnd(token, at + 1));
        if (rest.find_first_not_of(')') == std::string_view::npos)
            return at;
        if (inList && (rest[0] == ',' || rest[0] == ']'))
            return at;
        if (second == 0 && rest[0] == ')')
            second = at;
    }
    return second;
}

// Drops the backslash of "\/", which means the same in every pattern; so one pattern has one spelling.
void simplifySlashes(Value& value)
{
    size_t to = 0;
    for (size_t from = 0; from < value.text.size(); ++from, ++to) {
        const bool escapes = value.text[from] == '\\' && from + 1 < value.text.size();
        if (escapes && value.text[from + 1] != '/') {
            value.text[to] = value.text[from];
            value.places[to++] = value.places[from];
        }
        if (escapes)
            ++from;
        value.text[to] = value.text[from];
        value.places[to] = value.places[from];
    }
    value.text.resize(to);
    value.places.resize(to);
}

Value patternAt(std::string_view text, size_t begin, size_t end, Span span)
{
    Value value;
    value.form = Value::Form::Pattern;
    value.span = span;
    value.text = text.substr(begin, end - begin);
    for (size_t at = begin; at < end; ++at)
        value.places.push_back(static_cast<uint32_t>(at));
    simplifySlashes(value);
    return value;
}

} // namespace

std::string_view operatorText(Operator op)
{
    return operatorTexts[static_cast<size_t>(op)];
}

bool endsWord(char c)
{
    return isAsciiSpace(c) || c == '(' || c == ')' || c == '[' || c == ']' || c == ',' || c == '"';
}

size_t skipBlanks(std::string_view text, size_t position)
{
    while (position < text.size() && isAsciiSpace(text[position]))
        ++position;
    return position;
}

std::optional<Operator> readOperator(std::string_view text, size_t& position)
{
    const std::string_view rest = text.substr(std::min(position, text.size()), 2);
    std::optional<Operator> found;
    for (size_t i = 0; i < operatorTexts.size(); ++i) {
        if (rest.starts_with(operatorTexts[i])) // "<=" comes behind "<"
            found = static_cast<Operator>(i);
    }
    position += found ? operatorText(*found).size() : 0;
    return found;
}

size_t fieldNameEnd(std::string_view text, size_t position)
{
    if (position >= text.size() || !startsName(text[position]))
        return position;
    while (position < text.size()) {
        const bool isDot = text[position] == '.' && position + 1 < text.size() && continuesName(text[position + 1]);
        if (!isDot && !continuesName(text[position]))
            break;
        ++position;
    }
    return position;
}

Value readWord(std::string_view text, size_t position)
{
    Value value;
    const size_t begin = position;
    bool wild = false;
    for (; position < text.size() && !endsWord(text[position]); ++position) {
        const bool isEscaped = text[position] == '\\' && position + 1 < text.size();
        if (isEscaped)
            ++position;
        const char c = text[position];
        if (!isEscaped && (c == '*' || c == '?')) {
            wild = true;
            addWildcard(value, c);
        } else {
            value.text += c;
            addLiteral(value.pieces, c);
        }
    }
    if (!wild)
        value.pieces.clear();
    value.span = spanOf(begin, position);
    return value;
}

std::optional<Value> readPhrase(std::string_view text, size_t position)
{
    Value value;
    value.form = Value::Form::Phrase;
    for (size_t at = position + 1; at < text.size(); ++at) {
        if (text[at] == '"') {
            value.span = spanOf(position, at + 1);
            return value;
        }
        if (text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '"' || text[at + 1] == '\\'))
            ++at;
        value.text += text[at];
        value.places.push_back(static_cast<uint32_t>(at));
    }
    return std::nullopt;
}

std::optional<Value> readSlashPattern(std::string_view text, size_t position, bool inList)
{
    const std::string_view limited = text.substr(0, std::min(text.size(), position + longestPattern));
    size_t blank = position;
    while (blank < limited.size() && !isAsciiSpace(limited[blank]))
        ++blank;
    const size_t slash = closingSlash(limited.substr(0, blank), position, inList);
    if (slash <= position + 1)
        return std::nullopt;
    const size_t end = flagsEnd(limited.substr(0, blank), slash + 1);
    Value value = patternAt(text, position + 1, slash, spanOf(position, end));
    for (const char flag : text.substr(slash + 1, end - slash - 1))
        setFlag(value.flags, flag);
    return value;
}

Value readBarePattern(std::string_view text, size_t position, bool inList)
{
    const size_t begin = position;
    size_t open = 0;
    bool inClass = false;
    for (; position < text.size() && !isAsciiSpace(text[position]); ++position) {
        const char c = text[position];
        if (c == '\\' && position + 1 < text.size() && !isAsciiSpace(text[position + 1])) {
            ++position;
        } else if (inClass) {
            inClass = c != ']';
        } else if ((c == ')' && open == 0) || (inList && (c == ',' || c == ']'))) {
            break;
        } else {
            inClass = c == '[';
            open += c == '(' ? 1 : 0;
            open -= c == ')' ? 1 : 0;
        }
    }
    return patternAt(text, begin, position, spanOf(begin, position));
}

Value patternOfPhrase(Value phrase)
{
    phrase.form = Value::Form::Pattern;
    simplifySlashes(phrase);
    return phrase;
}

} // namespace assay::query
