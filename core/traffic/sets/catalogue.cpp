// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/catalogue.h"

#include "core/base/mark.h"

#include <algorithm>

namespace assay::traffic {
namespace {

using enum UpdateKind;

constexpr TrafficFeature features[] = {
    {"request_total", ASSAY_MARK("core", "Requests"), "", 0, Total},
    {"minutes_total", ASSAY_MARK("core", "Time from the first request ever to the last one"), "min", 0, Replace},
    {"request_rate", ASSAY_MARK("core", "Requests a minute"), "1/min", 1, Rate},
    {"request_interval_average", ASSAY_MARK("core", "Mean time between two requests"), "min", 0, Mean},
    {"request_interval_variance", ASSAY_MARK("core", "Variance of the time between two requests"), "min²", 0, Variance},
    {"html_total", ASSAY_MARK("core", "Requests answered with HTML"), "", 0, Total},
    {"css_total", ASSAY_MARK("core", "Requests answered with style sheets"), "", 0, Total},
    {"js_total", ASSAY_MARK("core", "Requests answered with scripts"), "", 0, Total},
    {"image_total", ASSAY_MARK("core", "Requests answered with images"), "", 0, Total},
    {"css_to_html_ratio", ASSAY_MARK("core", "Style sheets for each HTML page"), "", 0, Ratio},
    {"js_to_html_ratio", ASSAY_MARK("core", "Scripts for each HTML page"), "", 0, Ratio},
    {"image_to_html_ratio", ASSAY_MARK("core", "Images for each HTML page"), "", 0, Ratio},
    {"path_depth_average", ASSAY_MARK("core", "Mean number of slashes in the path"), "", 0, Mean},
    {"path_depth_variance", ASSAY_MARK("core", "Variance of the number of slashes in the path"), "", 0, Variance},
    {"payload_size_average", ASSAY_MARK("core", "Mean size of the answer"), "kB", 0, Mean},
    {"payload_size_log_average", ASSAY_MARK("core", "Mean natural logarithm of the answer's bytes + 1"), "", 0, Mean},
    {"response4xx_total", ASSAY_MARK("core", "Answers with a status of 400 to 499"), "", 0, Total},
    {"response4xx_rate", ASSAY_MARK("core", "Answers with a status of 400 to 499 a minute"), "1/min", 0, Rate},
    {"response4xx_to_request_ratio", ASSAY_MARK("core", "Share of answers with a status of 400 to 499"), "", 0, Ratio},
    {"response5xx_total", ASSAY_MARK("core", "Answers with a status of 500 to 599"), "", 0, Total},
    {"response5xx_rate", ASSAY_MARK("core", "Answers with a status of 500 to 599 a minute"), "1/min", 0, Rate},
    {"response5xx_to_request_ratio", ASSAY_MARK("core", "Share of answers with a status of 500 to 599"), "", 0, Ratio},
    {"top_page_total", ASSAY_MARK("core", "Requests to the path that was asked for most"), "", 1, Total},
    {"top_page_to_request_ratio", ASSAY_MARK("core", "Share of the path that was asked for most"), "", 1, Ratio},
    {"unique_path_total", ASSAY_MARK("core", "Different paths, counted in each time bucket"), "", 1, Total},
    {"unique_path_rate", ASSAY_MARK("core", "Different paths a minute"), "1/min", 0, Rate},
    {"unique_path_to_request_ratio", ASSAY_MARK("core", "Different paths for each request"), "", 1, Ratio},
    {"unique_query_total", ASSAY_MARK("core", "Different query strings, counted in each time bucket"), "", 1, Total},
    {"unique_query_rate", ASSAY_MARK("core", "Different query strings a minute"), "1/min", 1, Rate},
    {"unique_query_to_unique_path_ratio", ASSAY_MARK("core", "Different query strings for each different path"), "", 1,
        Ratio},
    {"unique_ua_total", ASSAY_MARK("core", "Different user agents, counted in each time bucket"), "", 0, Total},
    {"unique_ua_rate", ASSAY_MARK("core", "Different user agents a minute"), "1/min", 1, Rate},
    {"unique_ua_to_request_ratio", ASSAY_MARK("core", "Different user agents for each request"), "", 1, Ratio},
    {"geo_time_average", ASSAY_MARK("core", "Local time of day at the client"), "h", 12, Mean},
};

} // namespace

std::span<const TrafficFeature> trafficCatalogue()
{
    return features;
}

int findTrafficFeature(std::string_view name)
{
    const auto found = std::find_if(std::begin(features), std::end(features),
        [name](const TrafficFeature& feature) { return feature.name == name; });
    return found == std::end(features) ? -1 : static_cast<int>(found - std::begin(features));
}

} // namespace assay::traffic
