// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/facts.h"

#include "core/base/ascii.h"
#include "core/base/keyedhash.h"
#include "core/traffic/sets/timeunits.h"

#include <algorithm>
#include <cmath>

namespace assay::traffic {
namespace {

constexpr uint64_t textSeed = 0x617373617921;

double pooledMean(double before, double countBefore, double now, double countNow)
{
    return (countBefore * before + countNow * now) / (countBefore + countNow);
}

struct Moments
{
    double mean, variance, count;
};

double pooledVariance(const Moments& a, const Moments& b)
{
    const double total = a.count + b.count;
    if (total <= 1)
        return 0;
    const double mean = pooledMean(a.mean, a.count, b.mean, b.count);
    return ((a.count - 1) * a.variance + (b.count - 1) * b.variance + a.count * (a.mean - mean) * (a.mean - mean)
               + b.count * (b.mean - mean) * (b.mean - mean))
        / (total - 1);
}

// Sum and squares around the first value, which keeps equal values free of rounding.
class Spread
{
public:
    void add(double value)
    {
        if (m_count++ == 0)
            m_first = value;
        const double off = value - m_first;
        m_sum += off;
        m_squares += off * off;
    }
    double mean() const { return m_count > 0 ? m_first + m_sum / m_count : 0; }
    double variance() const
    {
        return m_count > 1 ? std::max(0.0, (m_squares - m_sum * m_sum / m_count) / (m_count - 1)) : 0;
    }

private:
    double m_count = 0, m_first = 0, m_sum = 0, m_squares = 0;
};

// Sorts, and returns how many differ; `longestRun` is how often the most frequent is there.
uint64_t distinct(std::vector<uint64_t>& texts, uint64_t* longestRun = nullptr)
{
    if (texts.size() > 1)
        std::sort(texts.begin(), texts.end());
    uint64_t count = 0, longest = 0;
    for (size_t i = 0; i < texts.size();) {
        size_t end = i + 1;
        while (end < texts.size() && texts[end] == texts[i])
            ++end;
        longest = std::max<uint64_t>(longest, end - i);
        ++count;
        i = end;
    }
    if (longestRun)
        *longestRun = longest;
    return count;
}

double ratio(uint64_t part, uint64_t whole)
{
    return static_cast<double>(part) / (whole > 0 ? static_cast<double>(whole) : 0.01);
}

bool hasPiece(std::string_view type, std::string_view piece)
{
    for (size_t begin = 0; begin <= type.size();) {
        const size_t end = std::min(type.find('/', begin), type.size());
        if (equalsIgnoringCase(type.substr(begin, end - begin), piece))
            return true;
        begin = end + 1;
    }
    return false;
}

} // namespace

ContentClass contentClassOf(std::string_view contentType)
{
    const std::string_view type = trimmed(contentType.substr(0, contentType.find(';')));
    if (equalsIgnoringCase(type, "text/html"))
        return ContentClass::Html;
    if (equalsIgnoringCase(type, "text/css"))
        return ContentClass::Css;
    if (hasPiece(type, "javascript"))
        return ContentClass::Script;
    return hasPiece(type, "image") ? ContentClass::Image : ContentClass::Other;
}

RequestFacts factsOf(const Request& request)
{
    RequestFacts facts;
    facts.time = request.time;
    facts.hasPath = !request.path.empty();
    facts.path = xxHash3(request.path, textSeed);
    facts.depth = static_cast<uint32_t>(std::count(request.path.begin(), request.path.end(), '/'));
    facts.hasQuery = request.query.has_value();
    if (request.query)
        facts.query = xxHash3(*request.query, textSeed);
    facts.hasAgent = request.userAgent.has_value();
    if (request.userAgent)
        facts.agent = xxHash3(*request.userAgent, textSeed);
    facts.hasJa4 = !request.ja4.empty();
    if (facts.hasJa4)
        facts.ja4 = xxHash3(request.ja4, textSeed);
    facts.hasReplyBytes = request.replyBytes.has_value();
    facts.replyBytes = request.replyBytes.value_or(0);
    facts.statusClass = static_cast<uint8_t>(std::min(request.status.value_or(0) / 100, 255));
    facts.content = contentClassOf(request.contentType);
    facts.hasLocation = request.location.has_value();
    return facts;
}

void SetNumbers::add(const SetNumbers& next)
{
    const auto before = static_cast<double>(requests), now = static_cast<double>(next.requests);
    intervalVariance =
        pooledVariance({intervalMean, intervalVariance, before}, {next.intervalMean, next.intervalVariance, now});
    depthVariance = pooledVariance({depthMean, depthVariance, before}, {next.depthMean, next.depthVariance, now});
    for (double SetNumbers::*mean : {&SetNumbers::intervalMean, &SetNumbers::depthMean, &SetNumbers::payloadMean,
             &SetNumbers::payloadLogMean, &SetNumbers::localHour})
        this->*mean = pooledMean(this->*mean, before, next.*mean, now);
    for (uint64_t SetNumbers::*total : {&SetNumbers::requests, &SetNumbers::html, &SetNumbers::css, &SetNumbers::script,
             &SetNumbers::image, &SetNumbers::status4, &SetNumbers::status5, &SetNumbers::topPage, &SetNumbers::paths,
             &SetNumbers::queries, &SetNumbers::agents})
        this->*total += next.*total;
}

void BucketSummary::countTexts(SetNumbers& numbers, std::span<const RequestFacts* const> requests)
{
    m_paths.clear();
    m_queries.clear();
    m_agents.clear();
    for (const RequestFacts* request : requests) {
        if (request->hasPath)
            m_paths.push_back(request->path);
        if (request->hasQuery)
            m_queries.push_back(request->query);
        if (request->hasAgent)
            m_agents.push_back(request->agent);
    }
    numbers.paths = distinct(m_paths, &numbers.topPage);
    numbers.queries = distinct(m_queries);
    numbers.agents = distinct(m_agents);
}

SetNumbers BucketSummary::operator()(std::span<const RequestFacts* const> requests)
{
    SetNumbers numbers;
    numbers.requests = requests.size();
    Spread gaps, depths, sizes, logs;
    for (size_t i = 0; i < requests.size(); ++i) {
        const RequestFacts& request = *requests[i];
        if (i > 0)
            gaps.add(static_cast<double>(wholeSeconds(request.time) - wholeSeconds(requests[i - 1]->time)) / 60);
        depths.add(request.depth);
        if (request.hasReplyBytes) {
            sizes.add(static_cast<double>(request.replyBytes) / 1000);
            logs.add(std::log(static_cast<double>(request.replyBytes) + 1));
        }
        numbers.html += request.content == ContentClass::Html;
        numbers.css += request.content == ContentClass::Css;
        numbers.script += request.content == ContentClass::Script;
        numbers.image += request.content == ContentClass::Image;
        numbers.status4 += request.statusClass == 4;
        numbers.status5 += request.statusClass == 5;
    }
    numbers.intervalMean = gaps.mean();
    numbers.intervalVariance = gaps.variance();
    numbers.depthMean = depths.mean();
    numbers.depthVariance = depths.variance();
    numbers.payloadMean = sizes.mean();
    numbers.payloadLogMean = logs.mean();
    countTexts(numbers, requests);
    return numbers;
}

double localHourAt(int64_t time, double latitude, double longitude)
{
    if (!std::isfinite(longitude) || std::abs(longitude) > 180 || (latitude == 0 && longitude == 0))
        return 12;
    const int64_t minutes = floorDivided(wholeSeconds(time), 60) + std::lround(longitude / 15) * 60;
    return static_cast<double>(((minutes % 1440) + 1440) % 1440) / 60;
}

std::array<double, 34> featureValues(const SetNumbers& all, const SetNumbers& bucket, double minutes)
{
    const bool isFirst = all.requests == bucket.requests;
    const auto number = [](uint64_t count) { return static_cast<double>(count); };
    const auto rate = [&](uint64_t SetNumbers::*total, double fallback) {
        if (minutes > 0)
            return number(all.*total) / minutes;
        return isFirst ? fallback : number(bucket.*total);
    };
    return {
        number(all.requests),
        minutes,
        rate(&SetNumbers::requests, 1),
        all.intervalMean,
        all.intervalVariance,
        number(all.html),
        number(all.css),
        number(all.script),
        number(all.image),
        ratio(all.css, all.html),
        ratio(all.script, all.html),
        ratio(all.image, all.html),
        all.depthMean,
        all.depthVariance,
        all.payloadMean,
        all.payloadLogMean,
        number(all.status4),
        rate(&SetNumbers::status4, 0),
        ratio(all.status4, all.requests),
        number(all.status5),
        rate(&SetNumbers::status5, 0),
        ratio(all.status5, all.requests),
        number(all.topPage),
        ratio(all.topPage, all.requests),
        number(all.paths),
        rate(&SetNumbers::paths, 0),
        ratio(all.paths, all.requests),
        number(all.queries),
        rate(&SetNumbers::queries, 1),
        ratio(all.queries, all.paths),
        number(all.agents),
        rate(&SetNumbers::agents, 1),
        ratio(all.agents, all.requests),
        all.localHour,
    };
}

} // namespace assay::traffic
