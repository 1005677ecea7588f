// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/answering.h"

#include "core/base/parallelfor.h"

#include <algorithm>

namespace assay {
namespace {

using query::Explanation;
using query::RowSet;

constexpr uint32_t readTogether = 512; // rows between two looks at what was found, when items must be read
constexpr std::chrono::milliseconds betweenReports{150};

void addTo(Explanation& sum, const Explanation& part)
{
    sum.alone += part.alone;
    sum.aloneIsPartial = sum.aloneIsPartial || part.aloneIsPartial;
    sum.seconds += part.seconds;
    sum.cost = std::max(sum.cost, part.cost);
    for (size_t i = 0; i < sum.children.size() && i < part.children.size(); ++i)
        addTo(sum.children[i], part.children[i]);
}

} // namespace

Answering::Answering(Question& question, const FindRequest& request, const RowSet* within)
    : m_question(question)
    , m_request(request)
    , m_within(within)
    , m_lastReport(std::chrono::steady_clock::now())
{
    for (const RowUnit& rows : question.units())
        m_units.push_back(Unit{rows, nullptr, 0});
}

void Answering::makeTasks()
{
    for (size_t i = 0; i < m_units.size(); ++i) {
        Unit& unit = m_units[i];
        if (m_within && rowsOf(Task{i, 0, unit.rows.rows, false, {}}, unit.rows.rows).isEmpty())
            continue;
        const bool readsItems = query::cost(*m_request.query, UnitTerms(m_question, unit.rows)) == query::Cost::Items;
        m_readsItems = m_readsItems || readsItems;
        // Explain counts whole units; what has no index is read at once.
        const bool isCut = readsItems && unit.rows.segment && !m_request.explain;
        const uint32_t step = isCut ? readTogether : unit.rows.rows;
        for (uint32_t first = 0; first < unit.rows.rows; first += step) {
            m_tasks.push_back(Task{i, first, std::min(first + step, unit.rows.rows), false, {}});
            ++unit.tasksLeft;
        }
    }
}

std::shared_ptr<UnitTerms> Answering::termsOf(size_t unit)
{
    const std::lock_guard lock(m_mutex);
    if (!m_units[unit].terms)
        m_units[unit].terms = std::make_shared<UnitTerms>(m_question, m_units[unit].rows);
    return m_units[unit].terms;
}

std::shared_ptr<UnitTerms> Answering::withoutIndex(size_t unit)
{
    const std::lock_guard lock(m_mutex);
    if (m_units[unit].rows.segment) {
        m_units[unit].rows.segment = nullptr;
        m_units[unit].terms = std::make_shared<UnitTerms>(m_question, m_units[unit].rows);
    }
    return m_units[unit].terms;
}

RowSet Answering::rowsOf(const Task& task, uint32_t unitRows) const
{
    RowSet rows(unitRows);
    if (!m_within) {
        rows.addRange(task.first, task.end);
        return rows;
    }
    const uint32_t firstRow = m_units[task.unit].rows.firstRow;
    for (uint32_t row = task.first; row < task.end; ++row) {
        if (m_within->contains(firstRow + row))
            rows.add(row);
    }
    return rows;
}

void Answering::answer(Task& task, const RunContext& context)
{
    std::shared_ptr<UnitTerms> terms = termsOf(task.unit);
    const RowSet within = rowsOf(task, terms->rows());
    std::optional<Explanation> explanation;
    const auto evaluate = [&] {
        if (m_request.explain)
            explanation.emplace();
        return query::evaluate(*m_request.query, *terms, within, context, explanation ? &*explanation : nullptr);
    };
    auto found = evaluate();
    if (found && terms->isDamaged()) {
        terms = withoutIndex(task.unit);
        found = evaluate();
    }
    const std::lock_guard lock(m_mutex);
    if (found)
        finish(task, *found, explanation ? &*explanation : nullptr);
    else if (!m_failed)
        m_failed = found.error();
}

void Answering::finish(Task& task, const RowSet& rows, const Explanation* explanation)
{
    Unit& unit = m_units[task.unit];
    task.isDone = true;
    task.found.reserve(rows.count());
    rows.forEach([&](uint32_t row) { task.found.push_back(unit.rows.firstRow + row); });
    if (--unit.tasksLeft == 0) {
        unit.terms = nullptr;
        // What was looked at stays in the cache of the system, not in the memory of the program.
        if (unit.rows.segment)
            unit.rows.segment->file().release();
    }
    if (explanation && !m_explanation)
        m_explanation = *explanation;
    else if (explanation)
        addTo(*m_explanation, *explanation);
    if (m_readsItems && m_request.partial)
        reportPartial();
}

void Answering::reportPartial()
{
    const size_t before = m_reportedRows.size();
    while (m_reportedTasks < m_tasks.size() && m_tasks[m_reportedTasks].isDone) {
        const auto& found = m_tasks[m_reportedTasks++].found;
        m_reportedRows.insert(m_reportedRows.end(), found.begin(), found.end());
    }
    const auto now = std::chrono::steady_clock::now();
    const bool isFirst = before == 0;
    if (m_reportedRows.size() > before && (isFirst || now - m_lastReport >= betweenReports)) {
        m_lastReport = now;
        m_request.partial(m_reportedRows);
    }
}

Result<std::vector<uint32_t>> Answering::run(const RunContext& context)
{
    makeTasks();
    context.setTotal(m_question.snapshot().items->count());
    const RunContext single(context.stopToken(), nullptr, 1); // of one unit
    parallelFor(m_tasks.size(), context, [&](size_t i, unsigned) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_failed)
                return;
        }
        answer(m_tasks[i], single);
        context.advance(m_tasks[i].end - m_tasks[i].first);
    });
    if (context.stopRequested())
        return Error{ErrorCode::Cancelled, "query", {}};
    if (m_failed)
        return *m_failed;
    std::vector<uint32_t> rows;
    for (const Task& task : m_tasks)
        rows.insert(rows.end(), task.found.begin(), task.found.end());
    return rows;
}

} // namespace assay
