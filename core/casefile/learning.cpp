// SPDX-License-Identifier: GPL-3.0-or-later
// Learning items to a fuzzy storage: what it would do, and doing it. Two files change, the case and the storage: the
// case first says what is to be done, then the storage is changed, then the case says that it is done.
#include "core/casefile/fuzzybatch.h"
#include "core/casefile/learnplanner.h"

#include <algorithm>
#include <ctime>
#include <unordered_set>

namespace assay {
namespace {

using fuzzy::LocalStorage;
using fuzzy::StorageChange;

std::vector<ItemId> eachOnce(std::span<const ItemId> items)
{
    std::vector<ItemId> unique;
    std::unordered_set<uint32_t> seen;
    for (const ItemId item : items) {
        if (seen.insert(item.value).second)
            unique.push_back(item);
    }
    return unique;
}

// The rule with the conditions of a draft.
fuzzy::FuzzyRule ruleFor(fuzzy::FuzzyRule rule, const LearnRequest& request)
{
    if (request.draft) {
        rule.conditions = request.draft->conditions;
        rule.learnByDefault = request.draft->learnByDefault;
        rule.script = request.draft->script;
    }
    return rule;
}

std::string operationText(const LearnRequest& request, const LearnTotals& totals)
{
    const uint64_t hashes = request.forget ? totals.goneHashes : totals.hashes;
    const std::string count = std::to_string(hashes) + (hashes == 1 ? " hash" : " hashes");
    if (request.forget)
        return count + " forgotten in " + request.storage;
    return count + " learned to " + request.storage + ", flag " + std::to_string(request.flag) + ", weight "
        + std::to_string(request.weight);
}

FuzzyBatch batchFor(const LearnPlan& plan, const fuzzy::FuzzyRule& rule, std::string_view query)
{
    FuzzyBatch batch;
    batch.storage = rule.name;
    batch.place = rule.isLocal() ? rule.file : rule.server;
    batch.isLocal = rule.isLocal();
    batch.action = plan.request.forget ? "fuzzy forget" : "fuzzy learn";
    batch.text = operationText(plan.request, plan.totals);
    batch.totals = batch.text + ": " + totalsText(plan.request, plan.totals);
    batch.query = query;
    batch.at = std::time(nullptr);
    batch.changed = plan.totals.allowed;
    batch.unchanged = plan.totals.items - plan.totals.allowed;
    return batch;
}

// What a change makes of a stored hash.
EventState stateAfter(const StorageChange& change, const std::optional<fuzzy::StoredHash>& before, int64_t now)
{
    EventState after;
    if (change.kind == fuzzy::ChangeKind::Delete)
        return after;
    fuzzy::StoredHash hash;
    hash.digest = change.hash.digest;
    hash.flag = change.flag;
    hash.weight = change.weight;
    hash.time = now;
    hash.shingles = before ? before->shingles : change.hash.shingles;
    hash.hasShingles = hash.shingles.has_value();
    if (before && before->flag == change.flag) {
        const int64_t sum = int64_t{before->weight} + change.weight;
        hash.weight = static_cast<int32_t>(std::clamp<int64_t>(sum, INT32_MIN, INT32_MAX));
    }
    after.stored = hash;
    return after;
}

// One event a change, in order, then the hashes that lose shingles to new ones. `before` as statesBefore() gives it.
std::vector<FuzzyEvent> eventsFor(
    std::span<const StorageChange> changes, std::span<const fuzzy::HashState> before, int64_t now)
{
    std::vector<FuzzyEvent> events;
    events.reserve(before.size());
    for (size_t i = 0; i < before.size(); ++i) {
        FuzzyEvent& event = events.emplace_back();
        event.digest = before[i].digest;
        event.before.stored = before[i].stored;
        if (i < changes.size())
            event.after = stateAfter(changes[i], before[i].stored, now);
        else
            event.after.isKept = true;
    }
    return events;
}

void addOrigins(std::vector<FuzzyEvent>& events, const LearnPlan& plan)
{
    std::unordered_map<Blake2b512, size_t, DigestKey> places;
    for (size_t i = 0; i < events.size(); ++i)
        places.emplace(events[i].digest, i);
    for (const PlannedItem& item : plan.items) {
        if (!takesPart(item))
            continue;
        for (const PlannedHash& hash : item.hashes) {
            const auto place = places.find(hash.hash.digest);
            if (place != places.end())
                events[place->second].origins.push_back(
                    {item.item, hash.hash.path, item.flag, plan.request.forget ? 0 : plan.request.weight});
        }
    }
}

// What a server says of its hashes before the change, as far as the plan knows.
Result<std::vector<fuzzy::HashState>> statesFrom(const LearnPlan& plan, std::span<const StorageChange> changes)
{
    std::unordered_map<Blake2b512, const PlannedHash*, DigestKey> first;
    for (const PlannedItem& item : plan.items) {
        for (const PlannedHash& hash : item.hashes)
            first.try_emplace(hash.hash.digest, &hash);
    }
    std::vector<fuzzy::HashState> states;
    for (const StorageChange& change : changes) {
        fuzzy::HashState& state = states.emplace_back();
        state.digest = change.hash.digest;
        const PlannedHash& hash = *first.at(change.hash.digest);
        if (hash.flagBefore != 0)
            state.stored = fuzzy::StoredHash{state.digest, hash.flagBefore, hash.weightBefore, 0, std::nullopt, false};
    }
    return states;
}

// The totals without what a server refused.
LearnTotals totalsWithout(LearnPlan& plan, KnownHashes known, std::span<const StorageChange> changes,
    std::span<const fuzzy::Refusal> refusals)
{
    std::unordered_set<Blake2b512, DigestKey> refused;
    for (size_t i = 0; i < changes.size(); ++i) {
        if (refusals[i] != fuzzy::Refusal::None)
            refused.insert(changes[i].hash.digest);
    }
    for (PlannedItem& item : plan.items) {
        if (!takesPart(item))
            continue;
        std::erase_if(item.hashes, [&](const PlannedHash& hash) { return refused.contains(hash.hash.digest); });
        if (item.hashes.empty())
            item.outcome = LearnOutcome::Failed;
    }
    return decideOutcomes(plan.request, std::move(known), plan.items);
}

} // namespace

Result<std::shared_ptr<const LearnPlan>> Case::planLearning(
    std::span<const ItemId> items, const LearnRequest& request, const RunContext& context) const
{
    auto stored = m_data->fuzzyRule(request.storage);
    if (!stored)
        return stored.error();
    const fuzzy::FuzzyRule rule = ruleFor(std::move(*stored), request);
    const auto allowed = checkRequest(rule, request);
    if (!allowed)
        return allowed.error();
    const std::vector<ItemId> chosen = eachOnce(items);
    auto plan = std::make_shared<LearnPlan>();
    plan->request = request;
    for (const ItemId item : chosen)
        plan->items.emplace_back().item = item;
    std::vector<ConditionVerdict> verdicts(chosen.size(), ConditionVerdict{true, request.flag, {}});
    if (request.conditions && !request.forget) {
        auto asked = m_data->askConditions(*this, rule, chosen, request.flag, context);
        if (!asked)
            return asked.error();
        verdicts = std::move(*asked);
    }
    auto hasher = LearnHasher::create(m_data->connections, rule, request);
    if (!hasher)
        return hasher.error();
    const auto hashed = hasher->run(plan->items, verdicts, context);
    if (!hashed)
        return hashed.error();
    const RunContext quiet(context.stopToken(), nullptr, context.workers());
    const auto storage = m_data->openStorage(rule, quiet);
    if (!storage)
        return storage.error();
    auto known = knownHashes(**storage, plan->items, quiet);
    if (!known)
        return known.error();
    plan->totals = decideOutcomes(request, std::move(*known), plan->items);
    return std::shared_ptr<const LearnPlan>(std::move(plan));
}

Result<LearnReport> Case::learn(const LearnPlan& given, std::string_view query, const RunContext& context)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    if (given.request.draft)
        return Error{ErrorCode::BadArgument, given.request.storage, "conditions that are not stored yet do not learn"};
    const auto rule = m_data->fuzzyRule(given.request.storage);
    if (!rule)
        return rule.error();
    const auto checked = checkRequest(*rule, given.request);
    if (!checked)
        return checked.error();
    const std::lock_guard guard(m_data->learning);
    const auto storage = m_data->openStorage(*rule, context);
    if (!storage)
        return storage.error();
    return m_data->learnTo(**storage, *rule, given, query, context);
}

Result<LearnReport> Case::Data::learnTo(fuzzy::FuzzyStorage& storage, const fuzzy::FuzzyRule& rule,
    const LearnPlan& given, std::string_view query, const RunContext& context) const
{
    auto* const local = dynamic_cast<LocalStorage*>(&storage);
    if (local) {
        const auto flushed = local->flush(); // what others queued is seen
        if (!flushed)
            return flushed.error();
    }
    LearnPlan plan = given;
    const auto known = knownHashes(storage, plan.items, context);
    if (!known)
        return known.error();
    plan.totals = decideOutcomes(plan.request, *known, plan.items);
    LearnReport report;
    report.totals = plan.totals;
    report.isReplanned = plan.totals != given.totals;
    report.isUndoable = local != nullptr;
    const std::vector<StorageChange> changes = changesOf(plan.request, plan.items);
    if (changes.empty())
        return report;
    if (context.stopRequested())
        return Error{ErrorCode::Cancelled, rule.name, {}};
    auto before = local ? local->statesBefore(changes) : statesFrom(plan, changes);
    if (!before)
        return before.error();
    FuzzyBatch batch = batchFor(plan, rule, query);
    batch.author = userName();
    std::vector<FuzzyEvent> events = eventsFor(changes, *before, batch.at);
    addOrigins(events, plan);
    const auto begun = beginBatch(batch, events);
    if (!begun)
        return begun.error();
    const auto refusals = storage.change(changes); // from here on nobody stops it: all of it is done, or nothing
    const auto flushed = local && refusals ? local->flush() : Result<fuzzy::FlushReport>(fuzzy::FlushReport());
    if (!refusals || !flushed)
        return giveUp(storage, batch, *before, refusals ? flushed.error() : refusals.error());
    const auto refused = static_cast<size_t>(
        refusals->end() - refusals->begin() - std::count(refusals->begin(), refusals->end(), fuzzy::Refusal::None));
    if (refused == changes.size())
        return giveUp(storage, batch, {}, Error{ErrorCode::PermissionDenied, storage.title(), "it takes no changes"});
    if (refused > 0)
        report.totals = totalsWithout(plan, *known, changes, *refusals);
    auto operation =
        closeBatch(batch, refused == 0 ? std::string() : std::to_string(refused) + " hashes refused by the storage");
    if (!operation)
        return operation.error();
    report.operation = std::move(*operation);
    return report;
}

Error Case::Data::giveUp(
    fuzzy::FuzzyStorage& storage, const FuzzyBatch& batch, std::span<const fuzzy::HashState> before, Error error) const
{
    if (auto* local = dynamic_cast<LocalStorage*>(&storage)) {
        if (!local->restore(before))
            return error; // the next opening of the case finishes it
        (void)breakOffBatch(batch, error.toString());
    } else {
        (void)breakOffBatch(batch, error.toString() + (before.empty() ? "" : "; the server may have taken a part"));
    }
    return error;
}

} // namespace assay
