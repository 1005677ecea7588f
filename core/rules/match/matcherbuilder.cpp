// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallelfor.h"
#include "core/rules/match/matcherdata.h"

#include <thread>

namespace assay::rules {

namespace {

// Identity of a pattern in its class: flags, wanted hits and text.
std::string keyOf(const Pattern& pattern)
{
    const PatternFlags& flags = pattern.flags;
    std::string key;
    for (const bool flag :
        {flags.caseless, flags.dotAll, flags.multiline, flags.extended, flags.utf, flags.noJit, flags.pcreOnly})
        key += flag ? '1' : '0';
    return key + std::to_string(pattern.maxHits) + ':' + pattern.text;
}

PatternInfo pcreInfo(const PatternEntry& entry)
{
    PatternInfo info;
    const PcreProgram* program = entry.program();
    if (!program) {
        info.reason = entry.error().text + " at offset " + std::to_string(entry.error().offset);
        info.errorOffset = entry.error().offset;
        return info;
    }
    info.engine = Engine::Pcre;
    info.wide = program->wide();
    return info;
}

} // namespace

Matcher::Builder::Builder()
    : m_data(std::make_unique<Data>())
{
}
Matcher::Builder::~Builder() = default;

PatternClassId Matcher::Builder::addClass(std::string name)
{
    const PatternClassId next{static_cast<uint32_t>(m_data->classes.size())};
    const auto [place, isNew] = m_data->classByName.emplace(name, next);
    if (isNew)
        m_data->classes.push_back({std::move(name), {}, {}});
    return place->second;
}

PatternId Matcher::Builder::add(PatternClassId patternClass, Pattern pattern)
{
    PatternClassEntry& entry = m_data->classes[patternClass.value];
    const PatternId next{static_cast<uint32_t>(m_data->patterns.size())};
    const auto [place, isNew] = entry.byKey.emplace(keyOf(pattern), next);
    if (isNew) {
        m_data->patterns.emplace_back(patternClass, std::move(pattern));
        entry.patterns.push_back(next);
    }
    return place->second;
}

Result<std::shared_ptr<const Matcher>> Matcher::Builder::build(const MatcherOptions& options) &&
{
    auto data = std::make_unique<Matcher::Data>();
    data->options = options;
    data->classes = std::move(m_data->classes);
    data->patterns = std::move(m_data->patterns);
    data->infos.resize(data->patterns.size());
    const RunContext context({}, nullptr, std::max(1U, std::thread::hardware_concurrency()));
    parallelFor(data->patterns.size(), context,
        [&](size_t index, unsigned) { data->infos[index] = pcreInfo(data->patterns[index]); });
    data->stats.patterns = data->patterns.size();
    data->stats.pcreOnly = data->patterns.size();
    return std::shared_ptr<const Matcher>(new Matcher(std::move(data)));
}

} // namespace assay::rules
