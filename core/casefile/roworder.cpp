// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/roworder.h"

#include "core/base/ascii.h"
#include "core/base/parallelfor.h"
#include "core/casefile/sortkeys.h"

#include <algorithm>

namespace assay {
namespace {

struct Term
{
    std::unique_ptr<const SortKeys> keys;
    bool descending = false;
};

struct Entry
{
    uint64_t key = 0;
    uint32_t row = 0;
    bool operator<(const Entry& other) const { return key != other.key ? key < other.key : row < other.row; }
};

class Sorter
{
public:
    Sorter(const std::vector<Term>& terms, const std::vector<uint32_t>& rows)
        : m_terms(terms)
        , m_entries(rows.size())
    {
        for (size_t i = 0; i < rows.size(); ++i)
            m_entries[i].row = rows[i];
    }

    bool run(const RunContext& context)
    {
        sortWhole(context);
        while (!m_runs.empty()) {
            if (context.stopRequested())
                return false;
            const Run run = m_runs.back();
            m_runs.pop_back();
            fillKeys(run);
            std::sort(m_entries.begin() + run.begin, m_entries.begin() + run.end);
            addRuns(run);
        }
        return !context.stopRequested();
    }
    std::vector<uint32_t> rows() const
    {
        std::vector<uint32_t> rows(m_entries.size());
        std::transform(m_entries.begin(), m_entries.end(), rows.begin(), [](const Entry& entry) { return entry.row; });
        return rows;
    }

private:
    // Entries [begin, end) that are equal in everything before this level of this term.
    struct Run
    {
        std::ptrdiff_t begin = 0, end = 0;
        size_t term = 0, level = 0;
    };

    void fillKeys(const Run& run)
    {
        const Term& term = m_terms[run.term];
        for (std::ptrdiff_t i = run.begin; i < run.end; ++i) {
            Entry& entry = m_entries[static_cast<size_t>(i)];
            const uint64_t key = term.keys->key(entry.row, run.level);
            entry.key = term.descending ? ~key : key;
        }
    }

    // The first pass has all rows: in parallel, in pieces that are merged.
    void sortWhole(const RunContext& context)
    {
        const auto count = static_cast<std::ptrdiff_t>(m_entries.size());
        const Run whole{0, count, 0, 0};
        if (m_terms.empty() || count < 2)
            return;
        const auto pieces = static_cast<std::ptrdiff_t>(context.workers());
        const auto at = [&](std::ptrdiff_t piece) { return count * piece / pieces; };
        parallelFor(static_cast<size_t>(pieces), context, [&](size_t i, unsigned) {
            const auto piece = static_cast<std::ptrdiff_t>(i);
            fillKeys(Run{at(piece), at(piece + 1), 0, 0});
            std::sort(m_entries.begin() + at(piece), m_entries.begin() + at(piece + 1));
        });
        for (std::ptrdiff_t piece = 1; piece < pieces && !context.stopRequested(); ++piece)
            std::inplace_merge(m_entries.begin(), m_entries.begin() + at(piece), m_entries.begin() + at(piece + 1));
        addRuns(whole);
    }

    void addRuns(const Run& run)
    {
        for (std::ptrdiff_t begin = run.begin; begin < run.end;) {
            const uint64_t key = m_entries[static_cast<size_t>(begin)].key;
            std::ptrdiff_t end = begin + 1;
            while (end < run.end && m_entries[static_cast<size_t>(end)].key == key)
                ++end;
            if (end - begin > 1)
                addRun(run, begin, end, key);
            begin = end;
        }
    }

    void addRun(const Run& run, std::ptrdiff_t begin, std::ptrdiff_t end, uint64_t key)
    {
        const Term& term = m_terms[run.term];
        if (term.keys->goesOn(term.descending ? ~key : key, run.level))
            m_runs.push_back(Run{begin, end, run.term, run.level + 1});
        else if (run.term + 1 < m_terms.size())
            m_runs.push_back(Run{begin, end, run.term + 1, 0});
    }

    const std::vector<Term>& m_terms;
    std::vector<Entry> m_entries;
    std::vector<Run> m_runs; // to be sorted yet
};

} // namespace

Result<std::vector<OrderTerm>> parseOrder(std::string_view text)
{
    std::vector<OrderTerm> order;
    while (!text.empty()) {
        const size_t comma = std::min(text.find(','), text.size());
        std::string_view name = trimmed(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
        OrderTerm term;
        term.descending = !name.empty() && name.front() == '-';
        if (term.descending)
            name.remove_prefix(1);
        term.name = toAsciiLower(name);
        if (!isSortable(term.name))
            return Error{ErrorCode::BadArgument, std::string(name), "items cannot be sorted by this"};
        order.push_back(std::move(term));
    }
    return order;
}

Result<std::vector<uint32_t>> orderRows(Connections& connections, const CaseSnapshot& snapshot,
    const std::vector<OrderTerm>& order, std::vector<uint32_t> rows, const RunContext& context)
{
    std::vector<Term> terms;
    for (const OrderTerm& wanted : order) {
        auto keys = makeSortKeys(connections, snapshot, wanted.name, rows, context);
        if (!keys)
            return keys.error();
        terms.push_back(Term{std::move(*keys), wanted.descending});
    }
    if (terms.empty())
        return rows;
    Sorter sorter(terms, rows);
    if (!sorter.run(context))
        return Error{ErrorCode::Cancelled, "order", {}};
    return sorter.rows();
}

} // namespace assay
