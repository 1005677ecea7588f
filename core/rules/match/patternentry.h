// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/match/pcreprogram.h"

#include <mutex>

namespace assay::rules {

// A pattern of a matcher. The PCRE2 program is made when it is first needed, once for all threads.
class PatternEntry
{
public:
    PatternEntry(PatternClassId classId, Pattern ofPattern)
        : patternClass(classId)
        , pattern(std::move(ofPattern))
    {
    }

    const PatternClassId patternClass;
    const Pattern pattern;

    // Null when it does not compile.
    const PcreProgram* program() const
    {
        std::call_once(m_once, [this] { m_program = PcreProgram::compile(pattern, m_error); });
        return m_program.get();
    }
    // Engine Pcre, or None with the reason. Compiles.
    PatternInfo pcreInfo() const
    {
        PatternInfo info;
        if (const PcreProgram* compiled = program()) {
            info.engine = Engine::Pcre;
            info.wide = compiled->wide();
            return info;
        }
        info.reason = m_error.text + " at offset " + std::to_string(m_error.offset);
        info.errorOffset = m_error.offset;
        return info;
    }

private:
    mutable std::once_flag m_once;
    mutable std::unique_ptr<PcreProgram> m_program;
    mutable PcreError m_error;
};

} // namespace assay::rules
