// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/trafficoptions.h"

#include "core/base/file.h"
#include "core/traffic/log/logreader.h"

#include <charconv>

namespace assay::ctl {
namespace {

constexpr uint64_t largestSchema = uint64_t{1} << 20;
constexpr uint64_t longest = 1'000'000'000; // seconds

Result<int> zoneMinutes(const Arguments& arguments)
{
    const std::string text = arguments.value("--zone").value_or("0");
    const std::string_view digits = std::string_view(text).substr(text[0] == '+' ? 1 : 0);
    int minutes = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), minutes);
    if (failed != std::errc() || end != digits.data() + digits.size() || minutes < -1440 || minutes > 1440)
        return Error{ErrorCode::BadArgument, "--zone", "minutes from -1440 to 1440 expected"};
    return minutes;
}

} // namespace

Result<std::optional<ItemKind>> askedItems(const Arguments& arguments)
{
    const auto items = arguments.value("--items");
    if (!items)
        return std::optional<ItemKind>();
    if (*items != "mail" && *items != "traffic")
        return Error{ErrorCode::BadArgument, "--items " + *items, "one of mail, traffic"};
    return std::optional(*items == "traffic" ? ItemKind::RequestSet : ItemKind::Message);
}

Result<TrafficOptions> trafficOptions(const Arguments& arguments)
{
    TrafficOptions options;
    options.logPattern = arguments.value("--log-format").value_or("");
    options.logFormat = arguments.value("--format").value_or(options.logPattern.empty() ? "" : "custom");
    if (options.logFormat == "auto")
        options.logFormat.clear();
    if (!options.logFormat.empty() && !traffic::logFormatFromName(options.logFormat))
        return Error{ErrorCode::BadArgument, "--format", "no format " + options.logFormat};
    if (const auto file = arguments.value("--schema")) {
        auto schema = readFile(*file, largestSchema);
        if (!schema)
            return schema.error();
        options.logSchema = std::move(*schema);
    }
    options.host = arguments.value("--host").value_or("");
    const auto zone = zoneMinutes(arguments);
    if (!zone)
        return zone.error();
    options.zoneMinutes = *zone;
    const auto bucket = arguments.number("--bucket", options.bucketSeconds, 1, 86'400);
    if (!bucket)
        return bucket.error();
    options.bucketSeconds = static_cast<uint32_t>(*bucket);
    const auto expire = arguments.number("--cache-expire", options.cacheExpireSeconds, 0, longest);
    if (!expire)
        return expire.error();
    options.cacheExpireSeconds = *expire;
    const auto most = arguments.number("--max-requests", 0, 0, longest * longest);
    if (!most)
        return most.error();
    options.maxRequests = *most;
    options.whiteList = arguments.values("--white-list");
    return options;
}

} // namespace assay::ctl
