// SPDX-License-Identifier: GPL-3.0-or-later
// The declarative conditions of learning: questions of the case about the items that are to be learned.
#include "core/casefile/answering.h"
#include "core/casefile/casedata.h"

#include <ctime>
#include <unordered_map>

namespace assay {
namespace {

using fuzzy::LearnCondition;

// Where the items stand in the list of those asked about, by their rows.
using Places = std::unordered_map<uint32_t, std::vector<size_t>>;

Result<Places> placesOf(const CaseSnapshot& snapshot, std::span<const ItemId> items)
{
    Places places;
    for (size_t i = 0; i < items.size(); ++i) {
        const size_t row = snapshot.items->find(items[i]);
        if (row >= snapshot.items->count())
            return Error{ErrorCode::NotFound, "item " + std::to_string(items[i].value), {}};
        places[static_cast<uint32_t>(row)].push_back(i);
    }
    return places;
}

std::string reasonOf(const LearnCondition& condition)
{
    return condition.reason.empty() ? condition.query : condition.reason;
}

void decide(ConditionVerdict& verdict, const LearnCondition& condition)
{
    verdict.learn = condition.act != LearnCondition::Act::Deny;
    if (condition.act == LearnCondition::Act::Flag)
        verdict.flag = condition.flag;
    if (condition.act != LearnCondition::Act::Allow)
        verdict.reason = reasonOf(condition);
}

} // namespace

Result<std::vector<uint32_t>> Case::Data::matchingRows(const CaseSnapshot& snapshot,
    std::shared_ptr<const query::Query> query, const query::RowSet& within, const RunContext& context) const
{
    if (query->isAll())
        return within.rows();
    FindRequest request;
    request.query = std::move(query);
    Question question(connections, segments, IndexFiles(caseFolder(path) / "index"), snapshot);
    return Answering(question, request, &within).run(context);
}

Result<std::vector<ConditionVerdict>> Case::Data::askConditions(const Case& work, const fuzzy::FuzzyRule& rule,
    std::span<const ItemId> items, uint8_t flag, const RunContext& context) const
{
    std::vector<ConditionVerdict> verdicts(items.size(), ConditionVerdict{true, flag, {}});
    if (rule.conditions.empty() && rule.learnByDefault)
        return verdicts;
    const RunContext quiet(context.stopToken(), nullptr, context.workers());
    const auto current = work.snapshot(nullptr, quiet);
    if (!current)
        return current.error();
    const auto places = placesOf(**current, items);
    if (!places)
        return places.error();
    query::RowSet open(static_cast<uint32_t>((*current)->items->count())); // rows that nothing has decided yet
    for (const auto& [row, where] : *places)
        open.add(row);
    const int64_t now = std::time(nullptr);
    for (const LearnCondition& condition : rule.conditions) {
        auto parsed = work.parse(condition.query, now);
        if (!parsed.ok())
            return Error{ErrorCode::BadArgument, "condition " + condition.query, query::faultText(parsed.error())};
        const auto query = std::make_shared<const query::Query>(std::move(*parsed.query));
        const auto rows = matchingRows(**current, query, open, quiet);
        if (!rows)
            return rows.error();
        for (const uint32_t row : *rows) {
            open.remove(row);
            for (const size_t place : places->at(row))
                decide(verdicts[place], condition);
        }
    }
    if (!rule.learnByDefault) {
        open.forEach([&](uint32_t row) {
            for (const size_t place : places->at(row))
                verdicts[place] = {false, flag, "no condition allows it"};
        });
    }
    return verdicts;
}

} // namespace assay
