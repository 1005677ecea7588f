// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scan/detectors/fuzzy.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace assay {
namespace {

using Clock = std::chrono::steady_clock;
using fuzzy::FuzzyMessage;
using fuzzy::FuzzyRule;
using fuzzy::PartHash;

constexpr std::string_view blockedSymbol = "FUZZY_BLOCKED"; // the server refuses to answer

// What does not change a score has no place in the digest.
FuzzyRule scoringPartOf(FuzzyRule rule)
{
    rule.conditions.clear();
    rule.script.clear();
    rule.learnByDefault = rule.readOnly = false;
    for (fuzzy::FlagRule& flag : rule.flags) {
        flag.description.clear();
        flag.readOnly = false;
    }
    return rule;
}

} // namespace

// One worker: takes a message apart once for all storages.
class FuzzyDetectorRun : public DetectorRun
{
public:
    explicit FuzzyDetectorRun(const FuzzyDetector& detector)
        : m_detector(detector)
        , m_messages(detector.m_readings.size())
        , m_hashes(detector.m_hashers.size())
        , m_failures(detector.m_sources.size())
    {
    }

    void scan(const DetectorInput& item, const HitOptions& options, std::vector<Hit>& hits) override
    {
        if (item.kind != ItemKind::Message)
            return;
        std::fill(m_messages.begin(), m_messages.end(), std::nullopt);
        std::fill(m_hashes.begin(), m_hashes.end(), std::nullopt);
        std::vector<Hit> found;
        for (size_t source = 0; source < m_detector.m_sources.size(); ++source)
            askSource(source, item, found);
        std::sort(
            found.begin(), found.end(), [](const Hit& a, const Hit& b) { return a.symbol.value < b.symbol.value; });
        for (Hit& hit : found) {
            if (hit.score != 0 || options.selection != HitSelection::Scored)
                hits.push_back(std::move(hit));
        }
    }

    void addStats(rules::MatchStats&) const override { }

    void addDropped(std::vector<DroppedRule>& dropped) const override
    {
        for (size_t i = 0; i < m_failures.size(); ++i) {
            const FuzzySource& source = m_detector.m_sources[i]->what;
            if (source.error)
                addOnce(dropped, DroppedRule{source.rule.name, source.error->toString(), DetectorKind::Fuzzy});
            else if (m_failures[i].items > 0)
                addOnce(dropped,
                    DroppedRule{source.rule.name, m_failures[i].reason, DetectorKind::Fuzzy, m_failures[i].items});
        }
    }

private:
    struct Failure
    {
        uint64_t items = 0;
        std::string reason; // of the first
    };

    static void addOnce(std::vector<DroppedRule>& dropped, const DroppedRule& more)
    {
        const auto known = std::find_if(dropped.begin(), dropped.end(),
            [&](const DroppedRule& one) { return one.rule == more.rule && one.detector == more.detector; });
        if (known == dropped.end()) {
            dropped.push_back(more);
            return;
        }
        known->items += more.items;
        if (known->reason.empty()) // that worker only went round a server that another found silent
            known->reason = more.reason;
    }

    const FuzzyMessage& messageFor(size_t reading, std::string_view bytes)
    {
        if (!m_messages[reading]) {
            const auto& how = m_detector.m_readings[reading];
            m_messages[reading] = FuzzyMessage::read(bytes, how.locale, how.wordsDecay);
        }
        return *m_messages[reading];
    }

    const std::vector<PartHash>& hashesFor(size_t hasher, const FuzzyMessage& message)
    {
        if (!m_hashes[hasher])
            m_hashes[hasher] = m_detector.m_hashers[hasher].hasher.hash(message);
        return *m_hashes[hasher];
    }

    void askSource(size_t index, const DetectorInput& item, std::vector<Hit>& found)
    {
        const FuzzyDetector::Source& source = *m_detector.m_sources[index];
        if (!source.what.storage)
            return;
        const FuzzyMessage& message = messageFor(m_detector.m_hashers[source.hasher].reading, item.bytes);
        const std::vector<PartHash>& hashes = hashesFor(source.hasher, message);
        if (hashes.empty())
            return;
        const auto replies = ask(source, hashes, item, m_failures[index]);
        if (replies.empty())
            return;
        for (fuzzy::FuzzyResult& result : fuzzy::scoreReplies(source.what.rule, hashes, replies, message))
            addResult(std::move(result), found);
        const bool isBlocked = std::any_of(replies.begin(), replies.end(),
            [](const fuzzy::StorageReply& reply) { return reply.refusal == fuzzy::Refusal::Forbidden; });
        if (isBlocked && !source.what.storage->isLocal())
            hitOf(found, blockedSymbol).options.push_back(source.what.rule.name);
    }

    // Empty when the storage has no answer now.
    std::vector<fuzzy::StorageReply> ask(const FuzzyDetector::Source& source, const std::vector<PartHash>& hashes,
        const DetectorInput& item, Failure& failure)
    {
        if (Clock::now().time_since_epoch().count() < source.silentUntil.load(std::memory_order_relaxed)) {
            ++failure.items;
            return {};
        }
        m_queries.clear();
        for (const PartHash& hash : hashes)
            m_queries.push_back({hash.digest, hash.shingles});
        auto replies = source.what.storage->check(m_queries, item.context ? *item.context : RunContext());
        if (replies)
            return std::move(*replies);
        if (replies.error().code == ErrorCode::Cancelled)
            return {};
        if (failure.items++ == 0)
            failure.reason = replies.error().toString();
        if (!source.what.storage->isLocal())
            source.silentUntil = (Clock::now() + m_detector.m_pause).time_since_epoch().count();
        return {};
    }

    Hit& hitOf(std::vector<Hit>& found, std::string_view symbol) const
    {
        const SymbolId id = m_detector.symbolOf(symbol);
        for (Hit& hit : found) {
            if (hit.symbol.value == id.value)
                return hit;
        }
        Hit& hit = found.emplace_back();
        hit.symbol = id;
        hit.count = 0;
        return hit;
    }

    // Two storages may share a symbol; the larger score counts then, as within one.
    void addResult(fuzzy::FuzzyResult result, std::vector<Hit>& found) const
    {
        Hit& hit = hitOf(found, result.symbol);
        const bool isLarger = std::abs(result.score) > std::abs(hit.score);
        if (hit.count == 0 || (isLarger && std::signbit(result.score) == std::signbit(hit.score)))
            hit.score = result.score;
        hit.count += static_cast<uint32_t>(result.matches.size());
        std::move(result.options.begin(), result.options.end(), std::back_inserter(hit.options));
        std::move(result.matches.begin(), result.matches.end(), std::back_inserter(hit.matches));
    }

    const FuzzyDetector& m_detector;
    std::vector<std::optional<FuzzyMessage>> m_messages; // of the item, one a reading
    std::vector<std::optional<std::vector<PartHash>>> m_hashes; // of the item, one a hasher
    std::vector<fuzzy::HashQuery> m_queries;
    std::vector<Failure> m_failures; // one a source
};

FuzzyDetector::FuzzyDetector(std::vector<FuzzySource> sources, std::chrono::milliseconds pause)
    : m_pause(pause)
{
    for (FuzzySource& what : sources) {
        const FuzzyRule& rule = what.rule;
        for (const fuzzy::FlagRule& flag : rule.flags)
            addSymbol(flag.symbol, flag.description);
        addSymbol(rule.symbol, {});
        if (what.storage && !what.storage->isLocal())
            addSymbol(blockedSymbol, {});
        auto source = std::make_unique<Source>();
        source->hasher = hasherFor(rule.hashes);
        source->what = std::move(what);
        m_sources.push_back(std::move(source));
    }
}

size_t FuzzyDetector::hasherFor(const fuzzy::HashOptions& options)
{
    for (size_t i = 0; i < m_hashers.size(); ++i) {
        if (m_hashers[i].hasher.options() == options)
            return i;
    }
    const auto reading = std::find_if(m_readings.begin(), m_readings.end(), [&options](const Reading& one) {
        return one.locale == options.wordBreakLocale && one.wordsDecay == options.wordsDecay;
    });
    m_hashers.push_back({fuzzy::FuzzyHasher(options), static_cast<size_t>(reading - m_readings.begin())});
    if (reading == m_readings.end())
        m_readings.push_back({options.wordBreakLocale, options.wordsDecay});
    return m_hashers.size() - 1;
}

void FuzzyDetector::addSymbol(std::string_view name, std::string_view description)
{
    const auto id = SymbolId{static_cast<uint32_t>(m_symbols.size())};
    if (m_symbolIds.emplace(name, id).second)
        m_symbols.push_back({std::string(name), DetectorKind::Fuzzy, "fuzzy", std::string(description)});
}

SymbolId FuzzyDetector::symbolOf(std::string_view name) const
{
    const auto known = m_symbolIds.find(name);
    assert(known != m_symbolIds.end());
    return known->second;
}

std::string FuzzyDetector::title() const
{
    std::string names;
    for (const auto& source : m_sources)
        names += (names.empty() ? "" : " + ") + source->what.rule.name;
    return "Fuzzy storages " + names;
}

std::string FuzzyDetector::digest() const
{
    std::string all;
    for (const auto& source : m_sources)
        all += toJson(scoringPartOf(source->what.rule)) + "\n";
    return toHex(sha256(all));
}

std::unique_ptr<DetectorRun> FuzzyDetector::makeRun() const
{
    return std::make_unique<FuzzyDetectorRun>(*this);
}

} // namespace assay
