// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/learnplanner.h"

#include "core/base/parallelfor.h"
#include "core/casefile/storeditems.h"

#include <algorithm>

namespace assay {
namespace {

constexpr size_t blockItems = 256;
constexpr size_t blockBytes = size_t{32} << 20;
constexpr uint64_t largestMessage = uint64_t{256} << 20;
constexpr size_t statesTogether = 4096; // between looks at the stop token

fuzzy::HashOptions optionsOf(const fuzzy::FuzzyRule& rule, const LearnRequest& request)
{
    fuzzy::HashOptions options = rule.hashes;
    if (!request.mimeTypes.empty())
        options.mimeTypes = request.mimeTypes;
    options.minBytes = request.minBytes.value_or(options.minBytes);
    return options;
}

bool isWanted(const LearnRequest& request, fuzzy::HashKind kind)
{
    switch (kind) {
    case fuzzy::HashKind::Text:
        return request.texts;
    case fuzzy::HashKind::Image:
        return request.images;
    case fuzzy::HashKind::Attachment:
        break;
    }
    return request.attachments;
}

Result<KnownHashes> knownLocally(
    fuzzy::LocalStorage& storage, std::span<const Blake2b512> digests, const RunContext& context)
{
    KnownHashes known;
    for (auto rest = digests; !rest.empty();) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, storage.title(), {}};
        const auto piece = rest.first(std::min(rest.size(), statesTogether));
        rest = rest.subspan(piece.size());
        const auto states = storage.states(piece);
        if (!states)
            return states.error();
        for (const fuzzy::HashState& state : *states) {
            if (state.stored)
                known[state.digest] = {true, state.stored->flag, state.stored->weight};
        }
    }
    return known;
}

} // namespace

Result<void> checkRequest(const fuzzy::FuzzyRule& rule, const LearnRequest& request)
{
    const std::string subject = "fuzzy storage " + rule.name;
    const fuzzy::FlagRule* flag = rule.findFlag(request.flag);
    if (rule.readOnly)
        return Error{ErrorCode::ReadOnly, subject, "the rule does not learn"};
    if (flag && flag->readOnly)
        return Error{ErrorCode::ReadOnly, subject, "flag " + std::to_string(request.flag) + " is not learned to"};
    if (request.flag == 0)
        return Error{ErrorCode::BadArgument, subject, "a flag is a number from 1 to 255"};
    if (!request.forget && request.weight == 0)
        return Error{ErrorCode::BadArgument, subject, "a weight of 0 changes nothing"};
    if (!request.texts && !request.images && !request.attachments)
        return Error{ErrorCode::BadArgument, subject, "no kind of part takes part"};
    return {};
}

Result<KnownHashes> knownHashes(
    fuzzy::FuzzyStorage& storage, std::span<const PlannedItem> items, const RunContext& context)
{
    if (auto* local = dynamic_cast<fuzzy::LocalStorage*>(&storage))
        return knownLocally(*local, digestsOf(items), context);
    std::vector<fuzzy::HashQuery> queries;
    KnownHashes known;
    for (const PlannedItem& item : items) {
        if (!takesPart(item))
            continue;
        for (const PlannedHash& hash : item.hashes) {
            if (known.try_emplace(hash.hash.digest).second)
                queries.push_back({hash.hash.digest, hash.hash.shingles});
        }
    }
    const auto replies = storage.check(queries, context);
    if (!replies)
        return replies.error();
    for (size_t i = 0; i < queries.size(); ++i) {
        const fuzzy::StorageReply& reply = (*replies)[i];
        if (reply.refusal != fuzzy::Refusal::None)
            return Error{ErrorCode::PermissionDenied, storage.title(), "the storage does not answer checks from here"};
        if (reply.isFound() && reply.digest == queries[i].digest) // else only a similar text is stored
            known[reply.digest] = {true, static_cast<uint8_t>(reply.flag), reply.weight};
    }
    return known;
}

LearnHasher::LearnHasher(std::unique_ptr<StoredItems> stored, const fuzzy::FuzzyRule& rule, const LearnRequest& request)
    : m_stored(std::move(stored))
    , m_hasher(optionsOf(rule, request))
    , m_rule(&rule)
    , m_request(&request)
{
}

Result<LearnHasher> LearnHasher::create(
    Connections& connections, const fuzzy::FuzzyRule& rule, const LearnRequest& request)
{
    auto stored = StoredItems::open(connections);
    if (!stored)
        return stored.error();
    LearnHasher hasher(std::move(*stored), rule, request);
    if (request.conditions && !request.forget && !rule.script.empty()) {
        auto script = fuzzy::LearnScript::compile(rule.script);
        if (!script)
            return script.error();
        hasher.m_script = std::move(*script);
    }
    return hasher;
}

LearnHasher::Loaded LearnHasher::load(PlannedItem& item)
{
    Loaded loaded;
    const auto detail = m_stored->read(item.item);
    if (detail && (*detail)->record.kind != ItemKind::Message) {
        item.outcome = LearnOutcome::NoContent;
        item.reason = "is no message";
        return loaded;
    }
    auto bytes = detail ? m_stored->load(**detail, largestMessage) : Result<std::string>(detail.error());
    if (!bytes) {
        item.outcome = LearnOutcome::Failed;
        item.reason = bytes.error().toString();
        return loaded;
    }
    loaded.item = &item;
    loaded.bytes = std::move(*bytes);
    return loaded;
}

void LearnHasher::hash(Loaded& loaded) const
{
    for (fuzzy::PartHash& part : m_hasher.hash(loaded.bytes)) {
        if (isWanted(*m_request, part.kind))
            loaded.item->hashes.emplace_back().hash = std::move(part);
    }
    if (loaded.item->hashes.empty())
        loaded.item->outcome = LearnOutcome::NoContent;
}

void LearnHasher::askScript(Loaded& loaded)
{
    PlannedItem& item = *loaded.item;
    const fuzzy::LearnAnswer answer = m_script->ask(loaded.bytes, item.flag);
    if (!answer.reason.empty())
        item.reason = answer.reason;
    if (!answer.learn) {
        item.outcome = LearnOutcome::Denied;
        item.hashes.clear();
        return;
    }
    if (answer.flag)
        moveTo(item, *answer.flag);
}

void LearnHasher::moveTo(PlannedItem& item, uint8_t flag) const
{
    item.flag = flag;
    item.isReflagged = flag != m_request->flag;
    const fuzzy::FlagRule* known = m_rule->findFlag(flag);
    if (known && known->readOnly) {
        item.outcome = LearnOutcome::Denied;
        item.reason = "flag " + std::to_string(flag) + " is not learned to";
    }
}

Result<void> LearnHasher::run(
    std::vector<PlannedItem>& items, std::span<const ConditionVerdict> verdicts, const RunContext& context)
{
    context.setTotal(items.size());
    for (size_t next = 0; next < items.size();) {
        std::vector<Loaded> block;
        size_t bytes = 0;
        for (; next < items.size() && block.size() < blockItems && bytes < blockBytes; ++next) {
            PlannedItem& item = items[next];
            const ConditionVerdict& verdict = verdicts[next];
            item.reason = verdict.reason;
            moveTo(item, verdict.flag);
            if (!verdict.learn)
                item.outcome = LearnOutcome::Denied;
            if (!takesPart(item))
                continue;
            Loaded loaded = load(item);
            bytes += loaded.bytes.size();
            if (loaded.item)
                block.push_back(std::move(loaded));
        }
        if (m_script) {
            for (Loaded& loaded : block) {
                if (context.stopRequested()) // a script may take its time with each
                    return Error{ErrorCode::Cancelled, m_request->storage, {}};
                askScript(loaded);
            }
            std::erase_if(block, [](const Loaded& loaded) { return !takesPart(*loaded.item); });
        }
        const RunContext quiet(context.stopToken(), nullptr, context.workers());
        parallelFor(block.size(), quiet, [&](size_t i, unsigned) { hash(block[i]); });
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, m_request->storage, {}};
        context.setDone(next);
    }
    return {};
}

} // namespace assay
