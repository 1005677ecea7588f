// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/matcher.h"
#include "core/rules/match/sizetext.h"

#include <algorithm>
#include <iterator>

namespace assay::rules {

std::string sizeText(uint64_t bytes)
{
    static constexpr const char* units[] = {"KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024)
        return std::to_string(bytes) + "B";
    double value = static_cast<double>(bytes) / 1024;
    size_t unit = 0;
    while (value >= 1024 && unit + 1 < std::size(units)) {
        value /= 1024;
        ++unit;
    }
    // Two decimals without printf: its decimal point follows the locale.
    const auto hundredths = static_cast<uint64_t>(value * 100 + 0.5);
    const std::string fraction = std::to_string(hundredths % 100);
    return std::to_string(hundredths / 100) + (fraction.size() < 2 ? ".0" : ".") + fraction + units[unit];
}

void MatchStats::add(const MatchStats& other)
{
    pcreScans += other.pcreScans;
    matches += other.matches;
    patterns = std::max(patterns, other.patterns);
    fastCached += other.fastCached;
    pcreBytes += other.pcreBytes;
    totalBytes += other.totalBytes;
    prefilterHits += other.prefilterHits;
    prefilterConfirmed += other.prefilterConfirmed;
    limitReached += other.limitReached;
}

std::string statisticsLine(const MatchStats& stats)
{
    return "regexp statistics: " + std::to_string(stats.pcreScans) + " pcre regexps scanned, "
        + std::to_string(stats.matches) + " regexps matched, " + std::to_string(stats.patterns) + " regexps total, "
        + std::to_string(stats.fastCached) + " regexps cached, " + sizeText(stats.pcreBytes) + " scanned using pcre, "
        + sizeText(stats.totalBytes) + " scanned total";
}

} // namespace assay::rules
