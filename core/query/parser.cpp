// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/parser.h"

#include "core/base/ascii.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace assay::query {
namespace {

constexpr size_t longestText = 1u << 20;
constexpr size_t longestOutsideLists = 8192;

} // namespace

bool Parser::isTooLong() const
{
    return m_position > longestOutsideLists + m_listBytes;
}

Parser::NodePtr Parser::makeNode(Node::Kind kind, Span span)
{
    auto node = std::make_unique<Node>();
    node->kind = kind;
    node->span = span;
    return node;
}

bool Parser::failWith(Fault fault)
{
    if (!m_error)
        m_error = std::move(fault);
    return false;
}

bool Parser::fail(FaultCode code, Span span, std::string suggestion)
{
    const std::string_view subject = m_text.substr(span.begin, span.end - span.begin);
    return failWith(Fault{code, span, std::string(utf8Prefix(subject, longestSubject)), std::move(suggestion), {}});
}

// At the character that is next, however many bytes it has.
bool Parser::failAtCharacter(FaultCode code, std::string suggestion)
{
    size_t end = m_position;
    nextCodePoint(m_text, end);
    return fail(code, spanOf(m_position, end), std::move(suggestion));
}

// An operand is missing: behind the operator that waits for it, else at `here`.
bool Parser::failAtOperator(Span here)
{
    return fail(FaultCode::MissingOperand, m_operator.value_or(here));
}

Parsed Parser::run()
{
    NodePtr root;
    if (m_text.size() > longestText)
        fail(FaultCode::TooLong, spanOf(longestText, m_text.size()));
    else
        root = parseAll();
    Parsed parsed;
    if (m_error) {
        parsed.faults.push_back(std::move(*m_error));
    } else {
        parsed.query = Query{std::string(m_text), std::move(root)};
    }
    for (std::vector<Fault>* warnings : {&m_builder.warnings(), &m_warnings})
        std::move(warnings->begin(), warnings->end(), std::back_inserter(parsed.faults));
    std::stable_sort(parsed.faults.begin(), parsed.faults.end(), [](const Fault& a, const Fault& b) {
        return a.isWarning() != b.isWarning() ? b.isWarning() : a.span.begin < b.span.begin;
    });
    return parsed;
}

Parser::NodePtr Parser::parseAll()
{
    m_position = skipBlanks(m_text, 0);
    if (atEnd())
        return makeNode(Node::Kind::All, spanOf(0, m_text.size()));
    NodePtr root = parseOr();
    if (root && !atEnd()) {
        fail(FaultCode::UnopenedParenthesis, spanOf(m_position, m_position + 1));
        return nullptr;
    }
    if (root && isTooLong()) {
        fail(FaultCode::TooLong, spanOf(std::min(m_text.size() - 1, longestOutsideLists), m_text.size()));
        return nullptr;
    }
    return root;
}

// An operator word at the position, which moves behind it.
Parser::Word Parser::wordAt(size_t& position) const
{
    const std::string_view rest = m_text.substr(position);
    for (const auto& [sign, word] : {std::pair("||", Word::Or), std::pair("&&", Word::And)}) {
        if (rest.starts_with(sign)) {
            position += 2;
            return word;
        }
    }
    for (const auto& [name, word] :
        {std::pair<std::string_view, Word>("and", Word::And), {"or", Word::Or}, {"not", Word::Not}}) {
        if (startsWithIgnoringCase(rest, name) && (rest.size() == name.size() || endsWord(rest[name.size()]))) {
            position += name.size();
            return word;
        }
    }
    return Word::None;
}

Parser::NodePtr Parser::join(Node::Kind kind, std::vector<NodePtr> parts)
{
    if (parts.size() == 1)
        return std::move(parts.front());
    NodePtr node = makeNode(kind, {parts.front()->span.begin, parts.back()->span.end});
    node->children = std::move(parts);
    return node;
}

Parser::NodePtr Parser::parseOr()
{
    std::vector<NodePtr> parts;
    while (true) {
        parts.push_back(parseAnd());
        if (!parts.back())
            return nullptr;
        size_t behind = m_position;
        if (wordAt(behind) != Word::Or)
            return join(Node::Kind::Or, std::move(parts));
        m_operator = spanOf(m_position, behind);
        m_position = skipBlanks(m_text, behind);
    }
}

Parser::NodePtr Parser::parseAnd()
{
    std::vector<NodePtr> parts;
    while (true) {
        parts.push_back(parseUnary());
        if (!parts.back())
            return nullptr;
        m_position = skipBlanks(m_text, m_position);
        size_t behind = m_position;
        const Word word = wordAt(behind);
        if (atEnd() || current() == ')' || word == Word::Or)
            return join(Node::Kind::And, std::move(parts));
        if (word == Word::And) {
            m_operator = spanOf(m_position, behind);
            m_position = skipBlanks(m_text, behind);
        }
    }
}

Parser::NodePtr Parser::parseUnary()
{
    if (atEnd() || (current() == ')' && m_operator)) {
        failAtOperator(spanOf(m_position, m_position));
        return nullptr;
    }
    if (isTooLong()) {
        fail(FaultCode::TooLong, spanOf(m_position, m_text.size()));
        return nullptr;
    }
    size_t behind = m_position;
    const Word word = wordAt(behind);
    if (word == Word::And || word == Word::Or) {
        failAtOperator(spanOf(m_position, behind));
        return nullptr;
    }
    const bool isSign = current() == '-' || (current() == '!' && !m_text.substr(m_position).starts_with("!="));
    if (word == Word::Not || isSign)
        return parseNegated(word == Word::Not ? behind - m_position : 1);
    m_operator.reset();
    return parsePrimary();
}

Parser::NodePtr Parser::parseNegated(size_t length)
{
    const Span sign = spanOf(m_position, m_position + length);
    if (m_depth == deepest) {
        fail(FaultCode::TooDeep, sign);
        return nullptr;
    }
    m_operator = sign;
    m_position = skipBlanks(m_text, m_position + length);
    ++m_depth;
    NodePtr child = parseUnary();
    --m_depth;
    if (!child)
        return nullptr;
    NodePtr node = makeNode(Node::Kind::Not, {sign.begin, child->span.end});
    node->children.push_back(std::move(child));
    return node;
}

Parser::NodePtr Parser::parsePrimary()
{
    if (current() == '(')
        return parseGroup();
    const size_t nameEnd = fieldNameEnd(m_text, m_position);
    return startsTerm(nameEnd) ? parseTerm(nameEnd) : parseFree();
}

Parser::NodePtr Parser::parseGroup()
{
    const size_t open = m_position;
    if (m_depth == deepest) {
        fail(FaultCode::TooDeep, spanOf(open, open + 1));
        return nullptr;
    }
    m_position = skipBlanks(m_text, open + 1);
    if (atEnd() || current() == ')') {
        const bool isEmpty = !atEnd();
        fail(isEmpty ? FaultCode::MissingOperand : FaultCode::UnclosedParenthesis,
            spanOf(open, isEmpty ? m_position + 1 : open + 1));
        return nullptr;
    }
    ++m_depth;
    NodePtr inner = parseOr();
    --m_depth;
    if (inner && atEnd()) {
        fail(FaultCode::UnclosedParenthesis, spanOf(open, open + 1));
        return nullptr;
    }
    if (inner) {
        ++m_position;
        inner->span = spanOf(open, m_position);
    }
    return inner;
}

Parsed parse(std::string_view text, const ParseContext& context)
{
    return Parser(text, context).run();
}

} // namespace assay::query
