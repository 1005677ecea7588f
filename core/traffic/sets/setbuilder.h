// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/requestset.h"

#include <functional>
#include <memory>

namespace assay::traffic {

struct SetOptions
{
    uint32_t bucketSeconds = 120;
    uint64_t cacheExpireSeconds = 86'400;
    uint64_t maxRequests = 0; // stop after these; 0: all
    std::vector<std::string> whiteList; // addresses, networks, hosts, "host/path*" patterns; left out and counted
    // Requests that may wait to be put in order of time. What comes later still goes into the bucket that is open.
    size_t maxReordered = 1'000'000;
    size_t maxReorderedBytes = size_t{256} << 20;
    size_t maxPairs = 2'000'000; // remembered (target, client) pairs; the longest unused are forgotten
};

// One finished request set. The document is the item's bytes.
struct FinishedSet
{
    const RequestSetHead& head;
    std::string_view document;
    uint32_t requests; // in this bucket
};

struct SetSummary
{
    uint64_t requests = 0, sets = 0;
    uint64_t late = 0; // that came too late for their bucket
    uint64_t withoutKey = 0; // no client: dropped
    uint64_t whiteListed = 0;
    uint64_t absurdTimes = 0; // before 1990 or after 2100: dropped
    bool isForgetful = false; // a bound of memory made it forget pairs
};

// Puts requests into buckets and buckets into request sets with features; sets come out when their bucket is over, in
// order of bucket, then target, then client. The same requests in any order give the same sets as long as they fit into
// the reorder buffer. One thread.
class SetBuilder
{
public:
    using Sink = std::function<bool(const FinishedSet&)>; // false: stop
    SetBuilder(SetOptions options, Sink sink);
    ~SetBuilder();
    // False: the sink or maxRequests stopped it.
    bool add(const Request& request);
    SetSummary finish();

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace assay::traffic
