// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/evaluate.h"

#include "core/query/parse.h"

#include <algorithm>
#include <chrono>

namespace assay::query {
namespace {

Cost costOf(const Node& node, const TermSource& source)
{
    if (node.term)
        return source.cost(*node.term);
    Cost dearest = Cost::Known;
    for (const auto& child : node.children)
        dearest = std::max(dearest, costOf(*child, source));
    return dearest;
}

Result<RowSet> matchTerm(const Term& term, const TermSource& source, const RowSet& within, const RunContext& context)
{
    if (context.stopRequested())
        return Error{ErrorCode::Cancelled, {}, {}};
    return within.isEmpty() ? RowSet(within.size()) : source.match(term, within, context);
}

// Positions of the children, cheap ones first.
std::vector<size_t> cheapFirst(const std::vector<Cost>& costs)
{
    std::vector<size_t> order(costs.size());
    for (size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&costs](size_t a, size_t b) { return costs[a] < costs[b]; });
    return order;
}

// Answers the parts of a query, each only about the rows that still matter. With an Explanation a part is asked about
// all rows of the question, unless that would read items.
class Evaluation
{
public:
    Evaluation(const TermSource& source, const RowSet& all, const RunContext& context)
        : m_source(source)
        , m_all(all)
        , m_context(context)
    {
    }

    Result<RowSet> evaluate(const Node& node, const RowSet& within, Explanation* explanation) const
    {
        return explanation ? explain(node, within, *explanation) : answer(node, within, nullptr);
    }

private:
    // `explanation` is filled except for its own count and time; its children are complete.
    Result<RowSet> answer(const Node& node, const RowSet& within, Explanation* explanation) const;
    Result<RowSet> answerNot(const Node& node, const RowSet& within, Explanation* explanation) const;
    Result<RowSet> answerAnd(const Node& node, const RowSet& within, Explanation* explanation) const;
    Result<RowSet> answerOr(const Node& node, const RowSet& within, Explanation* explanation) const;
    Result<RowSet> explain(const Node& node, const RowSet& within, Explanation& explanation) const;
    std::vector<size_t> order(const Node& node) const;

    const TermSource& m_source;
    const RowSet& m_all;
    const RunContext& m_context;
};

Explanation* childOf(Explanation* parent, size_t index)
{
    return parent ? &parent->children[index] : nullptr;
}

std::vector<size_t> Evaluation::order(const Node& node) const
{
    std::vector<Cost> costs;
    for (const auto& child : node.children)
        costs.push_back(costOf(*child, m_source));
    return cheapFirst(costs);
}

Result<RowSet> Evaluation::answer(const Node& node, const RowSet& within, Explanation* explanation) const
{
    switch (node.kind) {
    case Node::Kind::Term:
        return matchTerm(*node.term, m_source, within, m_context);
    case Node::Kind::Not:
        return answerNot(node, within, explanation);
    case Node::Kind::And:
        return answerAnd(node, within, explanation);
    case Node::Kind::Or:
        return answerOr(node, within, explanation);
    case Node::Kind::All:
        break;
    }
    return within;
}

Result<RowSet> Evaluation::answerNot(const Node& node, const RowSet& within, Explanation* explanation) const
{
    const auto found = evaluate(*node.children.front(), within, childOf(explanation, 0));
    if (!found)
        return found.error();
    RowSet rest = within;
    rest -= *found;
    return rest;
}

Result<RowSet> Evaluation::answerAnd(const Node& node, const RowSet& within, Explanation* explanation) const
{
    RowSet left = within;
    for (const size_t index : order(node)) {
        if (!explanation && left.isEmpty())
            break;
        auto found = evaluate(*node.children[index], left, childOf(explanation, index));
        if (!found)
            return found.error();
        left = std::move(*found);
    }
    return left;
}

Result<RowSet> Evaluation::answerOr(const Node& node, const RowSet& within, Explanation* explanation) const
{
    RowSet rest = within;
    for (const size_t index : order(node)) {
        if (!explanation && rest.isEmpty())
            break;
        const auto found = evaluate(*node.children[index], rest, childOf(explanation, index));
        if (!found)
            return found.error();
        rest -= *found;
    }
    RowSet matched = within;
    matched -= rest;
    return matched;
}

Result<RowSet> Evaluation::explain(const Node& node, const RowSet& within, Explanation& explanation) const
{
    const auto start = std::chrono::steady_clock::now();
    explanation.kind = node.kind;
    explanation.span = node.span;
    explanation.text = print(node);
    explanation.cost = costOf(node, m_source);
    explanation.aloneIsPartial = explanation.cost == Cost::Items;
    explanation.children.resize(node.children.size());
    auto found = answer(node, explanation.aloneIsPartial ? within : m_all, &explanation);
    if (!found)
        return found.error();
    explanation.alone = found->count();
    if (!explanation.aloneIsPartial)
        *found &= within;
    explanation.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return found;
}

} // namespace

TermSource::~TermSource() = default;

Result<RowSet> evaluate(const Query& query, const TermSource& source, const RowSet& within, const RunContext& context,
    Explanation* explanation)
{
    return Evaluation(source, within, context).evaluate(*query.root, within, explanation);
}

Cost cost(const Query& query, const TermSource& source)
{
    return costOf(*query.root, source);
}

} // namespace assay::query
