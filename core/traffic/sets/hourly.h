// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/request.h"

#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace assay::traffic {

// A number that describes one hour of a client with one TLS library on one host.
struct HourlyColumn
{
    std::string_view name; // "hits_per_min_max"
    std::string_view meaning; // English, marked for translation
    std::string_view unit; // empty: a plain number
};
// The 54 columns. Their order and meaning never change.
inline constexpr size_t hourlyColumnCount = 54;
inline constexpr uint32_t hourlyCatalogueVersion = 1;
std::span<const HourlyColumn> hourlyColumns();

struct HourlyRow
{
    IpAddress client;
    std::string_view ja4; // "-": none
    std::string_view host; // normalized
    int64_t windowStart = 0; // of the hour, UTC; ns since 1970
    std::span<const double> values; // in the order of the columns; NaN: not known
};

struct HourlyOptions
{
    size_t maxHeld = 1'000'000; // requests that wait for the end of their hour
};

struct HourlySummary
{
    uint64_t requests = 0, rows = 0;
    uint64_t late = 0; // that came after their hour was finished: left out
    uint64_t withoutKey = 0, absurdTimes = 0; // as in SetSummary: left out
    bool isForgetful = false; // an hour held more than maxHeld requests and gave several rows of the same key
};

// Makes a row for each (client, ja4, host) and hour of the clock. Rows come hour by hour, in order of host, ja4 and
// client. Nothing is finished before 250,000 requests are held; then an hour is over when a request comes that is more
// than an hour behind its end. One thread.
class HourlyBuilder
{
public:
    using Sink = std::function<bool(const HourlyRow&)>; // false: stop
    HourlyBuilder(HourlyOptions options, Sink sink);
    ~HourlyBuilder();
    bool add(const Request& request); // false: the sink stopped it
    HourlySummary finish();

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace assay::traffic
