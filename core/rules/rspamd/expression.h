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

// Expressions of rspamd rules and composites (spec/regex C.2): logic and arithmetic over atoms whose text another
// parser understands. Operators of one priority group to the right, as the peer's do.
class Expression
{
public:
    // Given the text from an atom on, gives how many bytes the atom takes, or an error.
    using ReadAtom = std::function<Result<size_t>(std::string_view text)>;
    // The cost of an atom: children of logical operators are tried in the order of their costs.
    using AtomCost = std::function<int(std::string_view atom)>;
    // BadRule with "reason at offset N".
    static Result<Expression> parse(std::string_view text, const ReadAtom& readAtom, const AtomCost& cost = {});

    // The texts of the atoms, in reading order; an atom that occurs twice is there twice.
    const std::vector<std::string>& atoms() const { return m_atoms; }
    const std::vector<size_t>& atomOffsets() const { return m_offsets; }

    enum class Shortcut : bool { No, Yes };
    // `value` gives the value of the atom at a position of atoms(). With Shortcut::Yes & and | ask no further once
    // their result is known.
    double evaluate(const std::function<double(size_t atom)>& value, Shortcut shortcut = Shortcut::Yes) const;
    // Calls `visit` with each atom and whether it stands under a "not".
    void forEachAtom(const std::function<void(size_t atom, bool negated)>& visit) const;
    // "(A) (B) + 7 >", children in the order in which they are tried.
    std::string postfix() const;

private:
    friend class ExpressionParser;
    enum class Op : uint8_t {
        Not,
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
        And,
        Or
    };
    struct Node
    {
        enum class Kind : uint8_t { Atom, Number, Operation } kind = Kind::Atom;
        Op op = Op::And;
        size_t atom = 0;
        double number = 0;
        int cost = 0;
        std::vector<uint32_t> children;
    };
    double evaluateNode(uint32_t node, const std::function<double(size_t)>& value, Shortcut shortcut) const;
    double evaluateLogic(const Node& node, const std::function<double(size_t)>& value, Shortcut shortcut) const;
    void visitAtoms(uint32_t node, bool negated, const std::function<void(size_t, bool)>& visit) const;
    void appendPostfix(uint32_t node, std::string& text) const;
    static std::string_view opName(Op op);

    std::vector<std::string> m_atoms;
    std::vector<size_t> m_offsets;
    std::vector<Node> m_nodes;
    uint32_t m_root = 0;
};

} // namespace assay::rules
