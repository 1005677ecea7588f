// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/matcherdata.h"
#include "core/rules/match/pcreworker.h"

namespace assay::rules {

struct MatcherRun::Data
{
    explicit Data(std::shared_ptr<const Matcher> ofMatcher)
        : matcher(std::move(ofMatcher))
        , worker(matcher->m_data->options.matchLimit)
        , counts(matcher->patternCount(), 0)
    {
        stats.patterns = matcher->patternCount();
    }

    const PatternEntry& entry(PatternId id) const { return matcher->m_data->patterns[id.value]; }
    uint32_t wanted(PatternId id) const
    {
        const uint32_t cap = matcher->m_data->options.maxHitsPerPattern;
        const uint32_t maxHits = entry(id).pattern.maxHits;
        return maxHits == 0 ? cap : std::min(cap, maxHits);
    }
    void add(PatternId id, uint32_t matches)
    {
        counts[id.value] += matches;
        stats.matches += matches;
    }
    // Counts one pattern in the worker's input with PCRE2.
    void countWithPcre(PatternId id, std::string_view input);

    std::shared_ptr<const Matcher> matcher;
    PcreWorker worker;
    std::vector<uint32_t> counts; // by PatternId
    mutable MatchStats stats;
};

void MatcherRun::Data::countWithPcre(PatternId id, std::string_view input)
{
    const uint32_t limit = wanted(id);
    if (counts[id.value] >= limit)
        return;
    const PcreProgram* program = entry(id).program();
    if (!program)
        return;
    ++stats.pcreScans;
    stats.pcreBytes += input.size();
    stats.totalBytes += input.size();
    add(id, worker.count(*program, limit - counts[id.value]));
}

MatcherRun::MatcherRun(std::shared_ptr<const Matcher> matcher)
    : m_data(std::make_unique<Data>(std::move(matcher)))
{
}
MatcherRun::~MatcherRun() = default;
MatcherRun::MatcherRun(MatcherRun&&) noexcept = default;

void MatcherRun::beginMessage()
{
    std::fill(m_data->counts.begin(), m_data->counts.end(), 0);
}

void MatcherRun::scan(PatternClassId patternClass, std::span<const std::string_view> inputs)
{
    const PatternClassEntry& entry = m_data->matcher->m_data->classes[patternClass.value];
    for (const std::string_view input : inputs) {
        m_data->worker.setInput(input);
        for (const PatternId id : entry.patterns)
            m_data->countWithPcre(id, input);
    }
    m_data->stats.limitReached = m_data->worker.limitReached();
}

uint32_t MatcherRun::count(PatternId id) const
{
    ++m_data->stats.fastCached;
    return m_data->counts[id.value];
}

std::vector<PatternId> MatcherRun::matched(PatternClassId patternClass) const
{
    std::vector<PatternId> result;
    for (const PatternId id : m_data->matcher->m_data->classes[patternClass.value].patterns) {
        if (m_data->counts[id.value])
            result.push_back(id);
    }
    return result;
}

std::vector<Match> MatcherRun::find(PatternId id, std::string_view input, size_t limit, uint64_t from)
{
    const PcreProgram* program = m_data->entry(id).program();
    if (!program || from > input.size())
        return {};
    m_data->worker.setInput(input);
    return m_data->worker.matches(*program, limit, from);
}

const MatchStats& MatcherRun::stats() const
{
    return m_data->stats;
}

} // namespace assay::rules
