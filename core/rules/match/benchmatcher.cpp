// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/benchmatcher.h"

#include "core/rules/match/matcherdata.h"
#include "core/rules/match/scanworker.h"
#include "core/rules/match/sizetext.h"

#include <algorithm>
#include <ctime>

namespace assay::rules {

namespace {

double threadMilliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return values.empty() ? 0 : *middle;
}

// One way of scanning, with the times of its rounds.
struct Way
{
    Way(const MatcherData& matcher, ScanMode mode)
        : worker(matcher, mode)
    {
    }

    void round(std::span<const BenchInput> message)
    {
        worker.clearCounts();
        worker.stats = {};
        const double begin = threadMilliseconds();
        for (const BenchInput& input : message)
            worker.scan(input.patternClass, input.inputs);
        times.push_back(threadMilliseconds() - begin);
    }

    ScanWorker worker;
    std::vector<double> times;
};

// "12.345", whatever the locale.
std::string fixed(double value)
{
    const auto thousandths = static_cast<uint64_t>(value * 1000 + 0.5);
    const std::string fraction = std::to_string(1000 + thousandths % 1000);
    return std::to_string(thousandths / 1000) + "." + fraction.substr(1);
}

std::string cell(std::string text, size_t width)
{
    return std::string(width > text.size() ? width - text.size() : 0, ' ') + std::move(text);
}

std::string tableRow(const std::string& title, const BenchRow& row)
{
    return title + std::string(18 - title.size(), ' ') + cell(fixed(row.milliseconds) + " ms", 14)
        + cell(std::to_string(row.stats.pcreScans), 13) + cell(sizeText(row.stats.pcreBytes), 12)
        + cell(sizeText(row.stats.totalBytes), 12) + "\n";
}

} // namespace

BenchResult benchMatcher(std::shared_ptr<const Matcher> matcher, std::span<const BenchInput> message, size_t rounds)
{
    const MatcherData& inside = matcherDataOf(*matcher);
    Way alone(inside, ScanMode::PcreAlone), hybrid(inside, ScanMode::Hybrid), bare(inside, ScanMode::Bare);
    for (size_t round = 0; round <= rounds; ++round) {
        for (Way* way : {&alone, &hybrid, &bare})
            way->round(message);
    }
    for (Way* way : {&alone, &hybrid, &bare})
        way->times.erase(way->times.begin()); // the warm-up
    BenchResult result;
    result.pcreOnly = {medianOf(alone.times), alone.worker.stats};
    result.hybrid = {medianOf(hybrid.times), hybrid.worker.stats};
    result.bareMilliseconds = medianOf(bare.times);
    result.rounds = rounds;
    result.sameCounts = alone.worker.counts == hybrid.worker.counts;
    for (const BenchInput& input : message) {
        for (const std::string_view bytes : input.inputs)
            result.inputBytes += bytes.size();
    }
    return result;
}

std::string benchTable(const BenchResult& result)
{
    return std::string(18, ' ') + cell("time", 14) + cell("pcre scans", 13) + cell("pcre", 12) + cell("total", 12)
        + "\n" + tableRow("PCRE2 only", result.pcreOnly) + tableRow("with Hyperscan", result.hybrid)
        + "bare scan         " + cell(fixed(result.bareMilliseconds) + " ms", 14) + "\n" + "speed-up "
        + fixed(result.speedUp()) + ", hybrid is " + fixed(result.overBare()) + " times the bare scan; median of "
        + std::to_string(result.rounds) + " rounds, " + sizeText(result.inputBytes) + " of input, counts "
        + (result.sameCounts ? "equal" : "DIFFER") + "\n";
}

} // namespace assay::rules
