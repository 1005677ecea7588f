// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/runcontext.h"
#include "core/query/query.h"
#include "core/query/rowset.h"

namespace assay::query {

// How dear it is to answer a term.
enum class Cost : uint8_t {
    Known, // a number column, a posting list
    Texts, // looks through a text column
    Items // must read the items themselves
};

// Answers single terms over a fixed set of rows: the index of a case, or a test's naive list. Const; any thread.
class TermSource
{
public:
    virtual ~TermSource();
    virtual uint32_t rows() const = 0;
    virtual Cost cost(const Term& term) const = 0;
    // The rows of `within` that match; rows outside may be left out and must not be in the result.
    virtual Result<RowSet> match(const Term& term, const RowSet& within, const RunContext& context) const = 0;
};

// What a part of a query found, for Explain; mirrors the tree, children in the order of the query.
struct Explanation
{
    Node::Kind kind = Node::Kind::All;
    Span span;
    std::string text; // canonical
    uint32_t alone = 0; // rows of the question that this part matches by itself
    bool aloneIsPartial = false; // it reads items, and only those that the other parts left were read and counted
    double seconds = 0; // with that of the children
    Cost cost = Cost::Known; // the dearest of its terms
    std::vector<Explanation> children;
};

// The rows of `within` that the query matches. Cheap terms go first, dear ones look only at what is left; nothing is
// asked about no rows. Errors: Cancelled, or that of a term. With `explanation` every part is also counted by itself,
// which takes longer; the result is the same.
Result<RowSet> evaluate(const Query& query, const TermSource& source, const RowSet& within, const RunContext& context,
    Explanation* explanation = nullptr);
// The dearest of the query's terms: Cost::Items when items must be read.
Cost cost(const Query& query, const TermSource& source);

} // namespace assay::query
