// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/agentkind.h"
#include "core/traffic/request.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::traffic {

// What a type of content counts as.
enum class ContentClass : uint8_t { Other, Html, Css, Script, Image };
// Without parameters, in any case: text/html, text/css; "javascript" or "image" before or after the slash.
ContentClass contentClassOf(std::string_view contentType);

// What features need of a request, so that its texts can be put away.
struct RequestFacts
{
    int64_t time = 0; // ns
    uint64_t path = 0, query = 0, agent = 0, ja4 = 0; // hashes of the texts
    uint64_t replyBytes = 0;
    uint32_t depth = 0; // slashes in the path
    ContentClass content = ContentClass::Other;
    BrowserFamily family = BrowserFamily::None; // that the user agent names; not set by factsOf()
    uint8_t statusClass = 0; // 4 of 404; 0: not known
    bool hasPath = false, hasQuery = false, hasAgent = false, hasJa4 = false, hasReplyBytes = false;
    bool hasLocation = false;
};
RequestFacts factsOf(const Request& request);

// The numbers of one bucket, or of all so far.
struct SetNumbers
{
    uint64_t requests = 0;
    uint64_t html = 0, css = 0, script = 0, image = 0, status4 = 0, status5 = 0;
    uint64_t topPage = 0, paths = 0, queries = 0, agents = 0;
    double intervalMean = 0, intervalVariance = 0; // minutes
    double depthMean = 0, depthVariance = 0;
    double payloadMean = 0, payloadLogMean = 0; // kB; ln(bytes + 1)
    double localHour = 12;

    // Adds the numbers of the next bucket.
    void add(const SetNumbers& next);
};

// Sums up the requests of one pair in one bucket. Keeps its memory from call to call.
class BucketSummary
{
public:
    // Not empty, in order of time.
    SetNumbers operator()(std::span<const RequestFacts* const> requests);

private:
    using Texts = std::vector<uint64_t>;
    void countTexts(SetNumbers& numbers, std::span<const RequestFacts* const> requests);
    Texts m_paths, m_queries, m_agents;
};

// Hours since midnight at a place, by its longitude; 12 when both coordinates are 0.
double localHourAt(int64_t time, double latitude, double longitude);

// Values in the order of the catalogue. `bucket` is the newest part of `all`, `minutes` from the first request ever to
// the last one.
std::array<double, 34> featureValues(const SetNumbers& all, const SetNumbers& bucket, double minutes);

} // namespace assay::traffic
