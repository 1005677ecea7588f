// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/mark.h"
#include "core/features/requestfacts.h"

#include <algorithm>
#include <cmath>

namespace assay::features {
namespace {

// A single request has none.
double ofGaps(const RequestFacts& facts, double value)
{
    return facts.timing.gaps > 0 ? value : 0;
}

double assetsOf(const RequestFacts& facts)
{
    return facts.content.assets + facts.content.images + facts.content.fonts;
}

double sizeDeviation(const ContentFacts& facts)
{
    if (facts.sizes == 0)
        return missing;
    const double mean = facts.logSum / facts.sizes;
    return std::sqrt(std::max(0.0, facts.logSquares / facts.sizes - mean * mean));
}

constexpr RequestFeatureRow rows[] = {
    {{"timing.requests", ASSAY_MARK("core", "Requests in this bucket"), "", 0},
        [](const RequestFacts& f) { return f.requests; }},
    {{"timing.seconds", ASSAY_MARK("core", "First to last request of this bucket"), "s", 0},
        [](const RequestFacts& f) { return f.timing.seconds; }},
    {{"timing.active_seconds", ASSAY_MARK("core", "Seconds with requests among those from first to last"), "share", 0},
        [](const RequestFacts& f) { return f.timing.activeSeconds / (f.timing.seconds + 1); }},
    {{"timing.active_tens", ASSAY_MARK("core", "Slots of ten seconds with requests among those from first to last"),
         "share", 0},
        [](const RequestFacts& f) { return shareOf(f.timing.activeTens, f.timing.tens); }},
    {{"timing.per_active_second", ASSAY_MARK("core", "Requests for each second that has any"), "", 0},
        [](const RequestFacts& f) { return shareOf(f.requests, f.timing.activeSeconds); }},
    {{"timing.burst", ASSAY_MARK("core", "Requests of the busiest ten seconds, divided by the mean"), "", 0},
        [](const RequestFacts& f) { return f.timing.busiestTen * f.timing.tens / std::max(1.0, f.requests); }},
    {{"timing.gap_mean", ASSAY_MARK("core", "Mean time between requests"), "s", 0},
        [](const RequestFacts& f) { return ofGaps(f, f.timing.mean); }},
    {{"timing.gap_deviation", ASSAY_MARK("core", "Standard deviation of the time between requests"), "s", 0},
        [](const RequestFacts& f) { return ofGaps(f, f.timing.deviation); }},
    {{"timing.gap_variation",
         ASSAY_MARK("core", "Standard deviation of the time between requests, divided by its mean"), "", 0},
        [](const RequestFacts& f) { return ofGaps(f, f.timing.deviation / std::max(f.timing.mean, 0.01)); }},
    {{"timing.gap_shortest", ASSAY_MARK("core", "Shortest time between requests"), "s", 0},
        [](const RequestFacts& f) { return ofGaps(f, f.timing.shortest); }},
    {{"timing.gap_median", ASSAY_MARK("core", "Median of the time between requests"), "s", 0},
        [](const RequestFacts& f) { return ofGaps(f, f.timing.median); }},
    {{"timing.gap_longest", ASSAY_MARK("core", "Longest time between requests"), "s", 0},
        [](const RequestFacts& f) { return ofGaps(f, f.timing.longest); }},
    {{"timing.gap_entropy", ASSAY_MARK("core", "Spread of the times between requests"), "bits", 0},
        [](const RequestFacts& f) { return ofGaps(f, f.timing.entropy); }},
    {{"timing.gap_commonest", ASSAY_MARK("core", "Times between requests of the commonest length"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.timing.commonest, f.timing.gaps); }},
    {{"content.html", ASSAY_MARK("core", "Pages among the answers"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.content.html, f.content.known); }},
    {{"content.assets", ASSAY_MARK("core", "Style sheets, scripts, images and fonts among the answers"), "share", 0},
        [](const RequestFacts& f) { return shareOf(assetsOf(f), f.content.known); }},
    {{"content.images", ASSAY_MARK("core", "Images among the answers"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.content.images, f.content.known); }},
    {{"content.api", ASSAY_MARK("core", "JSON and XML among the answers"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.content.api, f.content.known); }},
    {{"content.documents", ASSAY_MARK("core", "Text and PDF among the answers"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.content.documents, f.content.known); }},
    {{"content.other", ASSAY_MARK("core", "Answers of other types"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.content.other, f.content.known); }},
    {{"content.assets_per_page", ASSAY_MARK("core", "Style sheets, scripts, images and fonts for each page"), "", 0},
        [](const RequestFacts& f) {
            return f.content.known > 0 ? assetsOf(f) / std::max(f.content.html, 1.0) : missing;
        }},
    {{"content.robots", ASSAY_MARK("core", "Asked for robots.txt"), "", 0},
        [](const RequestFacts& f) { return f.content.robots > 0 ? 1.0 : 0.0; }},
    {{"content.favicon", ASSAY_MARK("core", "Asked for the icon of the site"), "", 0},
        [](const RequestFacts& f) { return f.content.favicon > 0 ? 1.0 : 0.0; }},
    {{"content.empty", ASSAY_MARK("core", "Answers without content"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.content.empty, f.content.sizes); }},
    {{"content.size_deviation", ASSAY_MARK("core", "Standard deviation of the logarithm of the size of answers"), "",
         0},
        [](const RequestFacts& f) { return sizeDeviation(f.content); }},
    {{"content.size_commonest", ASSAY_MARK("core", "Answers of the commonest size"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.content.commonestSize, f.content.sizes); }},
    {{"method.get", ASSAY_MARK("core", "GET among the requests"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.get, f.answers.methods); }},
    {{"method.post", ASSAY_MARK("core", "POST among the requests"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.post, f.answers.methods); }},
    {{"method.head", ASSAY_MARK("core", "HEAD among the requests"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.head, f.answers.methods); }},
    {{"method.odd", ASSAY_MARK("core", "Rare or unknown methods among the requests"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.oddMethods, f.answers.methods); }},
    {{"method.old_version", ASSAY_MARK("core", "HTTP before 1.1 among the requests"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.oldVersions, f.answers.versions); }},
    {{"method.smuggling", ASSAY_MARK("core", "Requests whose length can be read in two ways"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.smuggling, f.requests); }},
    {{"status.2xx", ASSAY_MARK("core", "Answers of status 2xx"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.success, f.answers.statuses); }},
    {{"status.3xx", ASSAY_MARK("core", "Answers of status 3xx"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.redirect, f.answers.statuses); }},
    {{"status.4xx", ASSAY_MARK("core", "Answers of status 4xx"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.client, f.answers.statuses); }},
    {{"status.5xx", ASSAY_MARK("core", "Answers of status 5xx"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.server, f.answers.statuses); }},
    {{"status.304", ASSAY_MARK("core", "Answers of status 304 (not modified)"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.unmodified, f.answers.statuses); }},
    {{"status.401", ASSAY_MARK("core", "Answers of status 401 (log in first)"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.unauthorized, f.answers.statuses); }},
    {{"status.403", ASSAY_MARK("core", "Answers of status 403 (forbidden)"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.forbidden, f.answers.statuses); }},
    {{"status.404", ASSAY_MARK("core", "Answers of status 404 (not found)"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.notFound, f.answers.statuses); }},
    {{"status.limited", ASSAY_MARK("core", "Answers of status 429 or 503 (too many requests)"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.limited, f.answers.statuses); }},
    {{"status.seconds", ASSAY_MARK("core", "Mean time that an answer took"), "s", 0},
        [](const RequestFacts& f) { return shareOf(f.answers.milliseconds / 1000, f.answers.timed); }},
};

} // namespace

std::span<const RequestFeatureRow> visitFeatures()
{
    return rows;
}

} // namespace assay::features
