// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/unitterms.h"

#include <chrono>

namespace assay {

// One answering of one question: cuts the rows of a snapshot into units, answers these in parallel, in row order, and
// puts the answers together. A unit whose index is damaged is answered again from its items.
class Answering
{
public:
    // With `within` only these rows of the snapshot are looked at.
    Answering(Question& question, const FindRequest& request, const query::RowSet* within = nullptr);
    // The rows in import order.
    Result<std::vector<uint32_t>> run(const RunContext& context);
    const std::optional<query::Explanation>& explanation() const { return m_explanation; }

private:
    struct Unit
    {
        RowUnit rows;
        std::shared_ptr<UnitTerms> terms;
        size_t tasksLeft = 0;
    };
    struct Task // rows [first, end) of a unit
    {
        size_t unit = 0;
        uint32_t first = 0, end = 0;
        bool isDone = false;
        std::vector<uint32_t> found;
    };
    void makeTasks();
    query::RowSet rowsOf(const Task& task, uint32_t unitRows) const;
    void answer(Task& task, const RunContext& context);
    std::shared_ptr<UnitTerms> termsOf(size_t unit);
    std::shared_ptr<UnitTerms> withoutIndex(size_t unit);
    void finish(Task& task, const query::RowSet& rows, const query::Explanation* explanation);
    void reportPartial();

    Question& m_question;
    const FindRequest& m_request;
    const query::RowSet* m_within;
    std::vector<Unit> m_units;
    std::vector<Task> m_tasks;
    bool m_readsItems = false;
    std::mutex m_mutex; // guards the terms of the units and all below
    std::optional<Error> m_failed;
    std::optional<query::Explanation> m_explanation;
    size_t m_reportedTasks = 0;
    std::vector<uint32_t> m_reportedRows;
    std::chrono::steady_clock::time_point m_lastReport;
};

} // namespace assay
