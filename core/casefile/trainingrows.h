// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/casedata.h"
#include "core/casefile/featurerows.h"
#include "core/casefile/modelling.h"
#include "core/feedback/traininglabels.h"

#include <map>

namespace assay {

// What a training learns: symbols in at least 5 rows, and no more columns than a table of numbers may have.
FeatureRows::Choice trainingColumns(const features::FeatureSet& set);

// Rows of one group belong together: the number of the cluster of near-duplicates, else what the sender hashes to, else
// the item alone. Request sets of one client are a group.
uint64_t groupOfRow(const CaseSnapshot& snapshot, uint32_t row);
// Of a record that is no item of this case.
uint64_t groupOfForeign(std::string_view uuid);
int64_t timeOfRow(const CaseSnapshot& snapshot, uint32_t row);

// The kind of items that a training is about. BadArgument: there are both kinds, and nothing says which.
Result<ItemKind> kindToLearn(const Case& work, const TrainRequest& request, const RunContext& context);

// Rows that match a query, ascending; all for an empty one. BadArgument: the query is faulty.
Result<std::vector<uint32_t>> rowsOfQuery(
    const Case& work, const CaseSnapshot& snapshot, const std::string& query, const RunContext& context);

// Numbers for the people who label.
class AuthorNumbers
{
public:
    uint32_t of(const std::string& name)
    {
        return m_numbers.emplace(name, static_cast<uint32_t>(m_numbers.size())).first->second;
    }

private:
    std::map<std::string, uint32_t> m_numbers;
};

// What people said about these rows: all votes where they differ, else the current label.
Result<std::vector<feedback::LabelVote>> votesOfRows(
    store::Database& database, const CaseSnapshot& snapshot, std::span<const uint32_t> rows, AuthorNumbers& authors);

} // namespace assay
