// SPDX-License-Identifier: GPL-3.0-or-later
// Conditions: names, operators, values.
#include "core/query/parser.h"

#include "core/base/ascii.h"

namespace assay::query {
namespace {

constexpr size_t longestList = 10000;

} // namespace

// Whether a condition on a field begins here; with blanks before the operator only when that is what it must be.
bool Parser::startsTerm(size_t nameEnd) const
{
    if (nameEnd == m_position)
        return false;
    size_t behind = nameEnd;
    if (readOperator(m_text, behind))
        return true;
    behind = skipBlanks(m_text, nameEnd);
    if (behind < m_text.size() && m_text[behind] == ':')
        return false;
    if (behind == nameEnd || !readOperator(m_text, behind))
        return false;
    const bool isKnown = m_context.fields->find(m_text.substr(m_position, nameEnd - m_position)) != nullptr;
    return isKnown || behind == m_text.size() || isAsciiSpace(m_text[behind]);
}

Parser::NodePtr Parser::parseFree()
{
    RawTerm raw;
    const char first = current();
    const char second = m_position + 1 < m_text.size() ? m_text[m_position + 1] : ' ';
    const bool isOperator = first == ':' || first == '=' || first == '~' || first == '>' || first == '!'
        || (first == '<' && (second == '=' || endsWord(second)));
    const bool startsNothing = first == '[' || first == ']' || first == ',';
    if (isOperator || startsNothing || first == ')') {
        const bool closes = first == ')';
        failAtCharacter(
            closes ? FaultCode::UnopenedParenthesis : FaultCode::UnexpectedCharacter, closes ? "" : "quote");
        return nullptr;
    }
    raw.span.begin = static_cast<uint32_t>(m_position);
    if (!parseValue(raw, false))
        return nullptr;
    raw.valueSpan = raw.values.front().span;
    return finish(std::move(raw));
}

bool Parser::failUnknownField(Span name)
{
    const std::string_view word = m_text.substr(name.begin, name.end - name.begin);
    const std::string_view behind = m_text.substr(name.end);
    const bool isText = behind.starts_with("::") || behind.starts_with("://");
    std::string suggestion = isText ? std::string() : m_context.fields->suggestion(word);
    if (!suggestion.empty())
        return fail(FaultCode::UnknownField, name, std::move(suggestion));
    size_t end = name.end;
    while (end < m_text.size() && !isAsciiSpace(m_text[end]) && m_text[end] != ')')
        ++end;
    return fail(FaultCode::UnknownField, {name.begin, static_cast<uint32_t>(end)}, "quote");
}

bool Parser::takeName(RawTerm& raw, size_t nameEnd)
{
    raw.nameSpan = spanOf(m_position, nameEnd);
    const std::string_view name = m_text.substr(m_position, nameEnd - m_position);
    raw.field = m_context.fields->find(name);
    if (!raw.field)
        return failUnknownField(raw.nameSpan);
    if (!raw.field->isFamily)
        return true;
    const size_t dot = name.find('.');
    if (dot == std::string_view::npos)
        return fail(FaultCode::NeedsKey, raw.nameSpan);
    raw.key = name.substr(dot + 1);
    return true;
}

Parser::NodePtr Parser::parseTerm(size_t nameEnd)
{
    RawTerm raw;
    raw.span.begin = static_cast<uint32_t>(m_position);
    if (!takeName(raw, nameEnd))
        return nullptr;
    size_t behind = skipBlanks(m_text, nameEnd);
    const size_t operatorAt = behind;
    raw.op = *readOperator(m_text, behind);
    raw.operatorSpan = spanOf(operatorAt, behind);
    m_position = raw.op == Operator::Natural ? behind : skipBlanks(m_text, behind);
    if (auto fault = m_builder.operatorFault(raw)) {
        failWith(std::move(*fault));
        return nullptr;
    }
    const bool isMissing = atEnd() || (endsWord(current()) && current() != '[' && current() != '"');
    if (isMissing && !(raw.op == Operator::Pattern && current() == '(')) {
        fail(FaultCode::MissingValue, raw.operatorSpan);
        return nullptr;
    }
    const size_t valueAt = m_position;
    raw.isList = current() == '[';
    if (!(raw.isList ? parseList(raw) : parseValue(raw, false)))
        return nullptr;
    m_listBytes += raw.isList ? m_position - valueAt : 0;
    raw.valueSpan = spanOf(valueAt, m_position);
    return finish(std::move(raw));
}

bool Parser::parsePhrase(RawTerm& raw)
{
    auto phrase = readPhrase(m_text, m_position);
    if (!phrase)
        return fail(FaultCode::UnclosedQuote, spanOf(m_position, m_position + 1));
    m_position = phrase->span.end;
    raw.values.push_back(raw.op == Operator::Pattern ? patternOfPhrase(std::move(*phrase)) : std::move(*phrase));
    return true;
}

// Behind "~": with slashes or without.
bool Parser::parsePattern(RawTerm& raw, bool inList)
{
    Value value = readBarePattern(m_text, m_position, inList);
    if (value.span.end == value.span.begin)
        return fail(FaultCode::MissingValue, raw.operatorSpan);
    if (current() == '/')
        return fail(FaultCode::UnclosedRegex, value.span);
    m_position = value.span.end;
    raw.values.push_back(std::move(value));
    return true;
}

bool Parser::parseValue(RawTerm& raw, bool inList)
{
    if (current() == '"')
        return parsePhrase(raw);
    if (current() == '/') {
        if (auto pattern = readSlashPattern(m_text, m_position, inList)) {
            m_position = pattern->span.end;
            raw.values.push_back(std::move(*pattern));
            return true;
        }
    }
    if (raw.op == Operator::Pattern)
        return parsePattern(raw, inList);
    Value word = readWord(m_text, m_position);
    if (word.span.end == word.span.begin)
        return fail(FaultCode::MissingValue, raw.operatorSpan);
    m_position = word.span.end;
    raw.values.push_back(std::move(word));
    return true;
}

bool Parser::parseList(RawTerm& raw)
{
    const size_t open = m_position;
    if (m_depth == deepest)
        return fail(FaultCode::TooDeep, spanOf(open, open + 1));
    ++m_depth;
    ++m_position;
    const bool read = parseListItems(raw, open);
    --m_depth;
    return read;
}

bool Parser::parseListItems(RawTerm& raw, size_t open)
{
    while (true) {
        m_position = skipBlanks(m_text, m_position);
        if (atEnd())
            return fail(FaultCode::UnclosedList, spanOf(open, open + 1));
        if (current() == ',' || current() == ']')
            return fail(FaultCode::MissingValue, spanOf(m_position, m_position + 1));
        if (raw.values.size() == longestList)
            return fail(FaultCode::ListTooLong, spanOf(open, m_position));
        if (!(current() == '[' ? parseList(raw) : parseValue(raw, true)))
            return false;
        m_position = skipBlanks(m_text, m_position);
        if (atEnd())
            return fail(FaultCode::UnclosedList, spanOf(open, open + 1));
        if (current() != ',' && current() != ']')
            return failAtCharacter(FaultCode::UnexpectedCharacter);
        if (m_text[m_position++] == ']')
            return true;
    }
}

Parser::NodePtr Parser::finish(RawTerm raw)
{
    raw.span.end = static_cast<uint32_t>(m_position);
    const bool parts = atEnd() || isAsciiSpace(current()) || current() == ')' || current() == '(';
    if (!parts) {
        failAtCharacter(FaultCode::UnexpectedCharacter, "quote");
        return nullptr;
    }
    auto built = m_builder.build(raw);
    if (auto* fault = std::get_if<Fault>(&built)) {
        failWith(std::move(*fault));
        return nullptr;
    }
    NodePtr node = makeNode(Node::Kind::Term, raw.span);
    node->term = std::make_unique<Term>(std::move(std::get<Term>(built)));
    if (raw.op != Operator::NotEqual)
        return node;
    if (m_depth == deepest) { // printed as "-a=b" it would be
        fail(FaultCode::TooDeep, raw.operatorSpan);
        return nullptr;
    }
    m_warnings.push_back(Fault{FaultCode::NotEqualTakesMissing, raw.span,
        std::string(m_text.substr(raw.nameSpan.begin, raw.nameSpan.end - raw.nameSpan.begin)), {}, {}});
    NodePtr negated = makeNode(Node::Kind::Not, raw.span);
    negated->children.push_back(std::move(node));
    return negated;
}

} // namespace assay::query
