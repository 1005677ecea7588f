// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/traffic/setexpression.h"

#include "core/base/ascii.h"
#include "core/rules/cf/regexliteral.h"
#include "core/traffic/sets/catalogue.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

namespace assay::rules {
namespace {

using Kind = ArithmeticToken::Kind;

constexpr size_t maxExpression = size_t{16} << 10;
constexpr size_t maxPatterns = 64;

Error badAt(std::string reason, size_t offset)
{
    return {ErrorCode::BadRule, {}, std::move(reason) + " at offset " + std::to_string(offset)};
}

bool isNameStart(char c)
{
    return isAsciiLetter(c) || c == '_';
}

bool isNameChar(char c)
{
    return isAsciiAlnum(c) || c == '_' || c == '.';
}

std::string quoted(std::string_view text)
{
    std::string result = "'";
    return result.append(text).append(1, '\'');
}

// Length of the pattern literal at the start of `text`, flags included; 0 when it does not end.
size_t literalLength(std::string_view text)
{
    size_t at = text.substr(0, 1) == "m" ? 1 : text.substr(0, 2) == "qr" ? 2 : 0;
    if (at >= text.size())
        return 0;
    static constexpr std::string_view opening = "{([<", closing = "})]>";
    const char open = text[at];
    const size_t pair = opening.find(open);
    const char close = pair == std::string_view::npos ? open : closing[pair];
    size_t depth = 1;
    for (++at; at < text.size() && depth > 0; ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == close)
            --depth;
        else if (text[at] == open)
            ++depth;
    }
    if (depth > 0 || at > text.size())
        return 0;
    while (at < text.size() && text[at] >= 'a' && text[at] <= 'z')
        ++at;
    return at;
}

// Cuts an expression into the tokens of ArithmeticProgram; names and what stands for one become numbered inputs.
class ExpressionReader
{
public:
    ExpressionReader(std::string_view text, bool isMeta)
        : m_text(text)
    {
        m_rule.isMeta = isMeta;
    }

    Result<TrafficRule> read()
    {
        if (m_text.size() > maxExpression)
            return badAt("the expression is too long", maxExpression);
        while (skipBlanks()) {
            if (const auto done = readToken(); !done)
                return done.error();
        }
        auto program = ArithmeticProgram::compile(
            m_tokens, [this](const ArithmeticToken& name) -> Result<uint32_t> { return m_inputAt.at(name.offset); });
        if (!program)
            return program.error();
        m_rule.program = std::move(*program);
        return std::move(m_rule);
    }

private:
    bool skipBlanks()
    {
        while (m_at < m_text.size() && isAsciiSpace(m_text[m_at]))
            ++m_at;
        return m_at < m_text.size();
    }

    Result<void> readToken()
    {
        const char c = m_text[m_at];
        if (isAsciiDigit(c))
            return readNumber();
        return isNameStart(c) ? readName() : readOperator();
    }

    Result<void> readNumber()
    {
        double value = 0;
        const char* const start = m_text.data() + m_at;
        const auto [end, failure] = std::from_chars(start, m_text.data() + m_text.size(), value);
        if (failure != std::errc())
            return badAt("no number", m_at);
        const auto length = static_cast<size_t>(end - start);
        m_tokens.push_back({Kind::Number, m_text.substr(m_at, length), m_at, value});
        m_at += length;
        return {};
    }

    Result<void> readOperator()
    {
        static constexpr std::array<std::string_view, 18> operators = {
            "||", "&&", ">=", "<=", "==", "!=", "(", ")", "^", "!", ">", "<", "*", "/", "?", ":", "+", "-"};
        for (const std::string_view op : operators) {
            if (m_text.substr(m_at, op.size()) != op)
                continue;
            addOperator(op, m_at);
            m_at += op.size();
            return {};
        }
        return badAt(quoted(m_text.substr(m_at, 1)) + " is no operator", m_at);
    }

    void addOperator(std::string_view op, size_t offset) { m_tokens.push_back({Kind::Operator, op, offset, 0}); }

    void addInput(std::string_view name, size_t offset)
    {
        const size_t count = m_rule.isMeta ? m_rule.inputs.size() : m_rule.atoms.size();
        m_inputAt.emplace(offset, static_cast<uint32_t>(count - 1));
        m_tokens.push_back({Kind::Name, name, offset, 0});
    }

    std::string_view takeName()
    {
        static constexpr std::string_view decoded = ":decoded"; // any other ':' is that of "A ? B : C"
        const size_t start = m_at;
        while (m_at < m_text.size() && isNameChar(m_text[m_at]))
            ++m_at;
        if (m_text.substr(m_at, decoded.size()) == decoded)
            m_at += decoded.size();
        return m_text.substr(start, m_at - start);
    }

    Result<void> readName()
    {
        const size_t start = m_at;
        const std::string_view name = takeName();
        if (name == "and" || name == "or" || name == "not") {
            addOperator(name == "and" ? "&&" : name == "or" ? "||" : "!", start);
            return {};
        }
        skipBlanks();
        if (m_text.substr(m_at, 1) == "(")
            return readCall(name, start);
        return m_rule.isMeta ? addSetName(name, start) : addRequestName(name, start);
    }

    // NAME(ARGUMENT); m_at is at the parenthesis.
    Result<void> readCall(std::string_view name, size_t start)
    {
        ++m_at;
        skipBlanks();
        const size_t from = m_at;
        const std::string_view argument = takeName();
        skipBlanks();
        if (m_text.substr(m_at, 1) != ")" || argument.empty())
            return badAt(quoted(name) + " takes one name in parentheses", from);
        ++m_at;
        return m_rule.isMeta ? addSetCall(name, start, argument, from) : addRequestCall(name, start, argument, from);
    }

    Result<void> addRequestCall(std::string_view name, size_t start, std::string_view argument, size_t from)
    {
        const auto field = requestFieldFromName(argument);
        if (name != "has")
            return badAt("no function " + quoted(name) + " for requests", start);
        if (!field)
            return badAt("no field " + quoted(argument), from);
        RequestAtom atom;
        atom.kind = RequestAtom::Kind::Present;
        atom.field = *field;
        m_rule.atoms.push_back(std::move(atom));
        addInput(name, start);
        return {};
    }

    Result<void> addRequestName(std::string_view name, size_t start)
    {
        if (const auto number = requestNumberFromName(name)) {
            RequestAtom atom;
            atom.number = *number;
            m_rule.atoms.push_back(std::move(atom));
            addInput(name, start);
            return {};
        }
        const auto field = requestFieldFromName(name);
        if (!field)
            return badAt("no field or number " + quoted(name), start);
        const std::string_view sign = m_text.substr(m_at, 2);
        if (sign != "=~" && sign != "!~")
            return badAt("a field is compared by =~ or !~", m_at);
        m_at += 2;
        return readPattern(*field, sign == "!~", start);
    }

    Result<void> readPattern(RequestField field, bool isNegated, size_t start)
    {
        skipBlanks();
        const size_t length = literalLength(m_text.substr(m_at));
        if (length == 0)
            return badAt("the pattern does not end", m_at);
        if (++m_patterns > maxPatterns)
            return badAt("too many patterns", m_at);
        const auto literal = parseRegexLiteral(m_text.substr(m_at, length));
        if (!literal)
            return moved(literal.error(), m_at);
        if (const auto checked = checkPattern({}, literal->text, literal->flags); !checked)
            return moved(checked.error(), m_at + literal->textOffset);
        if (isNegated)
            addOperator("!", start);
        RequestAtom atom;
        atom.kind = RequestAtom::Kind::Pattern;
        atom.field = field;
        atom.pattern = literal->text;
        atom.flags = literal->flags;
        m_rule.atoms.push_back(std::move(atom));
        addInput(m_text.substr(m_at, length), start);
        m_at += length;
        return {};
    }

    // An error whose offset counts from `by` on.
    static Error moved(const Error& error, size_t by)
    {
        static constexpr std::string_view mark = " at offset ";
        const size_t at = error.detail.rfind(mark);
        size_t offset = 0;
        if (at != std::string::npos) {
            const char* const digits = error.detail.data() + at + mark.size();
            std::from_chars(digits, error.detail.data() + error.detail.size(), offset);
        }
        return badAt(error.detail.substr(0, at), by + offset);
    }

    Result<void> addSetName(std::string_view name, size_t start)
    {
        SetInput input;
        const bool isRule = std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        if (isRule) {
            input.kind = SetInput::Kind::Count;
            input.name = name;
        } else if (const auto fact = setFactFromName(name)) {
            input.fact = *fact;
        } else if (const int feature = traffic::findTrafficFeature(name); feature >= 0) {
            input.kind = SetInput::Kind::Feature;
            input.feature = static_cast<uint32_t>(feature);
        } else {
            return badAt("no feature or fact " + quoted(name) + " (names of rules are in upper case)", start);
        }
        m_rule.inputs.push_back(std::move(input));
        addInput(name, start);
        return {};
    }

    Result<void> addSetCall(std::string_view name, size_t start, std::string_view argument, size_t from)
    {
        SetInput input;
        input.name = argument;
        if (name == "share") {
            input.kind = SetInput::Kind::Share;
        } else if (name == "context") {
            input.kind = SetInput::Kind::Context;
        } else if (name == "distinct" || name == "top") {
            const auto field = requestFieldFromName(argument);
            if (!field)
                return badAt("no field " + quoted(argument), from);
            input.kind = name == "top" ? SetInput::Kind::Top : SetInput::Kind::Distinct;
            input.field = *field;
        } else {
            return badAt("no function " + quoted(name) + " for request sets", start);
        }
        m_rule.inputs.push_back(std::move(input));
        addInput(name, start);
        return {};
    }

    std::string_view m_text;
    size_t m_at = 0;
    size_t m_patterns = 0;
    TrafficRule m_rule;
    std::vector<ArithmeticToken> m_tokens;
    std::unordered_map<size_t, uint32_t> m_inputAt; // by offset
};

} // namespace

Result<TrafficRule> compileRequestExpression(std::string_view text)
{
    return ExpressionReader(text, false).read();
}

Result<TrafficRule> compileSetExpression(std::string_view text)
{
    return ExpressionReader(text, true).read();
}

} // namespace assay::rules
