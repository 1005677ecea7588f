// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/hourlyfacts.h"

#include "core/base/ascii.h"
#include "core/base/mark.h"
#include "core/traffic/sets/timeunits.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::traffic {
namespace {

constexpr HourlyColumn columns[] = {
    {"hits", ASSAY_MARK("core", "Requests"), ""},
    {"bytes_total", ASSAY_MARK("core", "Size of all answers"), "B"},
    {"bytes_mean", ASSAY_MARK("core", "Mean size of an answer"), "B"},
    {"duration_s", ASSAY_MARK("core", "Time from the first request to the last"), "s"},
    {"hits_per_min_mean", ASSAY_MARK("core", "Requests a minute, from the first to the last"), "1/min"},
    {"hits_per_min_max", ASSAY_MARK("core", "Requests in the busiest minute"), "1/min"},
    {"active_minutes", ASSAY_MARK("core", "Minutes with requests"), "min"},
    {"gap_mean", ASSAY_MARK("core", "Mean time between two requests of the hour"), "s"},
    {"gap_std", ASSAY_MARK("core", "Standard deviation of the time between two requests"), "s"},
    {"gap_cv", ASSAY_MARK("core", "Standard deviation of the gaps over their mean"), ""},
    {"gap_min", ASSAY_MARK("core", "Shortest time between two requests"), "s"},
    {"gap_p50", ASSAY_MARK("core", "Median time between two requests"), "s"},
    {"gap_entropy", ASSAY_MARK("core", "Entropy of the gaps by powers of two"), "bits"},
    {"burst_ratio", ASSAY_MARK("core", "Requests in the busiest ten seconds over those of the mean ten"), ""},
    {"paths_unique", ASSAY_MARK("core", "Different paths"), ""},
    {"paths_unique_ratio", ASSAY_MARK("core", "Different paths for each request of the hour"), ""},
    {"path_entropy", ASSAY_MARK("core", "Entropy of the paths"), "bits"},
    {"path_depth_mean", ASSAY_MARK("core", "Mean number of slashes in a path"), ""},
    {"query_unique_ratio", ASSAY_MARK("core", "Different queries for each request"), ""},
    {"query_len_mean", ASSAY_MARK("core", "Mean length of a query"), "B"},
    {"top_path_share", ASSAY_MARK("core", "Share of the path asked for most in the hour"), ""},
    {"html_share", ASSAY_MARK("core", "Share of pages"), ""},
    {"asset_share", ASSAY_MARK("core", "Share of style sheets, scripts, images and fonts"), ""},
    {"api_share", ASSAY_MARK("core", "Share of JSON"), ""},
    {"asset_per_html", ASSAY_MARK("core", "Style sheets, scripts, images and fonts for each page"), ""},
    {"robots_txt", ASSAY_MARK("core", "Asked for robots.txt"), ""},
    {"favicon", ASSAY_MARK("core", "Asked for the favicon"), ""},
    {"get_share", ASSAY_MARK("core", "Share of GET"), ""},
    {"post_share", ASSAY_MARK("core", "Share of POST"), ""},
    {"head_share", ASSAY_MARK("core", "Share of HEAD"), ""},
    {"s2xx", ASSAY_MARK("core", "Share of answers 200 to 299"), ""},
    {"s3xx", ASSAY_MARK("core", "Share of answers 300 to 399"), ""},
    {"s4xx", ASSAY_MARK("core", "Share of answers 400 to 499"), ""},
    {"s5xx", ASSAY_MARK("core", "Share of answers 500 to 599"), ""},
    {"s304_share", ASSAY_MARK("core", "Share of answers 304 (not modified)"), ""},
    {"s429_share", ASSAY_MARK("core", "Share of answers 429 (too many requests)"), ""},
    {"ua_unique", ASSAY_MARK("core", "Different user agents"), ""},
    {"ua_len", ASSAY_MARK("core", "Mean length of the user agent"), "B"},
    {"ua_is_library", ASSAY_MARK("core", "The user agent is that of a program library"), ""},
    {"ua_declared_bot", ASSAY_MARK("core", "The user agent says that it is a bot"), ""},
    {"referer_present_share", ASSAY_MARK("core", "Share of requests with a Referer"), ""},
    {"referer_same_host_share", ASSAY_MARK("core", "Share of requests with a Referer of the same host"), ""},
    {"accept_language_present", ASSAY_MARK("core", "Share of requests with Accept-Language; captures only"), ""},
    {"cookie_present_share", ASSAY_MARK("core", "Share of requests with a cookie; captures only"), ""},
    {"alpn_h2", ASSAY_MARK("core", "The TLS hello offers HTTP/2 first"), ""},
    {"tls13", ASSAY_MARK("core", "The TLS hello offers TLS 1.3"), ""},
    {"ja4_ciphers", ASSAY_MARK("core", "Ciphers in the TLS hello"), ""},
    {"ja4_exts", ASSAY_MARK("core", "Extensions in the TLS hello"), ""},
    {"sni_present", ASSAY_MARK("core", "The TLS hello names the server"), ""},
    {"ua_ja4_mismatch", ASSAY_MARK("core", "Another browser has this JA4 as a rule"), ""},
    {"ips_per_ja4", ASSAY_MARK("core", "Clients with this JA4 on the host in the hour"), ""},
    {"ja4_per_ip", ASSAY_MARK("core", "JA4 fingerprints of the client in the hour"), ""},
    {"ja4_rarity", ASSAY_MARK("core", "-log2 of the share that this JA4 has of the host's requests"), "bits"},
    {"hosts_per_ip", ASSAY_MARK("core", "Hosts that the client asked in the hour"), ""},
};
static_assert(std::size(columns) == hourlyColumnCount);

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

using Requests = std::span<const HourlyRequest>;

// Values in the order of the columns.
class Row
{
public:
    void add(double value) { m_values[m_count++] = value; }
    const std::array<double, hourlyColumnCount>& values() const { return m_values; }

private:
    std::array<double, hourlyColumnCount> m_values = {};
    size_t m_count = 0;
};

template <typename Test>
double count(Requests requests, Test test)
{
    return static_cast<double>(std::count_if(requests.begin(), requests.end(), test));
}

template <typename Test>
double share(Requests requests, Test test)
{
    return count(requests, test) / static_cast<double>(requests.size());
}

double over(double part, double whole)
{
    return whole > 0 ? part / whole : unknown;
}

// How often each of them comes, most first.
std::vector<double> frequencies(std::vector<uint64_t> values)
{
    std::sort(values.begin(), values.end());
    std::vector<double> counts;
    for (size_t i = 0; i < values.size(); ++i) {
        if (i == 0 || values[i] != values[i - 1])
            counts.push_back(0);
        ++counts.back();
    }
    std::sort(counts.begin(), counts.end(), std::greater<>());
    return counts;
}

double entropyOf(const std::vector<double>& counts)
{
    double total = 0, sum = 0;
    for (const double one : counts)
        total += one;
    for (const double one : counts)
        sum -= one / total * std::log2(one / total);
    return counts.empty() ? unknown : std::max(0.0, sum);
}

// Most requests in one slot of the clock, and in how many slots there are any.
std::pair<double, double> busiest(Requests requests, int64_t seconds)
{
    std::vector<uint64_t> slots;
    for (const HourlyRequest& request : requests)
        slots.push_back(static_cast<uint64_t>(floorDivided(request.second, seconds)));
    const std::vector<double> counts = frequencies(std::move(slots));
    return {counts.front(), static_cast<double>(counts.size())};
}

double slotsBetween(Requests requests, int64_t seconds)
{
    return static_cast<double>(
        floorDivided(requests.back().second, seconds) - floorDivided(requests.front().second, seconds) + 1);
}

void addVolume(Row& row, Requests requests)
{
    double bytes = 0;
    for (const HourlyRequest& request : requests)
        bytes += request.hasBytes ? static_cast<double>(request.replyBytes) : 0;
    const auto hits = static_cast<double>(requests.size());
    const auto [most, active] = busiest(requests, 60);
    row.add(hits);
    row.add(bytes);
    row.add(over(bytes, count(requests, [](const HourlyRequest& r) { return r.hasBytes; })));
    row.add(static_cast<double>(requests.back().second - requests.front().second));
    row.add(hits / slotsBetween(requests, 60));
    row.add(most);
    row.add(active);
}

void addTiming(Row& row, Requests requests)
{
    std::vector<double> gaps;
    std::vector<uint64_t> powers;
    double sum = 0;
    for (size_t i = 1; i < requests.size(); ++i) {
        const int64_t gap = requests[i].second - requests[i - 1].second;
        gaps.push_back(static_cast<double>(gap));
        powers.push_back(gap == 0 ? 0 : 1 + static_cast<uint64_t>(std::log2(static_cast<double>(gap))));
        sum += gaps.back();
    }
    std::sort(gaps.begin(), gaps.end());
    const auto size = static_cast<double>(gaps.size());
    const double mean = over(sum, size);
    double squares = 0;
    for (const double gap : gaps)
        squares += (gap - mean) * (gap - mean);
    const double deviation = gaps.size() > 1 ? std::sqrt(squares / (size - 1)) : unknown;
    row.add(mean);
    row.add(deviation);
    row.add(mean > 0 ? deviation / mean : unknown);
    row.add(gaps.empty() ? unknown : gaps.front());
    row.add(gaps.empty() ? unknown : (gaps[(gaps.size() - 1) / 2] + gaps[gaps.size() / 2]) / 2);
    row.add(entropyOf(frequencies(std::move(powers))));
    row.add(busiest(requests, 10).first * slotsBetween(requests, 10) / static_cast<double>(requests.size()));
}

void addTargets(Row& row, Requests requests)
{
    std::vector<uint64_t> paths, queries;
    double depth = 0, length = 0;
    for (const HourlyRequest& request : requests) {
        paths.push_back(request.path);
        depth += request.depth;
        if (request.hasQuery) {
            queries.push_back(request.query);
            length += request.queryLength;
        }
    }
    const auto hits = static_cast<double>(requests.size());
    const auto withQuery = static_cast<double>(queries.size());
    const std::vector<double> counts = frequencies(std::move(paths));
    row.add(static_cast<double>(counts.size()));
    row.add(static_cast<double>(counts.size()) / hits);
    row.add(entropyOf(counts));
    row.add(depth / hits);
    row.add(static_cast<double>(frequencies(std::move(queries)).size()) / hits);
    row.add(withQuery > 0 ? length / withQuery : 0);
    row.add(counts.front() / hits);
}

void addContent(Row& row, Requests requests)
{
    const auto of = [&](HourlyContent content) {
        return count(requests, [content](const HourlyRequest& r) { return r.content == content; });
    };
    const auto hits = static_cast<double>(requests.size());
    const double html = of(HourlyContent::Html), assets = of(HourlyContent::Asset);
    row.add(html / hits);
    row.add(assets / hits);
    row.add(of(HourlyContent::Api) / hits);
    row.add(assets / std::max(html, 1.0));
    row.add(count(requests, [](const HourlyRequest& r) { return r.isRobots; }) > 0 ? 1 : 0);
    row.add(count(requests, [](const HourlyRequest& r) { return r.isFavicon; }) > 0 ? 1 : 0);
}

void addMethodAndStatus(Row& row, Requests requests)
{
    for (const HourlyMethod method : {HourlyMethod::Get, HourlyMethod::Post, HourlyMethod::Head})
        row.add(share(requests, [method](const HourlyRequest& r) { return r.method == method; }));
    const double known = count(requests, [](const HourlyRequest& r) { return r.status > 0; });
    for (const int hundred : {2, 3, 4, 5})
        row.add(over(count(requests, [hundred](const HourlyRequest& r) { return r.status / 100 == hundred; }), known));
    for (const int status : {304, 429})
        row.add(over(count(requests, [status](const HourlyRequest& r) { return r.status == status; }), known));
}

// Share of those that tell.
double shareOf(Requests requests, Known HourlyRequest::*fact)
{
    return over(count(requests, [fact](const HourlyRequest& r) { return r.*fact == Known::Yes; }),
        count(requests, [fact](const HourlyRequest& r) { return r.*fact != Known::Unknown; }));
}

void addHeaders(Row& row, Requests requests)
{
    std::vector<uint64_t> agents;
    double length = 0;
    for (const HourlyRequest& request : requests) {
        if (request.hasAgent)
            agents.push_back(request.agent);
        length += request.agentLength;
    }
    row.add(static_cast<double>(frequencies(std::move(agents)).size()));
    row.add(over(length, count(requests, [](const HourlyRequest& r) { return r.hasAgent; })));
    row.add(count(requests, [](const HourlyRequest& r) { return r.isLibrary; }) > 0 ? 1 : 0);
    row.add(count(requests, [](const HourlyRequest& r) { return r.isBot; }) > 0 ? 1 : 0);
    row.add(share(requests, [](const HourlyRequest& r) { return r.hasReferer; }));
    row.add(share(requests, [](const HourlyRequest& r) { return r.isOwnReferer; }));
    row.add(shareOf(requests, &HourlyRequest::language));
    row.add(shareOf(requests, &HourlyRequest::cookie));
}

double twoDigits(std::string_view text)
{
    return text.size() == 2 && isAsciiDigit(text[0]) && isAsciiDigit(text[1]) ? (text[0] - '0') * 10 + (text[1] - '0')
                                                                              : unknown;
}

// "t13d1516h2_...": protocol, version, server name (d) or none (i), ciphers, extensions, ALPN.
void addTls(Row& row, std::string_view ja4, const HourlyStanding& standing)
{
    if (ja4.size() < 10) {
        for (int i = 0; i < 6; ++i)
            row.add(unknown);
        return;
    }
    row.add(ja4.substr(8, 2) == "h2" ? 1 : 0);
    row.add(ja4.substr(1, 2) == "13" ? 1 : 0);
    row.add(twoDigits(ja4.substr(4, 2)));
    row.add(twoDigits(ja4.substr(6, 2)));
    row.add(ja4[3] == 'd' ? 1 : 0);
    row.add(standing.isContradicted ? 1 : 0);
}

} // namespace

std::span<const HourlyColumn> hourlyColumns()
{
    return columns;
}

std::array<double, hourlyColumnCount> hourlyValues(
    std::span<const HourlyRequest> requests, std::string_view ja4, const HourlyStanding& standing)
{
    Row row;
    addVolume(row, requests);
    addTiming(row, requests);
    addTargets(row, requests);
    addContent(row, requests);
    addMethodAndStatus(row, requests);
    addHeaders(row, requests);
    addTls(row, ja4, standing);
    const bool hasJa4 = ja4 != "-";
    row.add(hasJa4 ? standing.clientsOfJa4 : unknown);
    row.add(hasJa4 ? standing.ja4OfClient : unknown);
    row.add(hasJa4 ? standing.rarity : unknown);
    row.add(standing.hostsOfClient);
    return row.values();
}

} // namespace assay::traffic
