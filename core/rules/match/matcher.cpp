// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/matcher.h"

#include "core/rules/match/matcherdata.h"

#include <chrono>

namespace assay::rules {

std::vector<const Pattern*> MatcherData::patternsOf(uint32_t classIndex) const
{
    std::vector<const Pattern*> result;
    for (const PatternId id : classes[classIndex].patterns)
        result.push_back(&patterns[id.value].pattern);
    return result;
}

bool MatcherData::publish(uint32_t classIndex, const std::vector<PatternVerdict>& verdicts, std::string_view database)
{
    MatcherClass& target = classes[classIndex];
    std::unique_ptr<const ClassDatabase> made = ClassDatabase::create(patternsOf(classIndex), verdicts, database);
    if (!made)
        return false;
    const std::lock_guard lock(mutex);
    for (size_t i = 0; i < verdicts.size(); ++i)
        infos[target.patterns[i].value] = verdicts[i].info;
    stats.hyperscanBytes += made->size();
    target.owner = std::move(made);
    target.database.store(target.owner.get(), std::memory_order_release);
    return true;
}

Matcher::Matcher(std::unique_ptr<MatcherData> data)
    : m_data(std::move(data))
{
}
Matcher::~Matcher() = default;

const MatcherData& matcherDataOf(const Matcher& matcher)
{
    return *matcher.m_data;
}

size_t Matcher::patternCount() const
{
    return m_data->patterns.size();
}

size_t Matcher::classCount() const
{
    return m_data->classes.size();
}

const std::string& Matcher::className(PatternClassId id) const
{
    return m_data->classes[id.value].name;
}

PatternClassId Matcher::classOf(PatternId id) const
{
    return m_data->patterns[id.value].patternClass;
}

PatternInfo Matcher::info(PatternId id) const
{
    const std::lock_guard lock(m_data->mutex);
    return m_data->infos[id.value];
}

CompileStats Matcher::compileStats() const
{
    const std::lock_guard lock(m_data->mutex);
    CompileStats stats = m_data->stats;
    for (const PatternInfo& info : m_data->infos) {
        stats.hyperscan += info.engine == Engine::Hyperscan;
        stats.prefilter += info.engine == Engine::Prefilter;
        stats.pcreOnly += info.engine == Engine::Pcre;
    }
    return stats;
}

bool Matcher::waitUntilCompiled(const RunContext& context) const
{
    std::unique_lock lock(m_data->mutex);
    while (m_data->classesLeft > 0 && !context.stopRequested())
        m_data->finished.wait_for(lock, std::chrono::milliseconds(50));
    return m_data->classesLeft == 0;
}

bool Matcher::isCompiled() const
{
    const std::lock_guard lock(m_data->mutex);
    return m_data->classesLeft == 0;
}

} // namespace assay::rules
