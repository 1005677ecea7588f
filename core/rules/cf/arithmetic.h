// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// Expressions of meta rules and of `if` lines (spec/regex B.2, B.8): Perl's operators and precedence over numbers.

// One token. Offsets are bytes in the expression.
struct ArithmeticToken
{
    enum class Kind : uint8_t { Number, Name, Operator };
    Kind kind = Kind::Operator;
    std::string_view text;
    size_t offset = 0;
    double number = 0;
};

// BadRule with "reason at offset N" for text that is no token. `signedNumbers`: whether "-1" is one (conditionals
// only).
Result<std::vector<ArithmeticToken>> lexArithmetic(std::string_view text, bool signedNumbers);

// A compiled expression: flat code for a stack machine, no allocation when run.
class ArithmeticProgram
{
public:
    // Gives a name its number in `values`, or an error text when the name is not allowed.
    using Resolve = std::function<Result<uint32_t>(const ArithmeticToken& name)>;
    static Result<ArithmeticProgram> compile(std::span<const ArithmeticToken> tokens, const Resolve& resolve);

    // As Perl computes it: comparisons give 0 or 1, && and || the operand that decided. Division by zero gives 0 and
    // sets `dividedByZero` when given.
    double evaluate(std::span<const double> values, bool* dividedByZero = nullptr) const;
    // The numbers of all names, in order of first occurrence.
    const std::vector<uint32_t>& names() const { return m_names; }

private:
    friend class ArithmeticCompiler;
    enum class Op : uint8_t {
        Number,
        Value,
        Not,
        Negate,
        Multiply,
        Divide,
        Add,
        Subtract,
        Less,
        LessEqual,
        Greater,
        GreaterEqual,
        Equal,
        NotEqual,
        Xor,
        AndJump, // top is false: keep it and jump; else drop it
        OrJump, // top is true: keep it and jump; else drop it
        JumpIfFalse, // drops the top
        Jump
    };
    struct Step
    {
        Op op;
        uint32_t operand; // name, or target of a jump
        double number;
    };
    static double apply(Op op, double a, double b, bool* dividedByZero);
    std::vector<Step> m_steps;
    std::vector<uint32_t> m_names;
};

} // namespace assay::rules
