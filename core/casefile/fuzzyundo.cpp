// SPDX-License-Identifier: GPL-3.0-or-later
// Changes of stored hashes themselves: by hand, taken back and done again, and finished after a crash.
#include "core/casefile/fuzzybatch.h"

#include <algorithm>
#include <ctime>

namespace assay {
namespace {

using feedback::OperationKind;
using fuzzy::HashState;
using fuzzy::LocalStorage;
using fuzzy::StoredHash;
using Stored = std::optional<StoredHash>;

Error notLocal(std::string_view what)
{
    return Error{ErrorCode::Unsupported, std::string(what), "hashes of a server cannot be changed back"};
}

std::vector<Blake2b512> eventDigests(std::span<const FuzzyEvent> events)
{
    std::vector<Blake2b512> digests;
    for (const FuzzyEvent& event : events)
        digests.push_back(event.digest);
    return digests;
}

// What is stored now, with the shingles that it had and nobody has now.
Stored withShinglesOf(Stored now, const Stored& before)
{
    if (!now || !before || !before->shingles)
        return now;
    if (!now->shingles)
        now->shingles = fuzzy::Shingles{};
    for (size_t i = 0; i < fuzzy::shingleCount; ++i) {
        if ((*now->shingles)[i] == 0)
            (*now->shingles)[i] = (*before->shingles)[i];
    }
    return now;
}

// Where a hash goes that is `now`, when a change from `from` to `to` is made (again or back): exactly there, unless
// somebody else learned it meanwhile; their weight stays then. nullopt: it is left as it is.
std::optional<Stored> target(const Stored& now, const Stored& from, const Stored& to)
{
    if (isSameState(now, from))
        return to;
    const auto weightOf = [&](const Stored& state) { return state && state->flag == now->flag ? state->weight : 0; };
    const bool isSameFlag = now && (!from || from->flag == now->flag) && (!to || to->flag == now->flag);
    if (!isSameFlag)
        return std::nullopt;
    Stored moved = now;
    const int64_t weight = int64_t{now->weight} + weightOf(to) - weightOf(from);
    moved->weight = static_cast<int32_t>(std::clamp<int64_t>(weight, INT32_MIN, INT32_MAX));
    return moved;
}

// The events of taking an operation back, or of doing it again, on what is stored now.
std::vector<FuzzyEvent> eventsBack(
    std::span<const FuzzyEvent> done, std::span<const HashState> now, bool redo, uint64_t& left)
{
    std::vector<FuzzyEvent> events;
    for (size_t i = 0; i < done.size(); ++i) {
        const FuzzyEvent& event = done[i];
        const Stored& current = now[i].stored;
        std::optional<Stored> wanted;
        if (!event.after.isKept)
            wanted = redo ? target(current, event.before.stored, event.after.stored)
                          : target(current, event.after.stored, event.before.stored);
        else if (!redo && current)
            wanted = withShinglesOf(current, event.before.stored);
        if (!wanted) {
            left += event.after.isKept ? 0 : 1;
            continue;
        }
        FuzzyEvent& back = events.emplace_back();
        back.digest = event.digest;
        back.before.stored = current;
        back.after.stored = std::move(*wanted);
    }
    return events;
}

// Hashes that go first, so that their shingles are free for those that get them back.
std::vector<HashState> statesAfter(std::span<const FuzzyEvent> events)
{
    std::vector<HashState> states;
    for (const bool isGone : {true, false}) {
        for (const FuzzyEvent& event : events) {
            if (!event.after.isKept && event.after.stored.has_value() != isGone)
                states.push_back({event.digest, event.after.stored});
        }
    }
    return states;
}

} // namespace

Result<std::shared_ptr<LocalStorage>> Case::Data::storageOf(const FuzzyBatch& batch, const RunContext& context) const
{
    if (!batch.isLocal)
        return notLocal(batch.place);
    std::error_code ignored;
    if (!std::filesystem::exists(batch.place, ignored))
        return Error{ErrorCode::NotFound, batch.place, "the storage is not where it was"};
    fuzzy::FuzzyRule rule;
    const auto named = fuzzyRule(batch.storage);
    if (named && named->file == batch.place)
        rule = *named;
    rule.name = batch.storage;
    rule.file = batch.place;
    auto storage = openStorage(rule, context);
    if (!storage)
        return storage.error();
    auto local = std::dynamic_pointer_cast<LocalStorage>(*storage);
    if (!local)
        return notLocal(batch.place);
    return local;
}

Result<feedback::Operation> Case::Data::moveFuzzy(bool redo, const RunContext& context) const
{
    const std::lock_guard guard(learning);
    FuzzyBatch done;
    std::vector<FuzzyEvent> events;
    {
        auto database = connections.take();
        if (!database)
            return database.error();
        const feedback::LabelStore labels(**database);
        const auto next = redo ? labels.nextRedo() : labels.nextUndo();
        if (!next)
            return next.error();
        if (!*next || (*next)->subject != OperationKind::Fuzzy)
            return Error{ErrorCode::NotFound, redo ? "redo" : "undo", "somebody else was first"};
        auto batch = batchOfOperation(**database, (*next)->id);
        if (!batch)
            return batch.error();
        done = std::move(*batch);
        auto read = readEvents(**database, done);
        if (!read)
            return read.error();
        events = std::move(*read);
    }
    const auto storage = storageOf(done, context);
    if (!storage)
        return storage.error();
    const auto flushed = (*storage)->flush();
    if (!flushed)
        return flushed.error();
    const auto now = (*storage)->states(eventDigests(events));
    if (!now)
        return now.error();
    FuzzyBatch batch = done;
    batch.kind = redo ? OperationKind::Redo : OperationKind::Undo;
    batch.undoes = done.operation;
    batch.action = redo ? "redo" : "undo";
    batch.author = userName();
    batch.at = std::time(nullptr);
    uint64_t left = 0;
    const std::vector<FuzzyEvent> back = eventsBack(events, *now, redo, left);
    batch.unchanged = left;
    batch.totals = "operation " + std::to_string(done.operation) + ": " + done.text
        + (left == 0 ? std::string() : "; " + std::to_string(left) + " hashes changed since then are left");
    const auto begun = beginBatch(batch, back);
    if (!begun)
        return begun.error();
    const auto restored = (*storage)->restore(statesAfter(back));
    if (!restored)
        return giveUp(**storage, batch, *now, restored.error());
    return closeBatch(batch);
}

Result<void> Case::Data::finishBatch(const FuzzyBatch& batch, const RunContext& context) const
{
    if (!batch.isLocal)
        return breakOffBatch(batch, "the program ended; the server may have taken a part");
    std::vector<FuzzyEvent> events;
    {
        auto database = connections.take();
        if (!database)
            return database.error();
        auto read = readEvents(**database, batch);
        if (!read)
            return read.error();
        events = std::move(*read);
    }
    const auto storage = storageOf(batch, context);
    if (!storage && storage.error().code == ErrorCode::NotFound)
        return breakOffBatch(batch, "the program ended, and the storage is not where it was");
    if (!storage)
        return storage.error();
    const auto flushed = (*storage)->flush();
    if (!flushed)
        return flushed.error();
    const auto now = (*storage)->states(eventDigests(events));
    if (!now)
        return now.error();
    uint64_t left = 0;
    for (size_t i = 0; i < events.size(); ++i) {
        const Stored& current = (*now)[i].stored;
        const bool isOurs =
            isSameState(current, events[i].before.stored) || isSameState(current, events[i].after.stored);
        if (events[i].after.isKept || isOurs)
            continue;
        events[i].after.isKept = true; // somebody else changed it
        ++left;
    }
    const auto restored = (*storage)->restore(statesAfter(events));
    if (!restored)
        return restored;
    std::string note = "finished after the program ended";
    if (left > 0)
        note += "; " + std::to_string(left) + " hashes changed since then are left";
    const auto closed = closeBatch(batch, note);
    return closed ? Result<void>() : closed.error();
}

void Case::Data::finishBatches() const
{
    std::vector<FuzzyBatch> open;
    if (auto database = connections.take()) {
        if (auto batches = openBatches(**database))
            open = std::move(*batches);
    }
    for (const FuzzyBatch& batch : open)
        (void)finishBatch(batch, {});
}

Result<feedback::Operation> Case::changeHashes(
    std::string_view name, std::span<const HashState> after, std::string_view text, const RunContext& context)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    const auto rule = m_data->fuzzyRule(name);
    if (!rule)
        return rule.error();
    const std::lock_guard guard(m_data->learning);
    const auto storage = m_data->openStorage(*rule, context);
    if (!storage)
        return storage.error();
    auto* const local = dynamic_cast<LocalStorage*>(storage->get());
    if (!local)
        return notLocal(name);
    const auto flushed = local->flush();
    if (!flushed)
        return flushed.error();
    return m_data->changeHashesIn(*local, *rule, after, text);
}

Result<feedback::Operation> Case::Data::changeHashesIn(
    LocalStorage& storage, const fuzzy::FuzzyRule& rule, std::span<const HashState> after, std::string_view text) const
{
    // As if they were learned, to hear which other hashes lose shingles.
    std::vector<fuzzy::StorageChange> asChanges;
    for (const HashState& state : after) {
        fuzzy::StorageChange& change = asChanges.emplace_back();
        change.kind = state.stored ? fuzzy::ChangeKind::Write : fuzzy::ChangeKind::Delete;
        change.hash.digest = state.digest;
        if (state.stored)
            change.hash.shingles = state.stored->shingles;
    }
    const auto before = storage.statesBefore(asChanges);
    if (!before)
        return before.error();
    std::unordered_map<Blake2b512, Stored, DigestKey> wanted;
    for (const HashState& state : after)
        wanted[state.digest] = state.stored;
    std::vector<FuzzyEvent> events;
    uint64_t changed = 0;
    for (const HashState& state : *before) {
        const auto found = wanted.find(state.digest);
        FuzzyEvent& event = events.emplace_back();
        event.digest = state.digest;
        event.before.stored = state.stored;
        event.after.isKept = found == wanted.end();
        if (event.after.isKept)
            continue;
        event.after.stored = found->second;
        Stored& stored = event.after.stored;
        if (stored && stored->hasShingles && !stored->shingles && state.stored)
            stored->shingles = state.stored->shingles; // listed without them
        const bool isTouched = stored && state.stored && stored->time != state.stored->time;
        changed += isTouched || !isSameState(stored, state.stored) ? 1 : 0;
    }
    if (changed == 0)
        return feedback::Operation{};
    FuzzyBatch batch;
    batch.storage = rule.name;
    batch.place = rule.file;
    batch.action = "fuzzy change";
    batch.text = text;
    batch.totals = text;
    batch.author = userName();
    batch.at = std::time(nullptr);
    batch.changed = changed;
    batch.unchanged = after.size() - std::min<uint64_t>(changed, after.size());
    const auto begun = beginBatch(batch, events);
    if (!begun)
        return begun.error();
    const auto restored = storage.restore(statesAfter(events));
    if (!restored)
        return giveUp(storage, batch, *before, restored.error());
    return closeBatch(batch);
}

Result<std::vector<HashOrigin>> Case::hashOrigins(std::string_view storage, const Blake2b512& digest) const
{
    const auto rule = m_data->fuzzyRule(storage);
    if (!rule)
        return rule.error();
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    return readOrigins(**database, rule->isLocal() ? rule->file : rule->server, digest);
}

} // namespace assay
