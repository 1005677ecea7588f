// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/rules/rspamd/expression.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace assay::rules {
namespace {

constexpr size_t maxNodes = 2000; // also the depth that evaluation may reach

bool startsNumber(std::string_view text)
{
    const size_t sign = !text.empty() && text[0] == '-' ? 1 : 0;
    return text.size() > sign && isAsciiDigit(text[sign]);
}

std::string_view withoutBlanks(std::string_view text)
{
    while (!text.empty() && isAsciiSpace(text.front()))
        text.remove_prefix(1);
    return text;
}

// Whether `text` starts with the word, in any case, and a blank follows.
bool startsWithWord(std::string_view text, std::string_view word)
{
    return startsWithIgnoringCase(text, word) && text.size() > word.size() && isAsciiSpace(text[word.size()]);
}

} // namespace

// Shunting-yard: an operator on the stack is applied only when the new one binds less tightly.
class ExpressionParser
{
public:
    ExpressionParser(std::string_view text, const Expression::ReadAtom& readAtom, const Expression::AtomCost& cost)
        : m_text(text)
        , m_readAtom(readAtom)
        , m_cost(cost)
    {
    }

    Result<Expression> run()
    {
        while (!m_error && skipBlanks())
            m_wantsOperand ? readOperand() : readOperator();
        if (!m_error && m_wantsOperand)
            fail(m_at == 0 ? "the expression is empty" : "an operand is missing");
        while (!m_error && !m_stack.empty()) {
            if (m_stack.back().isParenthesis)
                fail("')' is missing");
            else
                applyTop();
        }
        if (m_error)
            return *m_error;
        m_result.m_root = m_operands.back();
        sortChildren();
        return std::move(m_result);
    }

private:
    using Op = Expression::Op;
    using Node = Expression::Node;
    struct Entry
    {
        bool isParenthesis = false;
        Op op = Op::And;
    };

    void fail(std::string reason)
    {
        if (!m_error)
            m_error = Error{ErrorCode::BadRule, {}, std::move(reason) + " at offset " + std::to_string(m_at)};
    }
    std::string_view rest() const { return m_text.substr(m_at); }
    bool skipBlanks()
    {
        while (m_at < m_text.size() && isAsciiSpace(m_text[m_at]))
            ++m_at;
        return m_at < m_text.size();
    }

    static int priorityOf(Op op)
    {
        switch (op) {
        case Op::Not:
            return 7;
        case Op::Multiply:
        case Op::Divide:
            return 6;
        case Op::Add:
        case Op::Subtract:
            return 5;
        case Op::And:
            return 3;
        case Op::Or:
            return 2;
        default:
            return 4;
        }
    }
    static bool isLogical(Op op) { return op == Op::Not || op == Op::And || op == Op::Or; }
    static bool joinsChains(Op op) { return op == Op::Multiply || op == Op::Add || op == Op::And || op == Op::Or; }

    void readOperand()
    {
        const std::string_view text = rest();
        if (text[0] == '(') {
            m_stack.push_back({true, Op::And});
            ++m_at;
        } else if (text[0] == '!' || startsWithWord(text, "not")) {
            m_stack.push_back({false, Op::Not});
            m_at += text[0] == '!' ? 1 : 3;
        } else if (isNumberAllowed() && startsNumber(text)) {
            readNumber(text);
        } else {
            readAtom(text);
        }
        if (m_stack.size() > maxNodes)
            fail("the expression is too long");
    }

    bool isNumberAllowed() const
    {
        return !m_stack.empty() && !m_stack.back().isParenthesis && !isLogical(m_stack.back().op);
    }

    void readNumber(std::string_view text)
    {
        Node node;
        node.kind = Node::Kind::Number;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), node.number);
        if (failure != std::errc())
            return fail("a number cannot be read");
        m_at += static_cast<size_t>(end - text.data());
        addOperand(std::move(node));
    }

    void readAtom(std::string_view text)
    {
        const Result<size_t> length = m_readAtom(text);
        if (!length)
            return fail(length.error().detail);
        if (*length == 0 || *length > text.size())
            return fail("an operand is missing");
        Node node;
        node.atom = m_result.m_atoms.size();
        const std::string_view atom = text.substr(0, *length);
        node.cost = m_cost ? m_cost(atom) : 1024;
        m_result.m_atoms.emplace_back(atom);
        m_result.m_offsets.push_back(m_at);
        m_at += *length;
        addOperand(std::move(node));
    }

    void addOperand(Node node)
    {
        m_operands.push_back(addNode(std::move(node)));
        m_wantsOperand = false;
    }
    uint32_t addNode(Node node)
    {
        if (m_result.m_nodes.size() >= maxNodes)
            fail("the expression is too long");
        m_result.m_nodes.push_back(std::move(node));
        return static_cast<uint32_t>(m_result.m_nodes.size() - 1);
    }

    struct Operator
    {
        std::string_view text;
        Op op;
    };
    std::optional<Operator> operatorAt(std::string_view text) const
    {
        static constexpr Operator symbols[] = {{"&&", Op::And}, {"||", Op::Or}, {"<=", Op::LessEqual},
            {">=", Op::GreaterEqual}, {"==", Op::Equal}, {"!=", Op::NotEqual}, {"&", Op::And}, {"|", Op::Or},
            {"<", Op::Less}, {">", Op::Greater}, {"+", Op::Add}, {"*", Op::Multiply}};
        for (const Operator& symbol : symbols) {
            if (text.substr(0, symbol.text.size()) == symbol.text)
                return symbol;
        }
        if (startsWithWord(text, "and"))
            return Operator{"and", Op::And};
        if (startsWithWord(text, "or"))
            return Operator{"or", Op::Or};
        if (text[0] == '/' && startsNumber(withoutBlanks(text.substr(1))))
            return Operator{"/", Op::Divide};
        if (text[0] == '-' && text.size() > 1 && isAsciiSpace(text[1]))
            return Operator{"-", Op::Subtract};
        return std::nullopt;
    }

    void readOperator()
    {
        if (rest()[0] == ')')
            return closeParenthesis();
        const auto found = operatorAt(rest());
        if (!found)
            return fail("an operator is missing");
        while (!m_error && !m_stack.empty() && !m_stack.back().isParenthesis
            && priorityOf(found->op) < priorityOf(m_stack.back().op))
            applyTop();
        m_stack.push_back({false, found->op});
        m_at += found->text.size();
        m_wantsOperand = true;
    }

    void closeParenthesis()
    {
        while (!m_error && !m_stack.empty() && !m_stack.back().isParenthesis)
            applyTop();
        if (m_stack.empty())
            return fail("')' without '('");
        m_stack.pop_back();
        ++m_at;
    }

    void applyTop()
    {
        const Op op = m_stack.back().op;
        m_stack.pop_back();
        const size_t wanted = op == Op::Not ? 1 : 2;
        if (m_operands.size() < wanted)
            return fail("an operand is missing");
        Node node;
        node.kind = Node::Kind::Operation;
        node.op = op;
        for (size_t i = m_operands.size() - wanted; i < m_operands.size(); ++i)
            adopt(node, m_operands[i]);
        m_operands.resize(m_operands.size() - wanted);
        m_operands.push_back(addNode(std::move(node)));
    }

    // A child with the same chaining operator gives its children instead of itself.
    void adopt(Node& node, uint32_t child)
    {
        const Node& other = m_result.m_nodes[child];
        node.cost += other.cost;
        if (other.kind == Node::Kind::Operation && other.op == node.op && joinsChains(node.op))
            node.children.insert(node.children.end(), other.children.begin(), other.children.end());
        else
            node.children.push_back(child);
    }

    void sortChildren()
    {
        auto& nodes = m_result.m_nodes;
        for (Node& node : nodes) {
            if (node.kind == Node::Kind::Operation && isLogical(node.op))
                std::stable_sort(node.children.begin(), node.children.end(),
                    [&](uint32_t a, uint32_t b) { return nodes[a].cost < nodes[b].cost; });
        }
    }

    std::string_view m_text;
    const Expression::ReadAtom& m_readAtom;
    const Expression::AtomCost& m_cost;
    Expression m_result;
    std::optional<Error> m_error;
    std::vector<Entry> m_stack;
    std::vector<uint32_t> m_operands;
    size_t m_at = 0;
    bool m_wantsOperand = true;
};

Result<Expression> Expression::parse(std::string_view text, const ReadAtom& readAtom, const AtomCost& cost)
{
    return ExpressionParser(text, readAtom, cost).run();
}

} // namespace assay::rules
