// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/match/backgroundcompiler.h"
#include "core/rules/match/classdatabase.h"
#include "core/rules/match/databasecache.h"
#include "core/rules/match/patternentry.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <unordered_map>

namespace assay::rules {

struct PatternClassEntry
{
    std::string name;
    std::vector<PatternId> patterns;
    std::unordered_map<std::string, PatternId> byKey; // while building
};

// A class of a finished matcher.
struct MatcherClass
{
    std::string name;
    std::vector<PatternId> patterns; // ascending
    // Null until the database has arrived, and for ever when there is none. Set once.
    std::atomic<const ClassDatabase*> database{nullptr};
    std::unique_ptr<const ClassDatabase> owner;
};

struct Matcher::Builder::Data
{
    std::vector<PatternClassEntry> classes;
    std::unordered_map<std::string, PatternClassId> classByName;
    std::deque<PatternEntry> patterns; // entries do not move
};

struct MatcherData
{
    MatcherOptions options;
    std::deque<MatcherClass> classes;
    std::deque<PatternEntry> patterns;

    mutable std::mutex mutex; // guards what follows
    mutable std::condition_variable finished;
    std::vector<PatternInfo> infos;
    CompileStats stats;
    size_t classesLeft = 0; // not compiled yet

    // Takes over the compiled form of a class. False when its database cannot be read. Any thread, once per class.
    bool publish(uint32_t classIndex, const std::vector<PatternVerdict>& verdicts, std::string_view database);
    std::vector<const Pattern*> patternsOf(uint32_t classIndex) const;

    // The last member: its threads end before the rest goes.
    std::unique_ptr<BackgroundCompiler> compiler;
};

const MatcherData& matcherDataOf(const Matcher& matcher);

} // namespace assay::rules
