// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/termbuilder.h"

namespace assay::query {

// One pass from left to right. Functions return null, or false, after the first error, which m_error keeps.
class Parser
{
public:
    Parser(std::string_view text, const ParseContext& context)
        : m_text(text)
        , m_context(context)
        , m_builder(text, context)
    {
    }
    Parsed run();

private:
    using NodePtr = std::unique_ptr<Node>;
    enum class Word : uint8_t { None, And, Or, Not };
    static constexpr unsigned deepest = 64;

    NodePtr parseAll();
    NodePtr parseOr();
    NodePtr parseAnd();
    NodePtr parseUnary();
    NodePtr parseNegated(size_t length);
    NodePtr parsePrimary();
    NodePtr parseGroup();
    NodePtr parseFree();
    NodePtr parseTerm(size_t nameEnd);
    bool takeName(RawTerm& raw, size_t nameEnd);
    bool parseValue(RawTerm& raw, bool inList);
    bool parseList(RawTerm& raw);
    bool parseListItems(RawTerm& raw, size_t open);
    bool parsePhrase(RawTerm& raw);
    bool parsePattern(RawTerm& raw, bool inList);
    NodePtr finish(RawTerm raw);

    static NodePtr makeNode(Node::Kind kind, Span span);
    static NodePtr join(Node::Kind kind, std::vector<NodePtr> parts);
    Word wordAt(size_t& position) const;
    bool atEnd() const { return m_position >= m_text.size(); }
    char current() const { return atEnd() ? '\0' : m_text[m_position]; }
    bool startsTerm(size_t nameEnd) const;
    bool isTooLong() const;
    bool fail(FaultCode code, Span span, std::string suggestion = {});
    bool failWith(Fault fault);
    bool failAtCharacter(FaultCode code, std::string suggestion = {});
    bool failAtOperator(Span here);
    bool failUnknownField(Span name);

    std::string_view m_text;
    const ParseContext& m_context;
    TermBuilder m_builder;
    std::vector<Fault> m_warnings;
    std::optional<Fault> m_error;
    size_t m_position = 0;
    size_t m_listBytes = 0;
    unsigned m_depth = 0;
    std::optional<Span> m_operator; // that still waits for what stands behind it
};

} // namespace assay::query
