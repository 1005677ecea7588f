// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/evaluate.h"
#include "tests/core/query/testfields.h"

#include <map>
#include <random>

namespace assay::query::test {

using Random = std::mt19937;

// A row as it would be read aloud: values by the name of their field ("header.x-a", "symbol.A"). Text is ASCII.
struct ToyRow
{
    std::map<std::string, std::vector<std::string>> texts;
    std::map<std::string, std::vector<double>> numbers;
    std::vector<int> lastOctets; // of 10.0.0.x
    std::vector<std::string> marks;
};
using ToyTable = std::vector<ToyRow>;
ToyTable makeTable(Random& random, size_t rows);

// A question with its plain meaning, row by row. Knows nothing of the parser and of match.h.
struct ToyQuestion
{
    std::string text;
    std::function<bool(const ToyRow&)> passes;
};
ToyQuestion makeQuestion(Random& random, int depth);

// Answers terms by columns: sorted numbers and addresses, keywords by value, texts by looking through them; words cost
// items.
class ToySource : public TermSource
{
public:
    explicit ToySource(const ToyTable& table);
    uint32_t rows() const override { return static_cast<uint32_t>(m_table.size()); }
    Cost cost(const Term& term) const override;
    Result<RowSet> match(const Term& term, const RowSet& within, const RunContext& context) const override;

    mutable std::vector<std::string> asked; // "term/rows" in the order of the questions

private:
    RowSet matchNumbers(const Term& term) const;
    RowSet matchAddresses(const Term& term) const;
    RowSet matchKeywords(const Term& term) const;
    RowSet matchMarks(const Term& term) const;
    RowSet matchTexts(const Term& term, const RowSet& within) const;

    const ToyTable& m_table;
    std::map<std::string, std::vector<std::pair<double, uint32_t>>> m_numbers; // sorted
    std::map<std::string, std::map<std::string, std::vector<uint32_t>>> m_keywords; // by folded value
    std::vector<std::pair<IpAddress, uint32_t>> m_addresses; // sorted
};

} // namespace assay::query::test
