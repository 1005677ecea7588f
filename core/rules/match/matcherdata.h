// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/match/matcher.h"
#include "core/rules/match/pcreprogram.h"

#include <deque>
#include <mutex>
#include <unordered_map>

namespace assay::rules {

// A pattern of a matcher. The PCRE2 program is made when it is first needed, once for all threads.
class PatternEntry
{
public:
    PatternEntry(PatternClassId patternClass, Pattern pattern);

    const PatternClassId patternClass;
    const Pattern pattern;
    // Null when it does not compile.
    const PcreProgram* program() const;
    // The reason why program() is null.
    const PcreError& error() const { return m_error; }

private:
    mutable std::once_flag m_once;
    mutable std::unique_ptr<PcreProgram> m_program;
    mutable PcreError m_error;
};

struct PatternClassEntry
{
    std::string name;
    std::vector<PatternId> patterns;
    std::unordered_map<std::string, PatternId> byKey;
};

struct Matcher::Builder::Data
{
    std::vector<PatternClassEntry> classes;
    std::unordered_map<std::string, PatternClassId> classByName;
    std::deque<PatternEntry> patterns; // entries do not move
};

struct Matcher::Data
{
    MatcherOptions options;
    std::vector<PatternClassEntry> classes;
    std::deque<PatternEntry> patterns;

    mutable std::mutex mutex; // guards infos and stats
    std::vector<PatternInfo> infos;
    CompileStats stats;
};

} // namespace assay::rules
