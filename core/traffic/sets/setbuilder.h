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
    std::vector<std::string> whiteList; // patterns of sets/whitelist.h; left out and counted
    // Requests that may wait to be put in order of time.
    size_t maxReordered = 1'000'000;
    size_t maxReorderedBytes = size_t{192} << 20;
    // Remembered (target, client) pairs; hosts a quarter of that. The longest unused are forgotten.
    size_t maxPairs = 1'000'000;
    // Adds what else is known of the client to the context of a set that is about to be given out.
    std::function<void(RequestSetHead&)> annotate = {};
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
    uint64_t late = 0; // that came too late for their bucket and are in a later one
    uint64_t withoutKey = 0; // no client: dropped
    uint64_t whiteListed = 0;
    uint64_t absurdTimes = 0; // before 1990 or after 2100: dropped
    bool isForgetful = false; // a bound of memory made it forget pairs
};

// Puts requests into buckets and buckets into request sets with features. Bucket 0 begins at the earliest request. Sets
// come out when their bucket is over, in order of bucket, then target, then client; there is one for each pair and
// bucket. Buckets are over when requests that are twice as late as any so far would come after them, but 250,000
// requests are held before the first is finished: up to there the same requests in any order give the same sets. One
// that is later still goes into its bucket, whose sets then come out of order; when its pair had that bucket or a later
// one, into the next that is open. One thread.
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
