// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/matcher.h"

#include "core/rules/match/matcherdata.h"

namespace assay::rules {

PatternEntry::PatternEntry(PatternClassId classId, Pattern ofPattern)
    : patternClass(classId)
    , pattern(std::move(ofPattern))
{
}

const PcreProgram* PatternEntry::program() const
{
    std::call_once(m_once, [this] { m_program = PcreProgram::compile(pattern, m_error); });
    return m_program.get();
}

Matcher::Matcher(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{
}
Matcher::~Matcher() = default;

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
    return m_data->stats;
}

bool Matcher::waitUntilCompiled(const RunContext&) const
{
    return true;
}

bool Matcher::isCompiled() const
{
    return true;
}

} // namespace assay::rules
