// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/matcherdata.h"
#include "core/rules/match/scanworker.h"

namespace assay::rules {

struct MatcherRun::Data
{
    explicit Data(std::shared_ptr<const Matcher> ofMatcher, const MatcherData& inside)
        : matcher(std::move(ofMatcher))
        , worker(inside)
    {
    }
    std::shared_ptr<const Matcher> matcher;
    mutable ScanWorker worker;
};

MatcherRun::MatcherRun(std::shared_ptr<const Matcher> matcher)
{
    const MatcherData& inside = *matcher->m_data;
    m_data = std::make_unique<Data>(std::move(matcher), inside);
}
MatcherRun::~MatcherRun() = default;
MatcherRun::MatcherRun(MatcherRun&&) noexcept = default;

void MatcherRun::beginMessage()
{
    m_data->worker.clearCounts();
}

void MatcherRun::scan(PatternClassId patternClass, std::span<const std::string_view> inputs)
{
    m_data->worker.scan(patternClass, inputs);
}

uint32_t MatcherRun::count(PatternId id) const
{
    ++m_data->worker.stats.fastCached;
    return m_data->worker.counts[id.value];
}

std::vector<PatternId> MatcherRun::matched(PatternClassId patternClass) const
{
    std::vector<PatternId> result;
    for (const PatternId id : m_data->matcher->m_data->classes[patternClass.value].patterns) {
        if (m_data->worker.counts[id.value])
            result.push_back(id);
    }
    return result;
}

std::vector<Match> MatcherRun::find(PatternId id, std::string_view input, size_t limit, uint64_t from)
{
    return m_data->worker.find(id, input, limit, from);
}

const MatchStats& MatcherRun::stats() const
{
    return m_data->worker.stats;
}

} // namespace assay::rules
