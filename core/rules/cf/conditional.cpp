// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/conditional.h"

#include "core/rules/cf/arithmetic.h"

#include <algorithm>
#include <optional>

namespace assay::rules {
namespace {

using Kind = ArithmeticToken::Kind;

ArithmeticToken numberToken(size_t offset, double value)
{
    return {Kind::Number, {}, offset, value};
}

std::optional<double> variable(std::string_view name)
{
    if (name == "version")
        return PeerTable::version;
    if (name == "perl_version")
        return PeerTable::perlVersion;
    if (name == "local_tests_only")
        return 1;
    return std::nullopt;
}

// plugin(X), can(X::f) and has(X::f) become the number of their answer.
std::optional<double> question(std::span<const ArithmeticToken> tokens, const PeerTable& peer)
{
    const bool isCall =
        tokens.size() >= 4 && tokens[1].text == "(" && tokens[2].kind == Kind::Name && tokens[3].text == ")";
    if (!isCall)
        return std::nullopt;
    if (tokens[0].text == "plugin")
        return peer.isLoaded(tokens[2].text);
    if (tokens[0].text == "can")
        return peer.can(tokens[2].text);
    if (tokens[0].text == "has")
        return peer.has(tokens[2].text);
    return std::nullopt;
}

} // namespace

Result<bool> evaluateCondition(std::string_view expression, const PeerTable& peer)
{
    const auto tokens = lexArithmetic(expression, true);
    if (!tokens)
        return tokens.error();
    std::vector<ArithmeticToken> answered;
    for (size_t at = 0; at < tokens->size(); ++at) {
        const ArithmeticToken& token = (*tokens)[at];
        if (token.kind != Kind::Name) {
            answered.push_back(token);
        } else if (const auto answer = question(std::span(*tokens).subspan(at), peer)) {
            answered.push_back(numberToken(token.offset, *answer));
            at += 3;
        } else if (const auto value = variable(token.text)) {
            answered.push_back(numberToken(token.offset, *value));
        } else {
            return Error{ErrorCode::BadRule, {},
                "'" + std::string(token.text) + "' cannot be asked for at offset " + std::to_string(token.offset)};
        }
    }
    const auto program =
        ArithmeticProgram::compile(answered, [](const ArithmeticToken&) -> Result<uint32_t> { return 0U; });
    if (!program)
        return program.error();
    return program->evaluate({}) != 0;
}

void ConditionalStack::openIf(bool value)
{
    m_outer.push_back(m_skipping);
    m_skipping = m_skipping || !value;
}

bool ConditionalStack::takeElse()
{
    if (m_outer.empty())
        return false;
    const bool skippedOutside = std::find(m_outer.begin(), m_outer.end(), true) != m_outer.end();
    m_skipping = skippedOutside || !m_skipping;
    return true;
}

bool ConditionalStack::takeEndif()
{
    if (m_outer.empty())
        return false;
    m_skipping = m_outer.back();
    m_outer.pop_back();
    return true;
}

} // namespace assay::rules
