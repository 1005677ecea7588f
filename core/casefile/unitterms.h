// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/casefields.h"
#include "core/casefile/question.h"

namespace assay {

// Answers the terms of a query for the rows of one unit. Answers that need no items are kept, so that a term is looked
// up once however the rows are cut. Any thread.
class UnitTerms : public query::TermSource
{
public:
    UnitTerms(Question& question, RowUnit unit)
        : m_question(question)
        , m_unit(std::move(unit))
    {
    }
    const RowUnit& unit() const { return m_unit; }
    // The index of the unit turned out to be damaged: no answer of this object holds.
    bool isDamaged() const { return m_unit.segment && m_unit.segment->isDamaged(); }

    uint32_t rows() const override { return m_unit.rows; }
    query::Cost cost(const query::Term& term) const override;
    Result<query::RowSet> match(
        const query::Term& term, const query::RowSet& within, const RunContext& context) const override;

private:
    Result<query::RowSet> answer(const query::Term& term, const RunContext& context) const;
    Result<query::RowSet> answerFromIndex(const query::Term& term, const RunContext& context) const;
    Result<query::RowSet> answerFromItems(
        const query::Term& term, const query::RowSet& within, const RunContext& context) const;
    Result<query::RowSet> answerFromScan(const query::Term& term, const RunContext& context) const;
    Result<query::RowSet> answerNotes(const query::Term& term) const;
    Result<query::RowSet> answerFeature(const query::Term& term, const RunContext& context) const;
    Result<query::RowSet> answerDuplicates(const RunContext& context) const;
    Result<const Segment*> segment(const RunContext& context) const;

    Question& m_question;
    RowUnit m_unit;
    mutable std::mutex m_mutex;
    mutable std::map<const query::Term*, query::RowSet> m_answers;
    mutable std::shared_ptr<const Segment> m_made; // for a unit that has no index
};

} // namespace assay
