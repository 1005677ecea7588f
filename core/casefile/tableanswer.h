// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/casefields.h"
#include "core/casefile/question.h"

namespace assay {

// Whether any test of a term is passed by this value.
bool passesText(const query::Term& term, std::string_view value, RegexCache& regexes);
bool passesNumber(const query::Term& term, double value);

// Fields whose values a snapshot holds in memory: those of the item table, the scores and the labels.
bool isOfTable(FieldPlace place);
query::RowSet answerFromTable(Question& question, const RowUnit& unit, const query::Term& term, const CaseField& field);
// Rows that have a value of the field.
query::RowSet presentInTable(Question& question, const RowUnit& unit, const CaseField& field);

// Values of is: that the snapshot knows.
bool isTableMark(std::string_view name);
query::RowSet markedInTable(Question& question, const RowUnit& unit, std::string_view name);

} // namespace assay
