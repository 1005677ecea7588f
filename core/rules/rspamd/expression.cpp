// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/rspamd/expression.h"

#include <array>
#include <cmath>

namespace assay::rules {

std::string_view Expression::opName(Op op)
{
    static constexpr std::array<std::string_view, 13> names = {
        "!", "*", "/", "+", "-", "<", "<=", ">", ">=", "==", "!=", "&", "|"};
    return names[static_cast<size_t>(op)];
}

double Expression::evaluate(const std::function<double(size_t)>& value, Shortcut shortcut) const
{
    return evaluateNode(m_root, value, shortcut);
}

double Expression::evaluateLogic(const Node& node, const std::function<double(size_t)>& value, Shortcut shortcut) const
{
    const bool stopsAt = node.op == Op::Or; // | is decided by a true child, & by a false one
    bool result = !stopsAt;
    for (const uint32_t child : node.children) {
        if ((evaluateNode(child, value, shortcut) != 0) != stopsAt)
            continue;
        result = stopsAt;
        if (shortcut == Shortcut::Yes)
            break;
    }
    return result ? 1 : 0;
}

double Expression::evaluateNode(uint32_t index, const std::function<double(size_t)>& value, Shortcut shortcut) const
{
    const Node& node = m_nodes[index];
    if (node.kind == Node::Kind::Atom)
        return value(node.atom);
    if (node.kind == Node::Kind::Number)
        return node.number;
    if (node.op == Op::And || node.op == Op::Or)
        return evaluateLogic(node, value, shortcut);
    double result = evaluateNode(node.children[0], value, shortcut);
    if (node.op == Op::Not)
        return result == 0 ? 1 : 0;
    for (size_t i = 1; i < node.children.size(); ++i) {
        const double other = evaluateNode(node.children[i], value, shortcut);
        switch (node.op) {
        case Op::Multiply:
            result *= other;
            break;
        case Op::Divide:
            result = other == 0 ? 0 : result / other;
            break;
        case Op::Add:
            result += other;
            break;
        case Op::Subtract:
            result -= other;
            break;
        case Op::Less:
            result = result < other;
            break;
        case Op::LessEqual:
            result = result <= other;
            break;
        case Op::Greater:
            result = result > other;
            break;
        case Op::GreaterEqual:
            result = result >= other;
            break;
        case Op::Equal:
            result = result == other;
            break;
        default:
            result = result != other;
            break;
        }
    }
    return result;
}

void Expression::forEachAtom(const std::function<void(size_t, bool)>& visit) const
{
    visitAtoms(m_root, false, visit);
}

void Expression::visitAtoms(uint32_t index, bool negated, const std::function<void(size_t, bool)>& visit) const
{
    const Node& node = m_nodes[index];
    if (node.kind == Node::Kind::Atom)
        visit(node.atom, negated);
    for (const uint32_t child : node.children)
        visitAtoms(child, negated || node.op == Op::Not, visit);
}

std::string Expression::postfix() const
{
    std::string text;
    appendPostfix(m_root, text);
    return text;
}

void Expression::appendPostfix(uint32_t index, std::string& text) const
{
    const Node& node = m_nodes[index];
    for (const uint32_t child : node.children)
        appendPostfix(child, text);
    if (!text.empty())
        text += ' ';
    if (node.kind == Node::Kind::Atom) {
        text += "(" + m_atoms[node.atom] + ")";
    } else if (node.kind == Node::Kind::Number) {
        const bool isWhole = node.number == std::floor(node.number) && std::abs(node.number) < 1e15;
        text += isWhole ? std::to_string(static_cast<int64_t>(node.number)) : std::to_string(node.number);
    } else {
        text += opName(node.op);
        if (node.children.size() > 2)
            text += "(" + std::to_string(node.children.size()) + ")";
    }
}

} // namespace assay::rules
