// SPDX-License-Identifier: GPL-3.0-or-later
// Case::compare and what follows from it: several models on the same frozen items.
#include "core/casefile/comparing.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/casefile/casedata.h"
#include "core/casefile/comparedset.h"
#include "core/scan/detectors/models.h"
#include "core/train/registry.h"

#include <algorithm>
#include <ctime>

namespace assay {
namespace {

// The items that a fusion is about: what the models beside it read, else what the case has voices for.
ItemKind itemsToFuse(const Case& work, const std::vector<CompareWhich>& models)
{
    for (const CompareWhich& which : models) {
        const auto version = work.registry().find(
            which.model, which.version.empty() ? train::aliasCurrent : std::string_view(which.version));
        if (version)
            return itemKindOf(version->manifest);
    }
    const auto mail = voicesFor(work, ItemKind::Message);
    return mail && mail->empty() ? ItemKind::RequestSet : ItemKind::Message;
}

Result<std::vector<ComparedScorer>> openScorers(const Case& work, const std::vector<CompareWhich>& models)
{
    const ItemKind items = itemsToFuse(work, models);
    std::vector<ComparedScorer> out;
    for (const CompareWhich& which : models) {
        auto scorer = ComparedScorer::open(work, which, items);
        if (!scorer)
            return scorer.error();
        out.push_back(std::move(*scorer));
    }
    return out;
}

// The items of the query; without one those that the reference held out, or else the first model that says.
Result<std::vector<ItemId>> itemsToCompareOn(const Case& work, const CaseSnapshot& snapshot,
    const CompareRequest& request, std::span<const ComparedScorer> scorers, const RunContext& context)
{
    if (!request.query.empty())
        return itemsOfQuery(work, snapshot, request.query, context);
    Result<std::vector<ItemId>> heldOut = scorers.front().heldOut();
    for (size_t i = 1; i < scorers.size() && !heldOut && heldOut.error().code == ErrorCode::NotFound; ++i)
        heldOut = scorers[i].heldOut();
    if (!heldOut)
        return heldOut.error();
    std::vector<ItemId> there;
    for (const ItemId item : *heldOut) {
        if (snapshot.items->find(item) != snapshot.items->count())
            there.push_back(item);
    }
    return there;
}

std::string hashOf(const ComparedSet& set)
{
    std::string text;
    for (size_t i = 0; i < set.items.size(); ++i)
        text += std::to_string(set.items[i].value) + " " + std::to_string(int{set.labels[i]}) + "\n";
    return toHex(sha256(text));
}

void describeItems(const CaseSnapshot& snapshot, CaseComparison& out)
{
    const feedback::LabelColumns& labels = *snapshot.labels;
    for (const ItemId item : out.items) {
        const size_t row = snapshot.items->find(item);
        const bool isLabelled = row < labels.labels.size() && labels.labels[row] != feedback::noLabel;
        ++out.provenance[isLabelled ? labels.authors[labels.author[row]] : ""];
        const int64_t date = snapshot.items->row(row).date;
        if (date == ItemRow::noDate)
            continue;
        out.firstDate = out.firstDate == 0 ? date : std::min(out.firstDate, date);
        out.lastDate = std::max(out.lastDate, date);
    }
}

void addNotes(std::span<const ComparedScorer> scorers, CaseComparison& out)
{
    const train::ModelComparison& result = *out.result;
    const auto items = [](uint64_t count) { return std::to_string(count) + (count == 1 ? " item" : " items"); };
    if (!out.overlap.empty())
        out.notes.push_back(items(out.overlap.size())
            + (out.isOverlapLeftOut ? " that a model learned from, or near-duplicates of such, are left out"
                                    : " are among those that a model learned from, or near-duplicates of such: figures "
                                      "are too good"));
    for (size_t i = 0; i < scorers.size(); ++i) {
        const train::ComparedModel& model = result.models[i];
        if (!scorers[i].knowsLearned())
            out.notes.push_back(model.title + " does not say which items it learned from");
        if (model.index->unscored() > 0)
            out.notes.push_back(model.title + " could not score " + items(model.index->unscored()));
        if (model.defaults > 0)
            out.notes.push_back(model.title + " took default values in " + items(model.defaults));
    }
    if (result.positives + result.negatives == 0)
        out.notes.push_back("no item has a label: only verdicts can be compared");
}

std::string versionLines(const CaseComparison& comparison)
{
    std::string lines;
    for (const train::ComparedModel& model : comparison.result->models) {
        if (model.model == CompareWhich::rules)
            continue;
        // A fusion names all its voices.
        std::string text = model.model == CompareWhich::fusion ? model.version : model.model + "/" + model.version;
        for (size_t comma = text.find(", "); comma != std::string::npos; comma = text.find(", "))
            text.replace(comma, 2, "\n");
        lines += text + "\n";
    }
    return lines;
}

std::string requestJson(const CompareRequest& request)
{
    JsonWriter json;
    json.beginObject().key("models").beginArray();
    for (const CompareWhich& which : request.models)
        json.beginObject().member("model", which.model).member("version", which.version).endObject();
    json.endArray().member("query", request.query).member("without_training_items", request.withoutTrainingItems);
    json.member("cost_false_positive", request.costs.falsePositive);
    return json.member("cost_false_negative", request.costs.falseNegative).endObject().take();
}

} // namespace

Result<CaseComparison> Case::compare(const CompareRequest& request, const RunContext& context) const
{
    if (request.models.size() < 2 || request.models.size() > 6)
        return Error{ErrorCode::BadArgument, "comparison", "2 to 6 models can be compared"};
    const auto now = snapshot(nullptr, context);
    if (!now)
        return now.error();
    const auto scorers = openScorers(*this, request.models);
    if (!scorers)
        return scorers.error();
    auto items = itemsToCompareOn(*this, **now, request, *scorers, context);
    if (!items)
        return items.error();
    auto set = scoreItems(*this, m_data->connections, **now, std::move(*items), *scorers, request.withoutTrainingItems,
        ComparedLabels::Wanted, context);
    if (!set)
        return set.error();
    if (set->items.empty())
        return Error{ErrorCode::BadArgument, "comparison",
            set->overlap.empty() ? "no items to compare on" : "the models learned from all of the items"};
    CaseComparison out;
    out.request = request;
    out.setSha256 = hashOf(*set);
    const auto slices = slicesOf(*this, **now, set->items, context);
    if (!slices)
        return slices.error();
    std::vector<train::ComparedModel> models;
    for (size_t i = 0; i < scorers->size(); ++i) {
        models.push_back((*scorers)[i].described());
        models.back().scores = std::make_shared<const std::vector<double>>(std::move(set->scores[i]));
        models.back().defaults = set->defaults[i];
    }
    auto made = train::makeComparison(std::move(models),
        std::make_shared<const std::vector<uint8_t>>(std::move(set->labels)), request.costs, *slices, context);
    if (!made)
        return made.error();
    out.result = std::make_shared<const train::ModelComparison>(std::move(*made));
    out.items = std::move(set->items);
    out.groups = std::move(set->groups);
    out.overlap = std::move(set->overlap);
    out.isOverlapLeftOut = request.withoutTrainingItems;
    out.madeAt = std::time(nullptr);
    describeItems(**now, out);
    addNotes(*scorers, out);
    return out;
}

Result<train::ComparisonTests> Case::testComparison(
    const CaseComparison& comparison, const train::ComparisonOptions& options, const RunContext& context) const
{
    return train::testComparison(*comparison.result, comparison.groups, options, context);
}

Result<VerdictChanges> Case::verdictChanges(
    const CompareWhich& from, const CompareWhich& to, std::string_view query, const RunContext& context) const
{
    const auto now = snapshot(nullptr, context);
    if (!now)
        return now.error();
    const auto scorers = openScorers(*this, {from, to});
    if (!scorers)
        return scorers.error();
    auto items = itemsOfQuery(*this, **now, query, context);
    if (!items)
        return items.error();
    const auto set =
        scoreItems(*this, m_data->connections, **now, std::move(*items), *scorers, false, ComparedLabels::Any, context);
    if (!set)
        return set.error();
    VerdictChanges out;
    out.items = set->items.size();
    for (size_t row = 0; row < set->items.size(); ++row) {
        const bool was = set->scores[0][row] >= (*scorers)[0].described().threshold;
        const bool is = set->scores[1][row] >= (*scorers)[1].described().threshold;
        if (was != is)
            (is ? out.toHostile : out.toHarmless).push_back(set->items[row]);
    }
    return out;
}

Result<uint64_t> Case::saveComparison(const CaseComparison& comparison, std::string_view report)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    const std::string request = requestJson(comparison.request), versions = versionLines(comparison);
    const std::string author = m_data->userName();
    uint64_t id = 0;
    const auto saved = m_data->change([&](store::Database& database) -> Result<void> {
        auto insert = database.prepare("INSERT INTO comparison(at,author,request,versions,sha256,report) "
                                       "VALUES(?1,?2,?3,?4,?5,?6)");
        if (!insert)
            return insert.error();
        insert->bind(1, comparison.madeAt).bindText(2, author).bindText(3, request).bindText(4, versions);
        const auto inserted = insert->bindText(5, comparison.setSha256).bindText(6, report).run();
        if (!inserted)
            return inserted;
        id = static_cast<uint64_t>(database.lastRowId());
        store::AuditEntry entry;
        entry.action = "save comparison";
        entry.object = "comparison " + std::to_string(id);
        entry.count = comparison.items.size();
        entry.after = "set " + comparison.setSha256 + ", report " + toHex(sha256(report));
        entry.query = comparison.request.query;
        return m_data->audit(database, std::move(entry));
    });
    if (!saved)
        return saved.error();
    return id;
}

} // namespace assay
