// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/arithmetic.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace assay::rules {
namespace {

using Kind = ArithmeticToken::Kind;

constexpr size_t maxTokens = 50'000;
constexpr int maxDepth = 200;
constexpr size_t maxStack = 1024; // every level of nesting holds at most five values

bool isNameChar(char c)
{
    return isAsciiAlnum(c) || c == '_';
}

Error badAt(std::string reason, size_t offset)
{
    return {ErrorCode::BadRule, {}, std::move(reason) + " at offset " + std::to_string(offset)};
}

// Signs, digits and points that stand together are one token of the language.
Result<void> lexNumber(std::string_view run, size_t offset, bool signedNumbers, std::vector<ArithmeticToken>& tokens)
{
    const bool isSigned = run.size() > 1 && (run[0] == '+' || run[0] == '-');
    const std::string_view digits = isSigned ? run.substr(1) : run;
    double number = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool isNumber = !digits.empty() && isAsciiDigit(digits.front()) && isAsciiDigit(digits.back())
        && failure == std::errc() && end == digits.data() + digits.size();
    if (isNumber && isSigned && !signedNumbers)
        return badAt("a number with a sign; put a blank between them", offset);
    if (isNumber) {
        tokens.push_back({Kind::Number, run, offset, isSigned && run[0] == '-' ? -number : number});
        return {};
    }
    if (run == "+" || run == "-") {
        tokens.push_back({Kind::Operator, run, offset, 0});
        return {};
    }
    if (run == "+-" || run == "-+") {
        tokens.push_back({Kind::Operator, run.substr(0, 1), offset, 0});
        tokens.push_back({Kind::Operator, run.substr(1), offset + 1, 0});
        return {};
    }
    return badAt("'" + std::string(run) + "' is no number", offset);
}

std::string_view operatorAt(std::string_view text)
{
    static constexpr std::array<std::string_view, 15> operators = {
        "||", "&&", ">=", "<=", "==", "!=", "(", ")", "^", "!", ">", "<", "*", "/", "?"};
    for (const std::string_view op : operators) {
        if (text.substr(0, op.size()) == op)
            return op;
    }
    return text.substr(0, 1) == ":" ? text.substr(0, 1) : std::string_view();
}

} // namespace

Result<std::vector<ArithmeticToken>> lexArithmetic(std::string_view text, bool signedNumbers)
{
    std::vector<ArithmeticToken> tokens;
    for (size_t at = 0; at < text.size();) {
        const char c = text[at];
        size_t end = at;
        if (tokens.size() >= maxTokens)
            return badAt("the expression is too long", at);
        if (isAsciiSpace(c)) {
            ++at;
            continue;
        }
        if (c == '+' || c == '-' || c == '.' || isAsciiDigit(c)) {
            while (end < text.size()
                && (std::string_view("+-.").find(text[end]) != std::string_view::npos || isAsciiDigit(text[end])))
                ++end;
            if (const auto done = lexNumber(text.substr(at, end - at), at, signedNumbers, tokens); !done)
                return done.error();
        } else if (isNameChar(c)) {
            while (end < text.size() && (isNameChar(text[end]) || text[end] == ':'))
                ++end;
            tokens.push_back({Kind::Name, text.substr(at, end - at), at, 0});
        } else {
            const std::string_view op = operatorAt(text.substr(at));
            if (op.empty())
                return badAt("unexpected '" + std::string(1, c) + "'", at);
            tokens.push_back({Kind::Operator, op, at, 0});
            end = at + op.size();
        }
        at = end;
    }
    return tokens;
}

// Recursive descent over the tokens, emitting code directly.
class ArithmeticCompiler
{
public:
    ArithmeticCompiler(std::span<const ArithmeticToken> tokens, const ArithmeticProgram::Resolve& resolve)
        : m_tokens(tokens)
        , m_resolve(resolve)
    {
    }

    Result<ArithmeticProgram> run()
    {
        if (m_tokens.size() == 2 && isOperator(0, "(") && isOperator(1, ")")) { // a declaration without a test
            emit(Op::Number);
            return std::move(m_program);
        }
        ternary();
        if (!m_error && m_at < m_tokens.size())
            fail("an operator is missing");
        if (m_error)
            return *m_error;
        return std::move(m_program);
    }

private:
    using Op = ArithmeticProgram::Op;

    bool isOperator(size_t index, std::string_view text) const
    {
        return index < m_tokens.size() && m_tokens[index].kind == Kind::Operator && m_tokens[index].text == text;
    }
    bool take(std::string_view text)
    {
        if (m_error || !isOperator(m_at, text))
            return false;
        ++m_at;
        return true;
    }
    void fail(std::string reason)
    {
        if (!m_error)
            m_error = badAt(std::move(reason),
                m_at < m_tokens.size() ? m_tokens[m_at].offset
                    : m_tokens.empty() ? 0
                                       : m_tokens.back().offset + m_tokens.back().text.size());
    }
    size_t emit(Op op, uint32_t operand = 0, double number = 0)
    {
        m_program.m_steps.push_back({op, operand, number});
        return m_program.m_steps.size() - 1;
    }
    void land(size_t jump) { m_program.m_steps[jump].operand = static_cast<uint32_t>(m_program.m_steps.size()); }

    void ternary()
    {
        if (++m_depth > maxDepth)
            fail("the expression is nested too deeply");
        if (!m_error) {
            logicalOr();
            if (take("?")) {
                const size_t toElse = emit(Op::JumpIfFalse);
                ternary();
                const size_t toEnd = emit(Op::Jump);
                land(toElse);
                if (!take(":"))
                    fail("':' is missing");
                ternary();
                land(toEnd);
            }
        }
        --m_depth;
    }

    void logicalOr()
    {
        logicalAnd();
        while (take("||")) {
            const size_t jump = emit(Op::OrJump);
            logicalAnd();
            land(jump);
        }
    }

    void logicalAnd()
    {
        exclusiveOr();
        while (take("&&")) {
            const size_t jump = emit(Op::AndJump);
            exclusiveOr();
            land(jump);
        }
    }

    void exclusiveOr()
    {
        equality();
        while (take("^")) {
            equality();
            emit(Op::Xor);
        }
    }

    void equality()
    {
        static constexpr std::array<std::pair<std::string_view, Op>, 2> operators = {
            {{"==", Op::Equal}, {"!=", Op::NotEqual}}};
        chain(operators, &ArithmeticCompiler::relation);
    }

    void relation()
    {
        static constexpr std::array<std::pair<std::string_view, Op>, 4> operators = {
            {{"<=", Op::LessEqual}, {">=", Op::GreaterEqual}, {"<", Op::Less}, {">", Op::Greater}}};
        chain(operators, &ArithmeticCompiler::sum);
    }

    // a < b < c means a < b && b < c; the middle operand's code is written twice.
    template <size_t N>
    void chain(const std::array<std::pair<std::string_view, Op>, N>& operators, void (ArithmeticCompiler::*operand)())
    {
        (this->*operand)();
        std::vector<size_t> jumps;
        std::vector<ArithmeticProgram::Step> middle;
        for (;;) {
            const auto found =
                std::find_if(operators.begin(), operators.end(), [&](const auto& entry) { return take(entry.first); });
            if (found == operators.end() || m_error)
                break;
            const bool isChained = !middle.empty();
            if (isChained) {
                jumps.push_back(emit(Op::AndJump));
                appendCopy(middle);
            }
            const size_t start = m_program.m_steps.size();
            (this->*operand)();
            middle = relativeCopy(start);
            emit(found->second);
        }
        for (const size_t jump : jumps)
            land(jump);
    }

    std::vector<ArithmeticProgram::Step> relativeCopy(size_t start) const
    {
        std::vector<ArithmeticProgram::Step> steps(
            m_program.m_steps.begin() + static_cast<ptrdiff_t>(start), m_program.m_steps.end());
        for (auto& step : steps) {
            if (step.op >= Op::AndJump)
                step.operand -= static_cast<uint32_t>(start);
        }
        return steps;
    }
    void appendCopy(const std::vector<ArithmeticProgram::Step>& steps)
    {
        const auto start = static_cast<uint32_t>(m_program.m_steps.size());
        for (auto step : steps) {
            if (step.op >= Op::AndJump)
                step.operand += start;
            m_program.m_steps.push_back(step);
        }
        if (m_program.m_steps.size() > maxTokens)
            fail("the expression is too long");
    }

    void sum()
    {
        product();
        for (;;) {
            const Op op = isOperator(m_at, "+") ? Op::Add : Op::Subtract;
            if (!take("+") && !take("-"))
                return;
            product();
            emit(op);
        }
    }

    void product()
    {
        unary();
        for (;;) {
            const Op op = isOperator(m_at, "*") ? Op::Multiply : Op::Divide;
            if (!take("*") && !take("/"))
                return;
            unary();
            emit(op);
        }
    }

    void unary()
    {
        std::vector<Op> prefix;
        for (;;) {
            if (take("!"))
                prefix.push_back(Op::Not);
            else if (take("-"))
                prefix.push_back(Op::Negate);
            else if (!take("+"))
                break;
        }
        primary();
        for (size_t i = prefix.size(); i-- > 0;)
            emit(prefix[i]);
    }

    void primary()
    {
        if (m_error)
            return;
        if (take("(")) {
            ternary();
            if (!m_error && !take(")"))
                fail("')' is missing");
            return;
        }
        if (m_at >= m_tokens.size() || m_tokens[m_at].kind == Kind::Operator)
            return fail("an operand is missing");
        const ArithmeticToken& token = m_tokens[m_at++];
        if (token.kind == Kind::Number) {
            emit(Op::Number, 0, token.number);
            return;
        }
        const Result<uint32_t> name = m_resolve(token);
        if (!name) {
            m_error = name.error();
            return;
        }
        emit(Op::Value, *name);
        auto& names = m_program.m_names;
        if (std::find(names.begin(), names.end(), *name) == names.end())
            names.push_back(*name);
    }

    std::span<const ArithmeticToken> m_tokens;
    const ArithmeticProgram::Resolve& m_resolve;
    ArithmeticProgram m_program;
    std::optional<Error> m_error;
    size_t m_at = 0;
    int m_depth = 0;
};

Result<ArithmeticProgram> ArithmeticProgram::compile(std::span<const ArithmeticToken> tokens, const Resolve& resolve)
{
    return ArithmeticCompiler(tokens, resolve).run();
}

double ArithmeticProgram::apply(Op op, double a, double b, bool* dividedByZero)
{
    switch (op) {
    case Op::Multiply:
        return a * b;
    case Op::Divide:
        if (b == 0) {
            if (dividedByZero)
                *dividedByZero = true;
            return 0;
        }
        return a / b;
    case Op::Add:
        return a + b;
    case Op::Subtract:
        return a - b;
    case Op::Less:
        return a < b;
    case Op::LessEqual:
        return a <= b;
    case Op::Greater:
        return a > b;
    case Op::GreaterEqual:
        return a >= b;
    case Op::Equal:
        return a == b;
    case Op::NotEqual:
        return a != b;
    default: { // Xor works on whole numbers
        const auto whole = [](double x) { return x >= 0 && x < 9e15 ? static_cast<uint64_t>(x) : uint64_t{0}; };
        return static_cast<double>(whole(a) ^ whole(b));
    }
    }
}

double ArithmeticProgram::evaluate(std::span<const double> values, bool* dividedByZero) const
{
    std::array<double, maxStack> stack;
    size_t top = 0; // the compiler's nesting bound keeps this far below the size
    for (size_t at = 0; at < m_steps.size(); ++at) {
        const Step& step = m_steps[at];
        switch (step.op) {
        case Op::Number:
            stack[top++] = step.number;
            break;
        case Op::Value:
            stack[top++] = step.operand < values.size() ? values[step.operand] : 0;
            break;
        case Op::Not:
            stack[top - 1] = stack[top - 1] == 0;
            break;
        case Op::Negate:
            stack[top - 1] = -stack[top - 1];
            break;
        case Op::AndJump:
        case Op::OrJump:
            if ((stack[top - 1] == 0) == (step.op == Op::AndJump))
                at = step.operand - 1;
            else
                --top;
            break;
        case Op::JumpIfFalse:
            if (stack[--top] == 0)
                at = step.operand - 1;
            break;
        case Op::Jump:
            at = step.operand - 1;
            break;
        default:
            --top;
            stack[top - 1] = apply(step.op, stack[top - 1], stack[top], dividedByZero);
            break;
        }
    }
    return top > 0 ? stack[top - 1] : 0;
}

} // namespace assay::rules
