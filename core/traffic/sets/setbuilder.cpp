// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/setbuilder.h"

#include "core/traffic/sets/catalogue.h"
#include "core/traffic/sets/pairtable.h"
#include "core/traffic/sets/population.h"
#include "core/traffic/sets/reorderbuffer.h"
#include "core/traffic/sets/sitetable.h"
#include "core/traffic/sets/timeunits.h"
#include "core/traffic/sets/whitelist.h"

#include <algorithm>
#include <limits>

namespace assay::traffic {
namespace {

// So many are always held before the first buckets are finished, and looked at again after so many more.
constexpr size_t firstHeld = 250'000, laterHeld = 60'000;
constexpr size_t pairsPerSite = 4; // that a host may take the place of

// Requests of one pair in one bucket: a range of the taken requests.
struct Group
{
    size_t begin = 0, end = 0;
};

} // namespace

struct SetBuilder::Data
{
    Data(SetOptions wanted, Sink receiver);
    bool add(const Request& request);
    void finishBuckets(bool all);
    SetSummary summary;

private:
    bool isWanted(const Request& request, const SiteTable::Site& site);
    int64_t bucketOf(int64_t time) const { return floorDivided(time - m_origin, m_bucketNs); }
    int64_t endOfFinished(bool isFull);
    void take(int64_t end);
    void makeGroups();
    void finishGroups();
    void finishGroup(const Group& group);
    std::span<const HeldRequest> requestsOf(const Group& group) const
    {
        return {m_taken.data() + group.begin, group.end - group.begin};
    }
    void fillHead(Pair& pair, std::span<const HeldRequest> requests);
    void addPlaceAndCountry(std::span<const HeldRequest> requests, SetNumbers& numbers);
    void forget();

    SetOptions m_options;
    Sink m_sink;
    WhiteList m_whiteList;
    int64_t m_bucketNs;
    SiteTable m_sites;
    PairTable m_pairs;
    ReorderBuffer m_buffer;
    bool m_isRunning = true; // until the sink, maxRequests or the end stops it
    bool m_isWanted = true; // by the sink
    bool m_hasOrigin = false;
    int64_t m_origin = 0; // begin of bucket 0
    int64_t m_nextBucket = std::numeric_limits<int64_t>::min(); // those before are finished
    int64_t m_latest = std::numeric_limits<int64_t>::min(); // time so far
    int64_t m_lateness = 0; // most that a request was behind m_latest
    size_t m_lookAt = firstHeld; // held requests, when buckets are finished
    std::vector<HeldRequest> m_taken;
    std::vector<Group> m_groups;
    std::vector<const RequestFacts*> m_facts;
    BucketSummary m_sumUp;
    Population m_population;
    FamilyReader m_families;
    RequestSetHead m_head;
    std::string m_document, m_texts;
};

SetBuilder::Data::Data(SetOptions wanted, Sink receiver)
    : m_options(std::move(wanted))
    , m_sink(std::move(receiver))
    , m_whiteList(m_options.whiteList)
{
    m_options.bucketSeconds = std::clamp(m_options.bucketSeconds, 1U, 31'536'000U);
    m_options.cacheExpireSeconds = std::min<uint64_t>(m_options.cacheExpireSeconds, 3'000'000'000U);
    m_bucketNs = m_options.bucketSeconds * nsPerSecond;
    for (const TrafficFeature& feature : trafficCatalogue())
        m_head.features.emplace_back(feature.name, 0);
}

bool SetBuilder::Data::isWanted(const Request& request, const SiteTable::Site& site)
{
    if (request.client == IpAddress()) {
        ++summary.withoutKey;
        return false;
    }
    if (request.time < earliestTime || request.time > latestTime) {
        ++summary.absurdTimes;
        return false;
    }
    if (!m_whiteList.isEmpty() && m_whiteList.contains(request.client, m_sites.host(site.host), request.path)) {
        ++summary.whiteListed;
        return false;
    }
    return true;
}

bool SetBuilder::Data::add(const Request& request)
{
    if (!m_isRunning)
        return false;
    const SiteTable::Site site = m_sites.find(request.host);
    if (!isWanted(request, site))
        return true;
    ++summary.requests;
    HeldRequest held;
    held.facts = factsOf(request);
    if (held.facts.hasJa4 && held.facts.hasAgent)
        held.facts.family = m_families(*request.userAgent, held.facts.agent);
    held.host = site.host;
    held.target = site.target;
    held.pair = m_pairs.number(site.target, request.client);
    ++m_pairs[held.pair].held;
    m_buffer.add(held, request);
    m_latest = std::max(m_latest, request.time);
    m_lateness = std::max(m_lateness, m_latest - request.time);
    if (m_buffer.size() >= m_lookAt || m_buffer.size() >= m_options.maxReordered
        || m_buffer.bytes() >= m_options.maxReorderedBytes)
        finishBuckets(false);
    m_isRunning = m_isWanted && (m_options.maxRequests == 0 || summary.requests < m_options.maxRequests);
    return m_isRunning;
}

// The first bucket that stays open. Buckets are over when what comes later than anything so far would come after them;
// a buffer that is full gives up its oldest quarter in any case.
int64_t SetBuilder::Data::endOfFinished(bool isFull)
{
    int64_t end = bucketOf(m_latest - 2 * m_lateness) - 1;
    if (!isFull)
        return end;
    std::vector<int64_t> times;
    times.reserve(m_buffer.size());
    for (const HeldRequest& held : m_buffer.held())
        times.push_back(held.facts.time);
    const auto quarter = times.begin() + static_cast<ptrdiff_t>(times.size() / 4);
    std::nth_element(times.begin(), quarter, times.end());
    return std::max({end, bucketOf(*quarter) + 1, m_nextBucket + 1});
}

void SetBuilder::Data::finishBuckets(bool all)
{
    m_isRunning = m_isRunning && !all;
    if (m_buffer.size() == 0)
        return;
    if (!m_hasOrigin) {
        m_hasOrigin = true;
        m_origin = std::numeric_limits<int64_t>::max();
        for (const HeldRequest& held : m_buffer.held())
            m_origin = std::min(m_origin, held.facts.time);
        m_nextBucket = 0;
    }
    const bool isFull = m_buffer.size() >= m_options.maxReordered || m_buffer.bytes() >= m_options.maxReorderedBytes;
    const int64_t end = all ? std::numeric_limits<int64_t>::max() : endOfFinished(isFull);
    if (end > m_nextBucket) {
        take(end);
        makeGroups();
        finishGroups();
        for (const HeldRequest& held : m_taken)
            m_buffer.release(held);
        m_taken.clear();
        m_buffer.compact();
        m_nextBucket = end;
        if (!all)
            forget();
    }
    m_lookAt = std::max(laterHeld, 2 * m_buffer.size());
}

// Moves the requests before bucket `end` to m_taken. One that comes when its bucket is finished still goes into it
// unless its pair had that bucket or a later one: then it goes into the next.
void SetBuilder::Data::take(int64_t end)
{
    std::vector<HeldRequest>& waiting = m_buffer.held();
    size_t kept = 0;
    for (HeldRequest& held : waiting) {
        Pair& pair = m_pairs[held.pair];
        held.bucket = bucketOf(held.facts.time);
        const bool isLate = held.bucket < m_nextBucket && pair.subset > 0 && held.bucket <= pair.lastBucket;
        if (isLate)
            held.bucket = m_nextBucket;
        if (held.bucket >= end) {
            waiting[kept++] = held;
            continue;
        }
        summary.late += isLate;
        --pair.held;
        m_taken.push_back(held);
    }
    waiting.resize(kept);
}

void SetBuilder::Data::makeGroups()
{
    std::sort(m_taken.begin(), m_taken.end(), [](const HeldRequest& a, const HeldRequest& b) {
        if (a.bucket != b.bucket)
            return a.bucket < b.bucket;
        if (a.pair != b.pair)
            return a.pair < b.pair;
        return a.facts.time != b.facts.time ? a.facts.time < b.facts.time : a.arrivedBefore(b);
    });
    m_groups.clear();
    for (size_t begin = 0; begin < m_taken.size();) {
        size_t end = begin + 1;
        while (end < m_taken.size() && m_taken[end].pair == m_taken[begin].pair
            && m_taken[end].bucket == m_taken[begin].bucket)
            ++end;
        m_groups.push_back({begin, end});
        begin = end;
    }
    std::sort(m_groups.begin(), m_groups.end(), [this](const Group& a, const Group& b) {
        const HeldRequest &first = m_taken[a.begin], &second = m_taken[b.begin];
        if (first.bucket != second.bucket)
            return first.bucket < second.bucket;
        if (first.target != second.target)
            return m_sites.target(first.target) < m_sites.target(second.target);
        return m_pairs[first.pair].client < m_pairs[second.pair].client;
    });
}

// The place of the first request, and the first country that is told.
void SetBuilder::Data::addPlaceAndCountry(std::span<const HeldRequest> requests, SetNumbers& numbers)
{
    m_head.country.clear();
    for (const HeldRequest& held : requests) {
        if (!held.facts.hasLocation)
            continue;
        std::string_view line = m_buffer.line(held);
        line.remove_suffix(1);
        m_texts.clear();
        m_texts.reserve(line.size());
        const auto request = parseRequestLine(line, m_texts);
        if (!request || !request->location)
            continue;
        if (&held == &requests.front())
            numbers.localHour = localHourAt(held.facts.time, request->location->latitude, request->location->longitude);
        m_head.country = request->location->country;
        if (!m_head.country.empty())
            return;
    }
}

void SetBuilder::Data::fillHead(Pair& pair, std::span<const HeldRequest> requests)
{
    const int64_t bucket = requests.front().bucket;
    const int64_t expire = static_cast<int64_t>(m_options.cacheExpireSeconds);
    if (pair.subset > 0 && (bucket - pair.lastBucket) * m_options.bucketSeconds > expire)
        pair.subset = 0;
    if (pair.subset == 0) {
        pair.start = requests.front().facts.time;
        pair.numbers = SetNumbers();
    }
    m_facts.clear();
    for (const HeldRequest& held : requests)
        m_facts.push_back(&held.facts);
    SetNumbers numbers = m_sumUp(m_facts);
    addPlaceAndCountry(requests, numbers);
    m_head.requestsBefore = pair.numbers.requests;
    if (pair.subset == 0)
        pair.numbers = numbers;
    else
        pair.numbers.add(numbers);
    pair.start = std::min(pair.start, requests.front().facts.time);
    pair.lastBucket = bucket;
    m_head.subset = ++pair.subset;
    m_head.context.clear();
    m_head.target = m_sites.target(pair.target);
    m_head.host = m_sites.host(requests.front().host);
    m_head.client = pair.client;
    m_head.start = pair.start;
    m_head.stop = requests.back().facts.time;
    m_head.bucketStart = m_origin + bucket * m_bucketNs;
    m_head.bucketSeconds = m_options.bucketSeconds;
    const auto minutes = static_cast<double>(wholeSeconds(m_head.stop) - wholeSeconds(m_head.start)) / 60;
    const auto values = featureValues(pair.numbers, numbers, minutes);
    for (size_t i = 0; i < values.size(); ++i)
        m_head.features[i].second = values[i];
}

// Bucket by bucket: first all that its sets say about each other, then the sets.
void SetBuilder::Data::finishGroups()
{
    const auto bucketOfGroup = [this](const Group& group) { return m_taken[group.begin].bucket; };
    for (auto begin = m_groups.begin(); begin != m_groups.end() && m_isWanted;) {
        const auto end = std::find_if(
            begin, m_groups.end(), [&](const Group& group) { return bucketOfGroup(group) != bucketOfGroup(*begin); });
        m_population.clear();
        for (auto group = begin; group != end; ++group)
            m_population.add(m_pairs[m_taken[group->begin].pair].client, requestsOf(*group));
        for (; begin != end && m_isWanted; ++begin)
            finishGroup(*begin);
    }
}

void SetBuilder::Data::finishGroup(const Group& group)
{
    const std::span<const HeldRequest> requests = requestsOf(group);
    Pair& pair = m_pairs[requests.front().pair];
    fillHead(pair, requests);
    m_population.describe(pair.client, requests, m_head.context);
    m_document.clear();
    if (m_options.annotate)
        m_options.annotate(m_head);
    appendHead(m_document, m_head);
    for (const HeldRequest& held : requests)
        m_document += m_buffer.line(held);
    ++summary.sets;
    m_isWanted = m_sink({m_head, m_document, static_cast<uint32_t>(requests.size())});
}

// Keeps the memory of pairs and hosts bounded, however many there are.
void SetBuilder::Data::forget()
{
    const size_t maxSites = std::max<size_t>(m_options.maxPairs / pairsPerSite, 1);
    if (m_pairs.size() <= m_options.maxPairs && m_sites.size() <= maxSites)
        return;
    const int64_t expired =
        m_nextBucket - 1 - static_cast<int64_t>(m_options.cacheExpireSeconds / m_options.bucketSeconds);
    summary.isForgetful |= m_pairs.forgetHalf(expired) > 0;
    std::vector<bool> usedHosts(m_sites.hostsEnd()), usedTargets(m_sites.targetsEnd());
    for (const HeldRequest& held : m_buffer.held())
        usedHosts[held.host] = true;
    for (uint32_t number = 0; number < m_pairs.end(); ++number) {
        if (!m_pairs[number].isFree)
            usedTargets[m_pairs[number].target] = true;
    }
    m_sites.sweep(usedHosts, usedTargets);
}

SetBuilder::SetBuilder(SetOptions options, Sink sink)
    : m_data(std::make_unique<Data>(std::move(options), std::move(sink)))
{
}

SetBuilder::~SetBuilder() = default;

bool SetBuilder::add(const Request& request)
{
    return m_data->add(request);
}

SetSummary SetBuilder::finish()
{
    m_data->finishBuckets(true);
    return m_data->summary;
}

} // namespace assay::traffic
