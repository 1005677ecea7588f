// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/requestfacts.h"

#include "core/base/ascii.h"
#include "core/traffic/sets/catalogue.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace assay::features {
namespace {

constexpr size_t readLimit = 250'000; // requests
constexpr int64_t second = 1'000'000'000;

using traffic::Request;
using Counts = std::unordered_map<std::string_view, double>;

double entropyOf(const Counts& counts, double total)
{
    double bits = 0;
    for (const auto& [text, count] : counts)
        bits -= count / total * std::log2(count / total);
    return std::max(bits, 0.0);
}

int64_t wholeSeconds(int64_t time)
{
    return time >= 0 ? time / second : -((-time + second - 1) / second);
}

// 0 s, 1 s, 2-3 s, 4-7 s ...
int binOf(int64_t gap)
{
    int bin = 0;
    for (; gap > 0; gap /= 2)
        ++bin;
    return bin;
}

std::string_view sectionOf(std::string_view path)
{
    const size_t slash = path.find('/', 1);
    return slash == std::string_view::npos ? std::string_view("/") : path.substr(0, slash);
}

std::string_view suffixOf(std::string_view path)
{
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

std::vector<int64_t> sortedGaps(std::span<const Request> requests)
{
    std::vector<int64_t> seconds;
    seconds.reserve(requests.size());
    for (const Request& request : requests)
        seconds.push_back(wholeSeconds(request.time));
    std::sort(seconds.begin(), seconds.end());
    std::vector<int64_t> gaps;
    for (size_t i = 1; i < seconds.size(); ++i)
        gaps.push_back(seconds[i] - seconds[i - 1]);
    std::sort(gaps.begin(), gaps.end());
    return gaps;
}

void fillSlots(TimingFacts& facts, std::span<const Request> requests, int64_t bucketStart)
{
    std::map<int64_t, double> tens;
    std::unordered_set<int64_t> active;
    for (const Request& request : requests) {
        active.insert(wholeSeconds(request.time));
        ++tens[wholeSeconds(request.time - bucketStart) / 10];
    }
    facts.activeSeconds = static_cast<double>(active.size());
    facts.activeTens = static_cast<double>(tens.size());
    if (tens.empty())
        return;
    facts.tens = static_cast<double>(tens.rbegin()->first - tens.begin()->first + 1);
    for (const auto& [slot, count] : tens)
        facts.busiestTen = std::max(facts.busiestTen, count);
}

void fillGaps(TimingFacts& facts, const std::vector<int64_t>& gaps)
{
    const auto count = static_cast<double>(gaps.size());
    std::map<int, double> bins;
    double run = 0;
    for (size_t i = 0; i < gaps.size(); ++i) {
        facts.sum += static_cast<double>(gaps[i]);
        ++bins[binOf(gaps[i])];
        run = i > 0 && gaps[i] == gaps[i - 1] ? run + 1 : 1;
        facts.commonest = std::max(facts.commonest, run);
    }
    facts.gaps = count;
    facts.mean = facts.sum / count;
    double squares = 0;
    for (const int64_t gap : gaps)
        squares += (static_cast<double>(gap) - facts.mean) * (static_cast<double>(gap) - facts.mean);
    facts.deviation = std::sqrt(squares / count);
    facts.shortest = static_cast<double>(gaps.front());
    facts.longest = static_cast<double>(gaps.back());
    facts.median = static_cast<double>(gaps[gaps.size() / 2]);
    facts.seconds = facts.sum;
    for (const auto& [bin, found] : bins)
        facts.entropy -= found / count * std::log2(found / count);
    facts.entropy = std::max(facts.entropy, 0.0);
}

void readTargets(RequestFacts& facts, std::span<const Request> requests)
{
    Counts paths;
    std::unordered_set<std::string_view> queries, suffixes, sections;
    for (const Request& request : requests) {
        ++paths[request.path];
        facts.paths.add(request.path);
        suffixes.insert(suffixOf(request.path));
        sections.insert(sectionOf(request.path));
        const size_t hidden = request.path.find("/.");
        facts.hiddenPaths += hidden != std::string_view::npos && hidden + 2 < request.path.size()
                && isAsciiLetter(request.path[hidden + 2])
            ? 1
            : 0;
        if (request.query && request.query->size() > 1) {
            facts.queries.add(*request.query);
            queries.insert(*request.query);
        }
    }
    facts.pathEntropy = entropyOf(paths, facts.requests);
    facts.distinctPaths = static_cast<double>(paths.size());
    facts.distinctQueries = static_cast<double>(queries.size());
    facts.suffixes = static_cast<double>(suffixes.size());
    facts.sections = static_cast<double>(sections.size());
}

double valueIn(const std::vector<std::pair<std::string, double>>& values, std::string_view name)
{
    for (const auto& [known, value] : values) {
        if (known == name)
            return value;
    }
    return missing;
}

} // namespace

TimingFacts readTiming(std::span<const Request> requests, int64_t bucketStart)
{
    TimingFacts facts;
    fillSlots(facts, requests, bucketStart);
    const std::vector<int64_t> gaps = sortedGaps(requests);
    if (!gaps.empty())
        fillGaps(facts, gaps);
    return facts;
}

TlsFacts readTls(std::span<const Request> requests)
{
    TlsFacts facts;
    std::unordered_set<std::string_view> seen;
    const auto number = [](char tens, char ones) {
        return isAsciiDigit(tens) && isAsciiDigit(ones) ? (tens - '0') * 10 + (ones - '0') : 0;
    };
    for (const Request& request : requests) {
        const std::string_view ja4 = request.ja4;
        if (ja4.size() < 10)
            continue;
        ++facts.requests;
        seen.insert(ja4);
        facts.isNewest += ja4.substr(1, 2) == "13" ? 1 : 0;
        facts.withName += ja4[3] == 'd' ? 1 : 0;
        facts.ciphers += number(ja4[4], ja4[5]);
        facts.extensions += number(ja4[6], ja4[7]);
        facts.h2 += ja4.substr(8, 2) == "h2" || ja4.substr(8, 2) == "h3" ? 1 : 0;
    }
    facts.distinct = static_cast<double>(seen.size());
    return facts;
}

RequestFacts::RequestFacts(const traffic::RequestSet& set)
    : head(set.head())
{
    const std::span<const Request> looked = set.requests().first(std::min(set.requests().size(), readLimit));
    requests = static_cast<double>(looked.size());
    timing = readTiming(looked, head.bucketStart);
    content = readContent(looked);
    answers = readAnswers(looked);
    clients = readClients(looked, head.host);
    tls = readTls(looked);
    readTargets(*this, looked);
}

double RequestFacts::context(std::string_view name) const
{
    return valueIn(head.context, name);
}

double RequestFacts::catalogue(std::string_view name) const
{
    const int position = traffic::findTrafficFeature(name);
    // As the builder writes them: in the catalogue's order.
    if (position >= 0 && static_cast<size_t>(position) < head.features.size()) {
        const auto& [known, value] = head.features[static_cast<size_t>(position)];
        if (known == name)
            return value;
    }
    return valueIn(head.features, name);
}

} // namespace assay::features
