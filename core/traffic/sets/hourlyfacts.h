// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/agentkind.h"
#include "core/traffic/sets/hourly.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::traffic {

enum class HourlyContent : uint8_t { Other, Html, Asset, Api };
enum class HourlyMethod : uint8_t { Other, Get, Post, Head };
enum class Known : uint8_t { Unknown, No, Yes };

// What an hour needs of a request.
struct HourlyRequest
{
    int64_t second = 0; // since 1970, rounded down
    IpAddress client;
    uint32_t host = 0, ja4 = 0; // numbers of the texts
    uint64_t path = 0, query = 0, agent = 0; // hashes
    uint64_t replyBytes = 0;
    uint32_t depth = 0, queryLength = 0, agentLength = 0;
    uint16_t status = 0; // 0: not known
    HourlyContent content = HourlyContent::Other;
    HourlyMethod method = HourlyMethod::Other;
    BrowserFamily family = BrowserFamily::None;
    Known cookie = Known::Unknown, language = Known::Unknown;
    bool hasBytes = false, hasQuery = false, hasAgent = false, isLibrary = false, isBot = false;
    bool hasReferer = false, isOwnReferer = false, isRobots = false, isFavicon = false;
};

// What the other rows of the hour say about this one.
struct HourlyStanding
{
    double clientsOfJa4 = 0, ja4OfClient = 0, rarity = 0, hostsOfClient = 0;
    bool isContradicted = false; // its browser has another JA4 as a rule
};

// The values of one row. `requests` are not empty and in order of time; `ja4` is "-" for none.
std::array<double, hourlyColumnCount> hourlyValues(
    std::span<const HourlyRequest> requests, std::string_view ja4, const HourlyStanding& standing);

} // namespace assay::traffic
