// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/traffic/setfacts.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>

namespace assay::rules {
namespace {

using traffic::Request;

constexpr std::array<std::string_view, setFactCount> names = {
    "requests", "total_requests", "seconds", "span", "peak_rate", "gap_mean", "gap_variation", "sequential", "subset"};

constexpr int64_t second = 1'000'000'000;

double secondsBetween(int64_t from, int64_t to)
{
    return static_cast<double>(to - from) / static_cast<double>(second);
}

double& at(SetFacts& facts, SetFact fact)
{
    return facts[static_cast<size_t>(fact)];
}

void addGaps(std::span<const Request> requests, SetFacts& facts)
{
    const size_t gaps = requests.size() - 1;
    if (requests.size() < 2)
        return;
    double sum = 0, squares = 0;
    for (size_t i = 1; i < requests.size(); ++i) {
        const double gap = secondsBetween(requests[i - 1].time, requests[i].time);
        sum += gap;
        squares += gap * gap;
    }
    const double mean = sum / static_cast<double>(gaps);
    const double variance = std::max(0.0, squares / static_cast<double>(gaps) - mean * mean);
    at(facts, SetFact::GapMean) = mean;
    if (gaps >= 3 && mean > 0)
        at(facts, SetFact::GapVariation) = std::sqrt(variance) / mean;
}

double mostInTenSeconds(std::span<const Request> requests)
{
    size_t most = 0;
    for (size_t first = 0, i = 0; i < requests.size(); ++i) {
        while (requests[i].time - requests[first].time >= 10 * second)
            ++first;
        most = std::max(most, i - first + 1);
    }
    return static_cast<double>(most);
}

// A target with its last number taken out: what stands around it, and the number.
struct NumberedTarget
{
    size_t around = 0; // hash
    uint64_t number = 0;
};

std::optional<NumberedTarget> numberedTarget(std::string_view path, std::string_view query)
{
    const bool isInQuery = std::any_of(query.begin(), query.end(), isAsciiDigit);
    const std::string_view text = isInQuery ? query : path;
    size_t end = text.size();
    while (end > 0 && !isAsciiDigit(text[end - 1]))
        --end;
    size_t start = end;
    while (start > 0 && isAsciiDigit(text[start - 1]))
        --start;
    if (start == end || end - start > 12)
        return std::nullopt;
    NumberedTarget target;
    for (size_t i = start; i < end; ++i)
        target.number = target.number * 10 + static_cast<uint64_t>(text[i] - '0');
    const std::hash<std::string_view> hash;
    target.around = hash(text.substr(0, start)) * 31 + hash(text.substr(end));
    if (isInQuery)
        target.around = target.around * 31 + hash(path);
    return target;
}

double sequentialRequests(std::span<const Request> requests)
{
    std::unordered_map<size_t, uint64_t> lastNumber; // by what stands around
    size_t steps = 0;
    for (const Request& request : requests) {
        const auto target = numberedTarget(request.path, request.query.value_or(std::string_view()));
        if (!target)
            continue;
        const auto [known, isNew] = lastNumber.try_emplace(target->around, target->number);
        if (!isNew) {
            steps += target->number == known->second + 1 ? 1 : 0;
            known->second = target->number;
        }
    }
    return static_cast<double>(steps);
}

} // namespace

std::string_view setFactName(SetFact fact)
{
    return names[static_cast<size_t>(fact)];
}

std::optional<SetFact> setFactFromName(std::string_view name)
{
    const auto* const found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<SetFact>(found - names.begin());
}

SetFacts computeSetFacts(const traffic::RequestSet& set)
{
    SetFacts facts{};
    const std::span<const Request> requests = set.requests();
    const traffic::RequestSetHead& head = set.head();
    at(facts, SetFact::Requests) = static_cast<double>(requests.size());
    at(facts, SetFact::TotalRequests) = static_cast<double>(set.totalRequests());
    at(facts, SetFact::Seconds) = std::max(0.0, secondsBetween(head.start, head.stop));
    at(facts, SetFact::Subset) = head.subset;
    if (requests.empty())
        return facts;
    at(facts, SetFact::Span) = std::max(0.0, secondsBetween(requests.front().time, requests.back().time));
    at(facts, SetFact::PeakRate) = mostInTenSeconds(requests);
    at(facts, SetFact::Sequential) = sequentialRequests(requests);
    addGaps(requests, facts);
    return facts;
}

} // namespace assay::rules
