// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/match/matcher.h"

namespace assay::rules {

// The inputs that a message gives to one class.
struct BenchInput
{
    PatternClassId patternClass;
    std::vector<std::string_view> inputs;
};

// One way of scanning the message: the median of the rounds in milliseconds of processor time, and the counters of one
// round.
struct BenchRow
{
    double milliseconds = 0;
    MatchStats stats;
};

struct BenchResult
{
    BenchRow pcreOnly; // every pattern with PCRE2 (JIT) alone
    BenchRow hybrid; // as scans run: multi-pattern scan, PCRE2 where needed
    double bareMilliseconds = 0; // the multi-pattern scan of the same inputs without PCRE2 and without counting
    uint64_t inputBytes = 0; // of all classes
    size_t rounds = 0;
    bool sameCounts = false; // both ways found the same

    double speedUp() const { return hybrid.milliseconds > 0 ? pcreOnly.milliseconds / hybrid.milliseconds : 0; }
    double overBare() const { return bareMilliseconds > 0 ? hybrid.milliseconds / bareMilliseconds : 0; }
};

// Measures one message on the calling thread after one round to warm up; the three ways take turns, so that a change of
// the machine's pace meets all of them. Wait for the matcher to be compiled before, else both ways are PCRE2.
BenchResult benchMatcher(
    std::shared_ptr<const Matcher> matcher, std::span<const BenchInput> message, size_t rounds = 7);

// The table of spec/regex A.5: a header line and the rows "PCRE2 only" and "with Hyperscan" (time, scans, bytes by
// PCRE2, bytes in total), then speed-up and ratio to the bare scan.
std::string benchTable(const BenchResult& result);

} // namespace assay::rules
