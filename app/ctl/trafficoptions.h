// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/arguments.h"
#include "core/corpus/source.h"

#include <optional>

namespace assay::ctl {

// Options of verbs that read logs and captures; put them into the verb's list.
inline constexpr OptionSpec logFormatOption{"--format", "NAME",
    "layout of logs: auto, combined, common, vhost_combined, custom, json, ecs, w3c (default: auto)", false};
inline constexpr OptionSpec logPatternOption{
    "--log-format", "PATTERN", "a log_format of nginx that the lines of logs follow", false};
inline constexpr OptionSpec logSchemaOption{"--schema", "FILE", "JSON schema of the lines of logs", false};
inline constexpr OptionSpec logHostOption{"--host", "NAME", "host of requests that name none", false};
inline constexpr OptionSpec logZoneOption{"--zone", "MINUTES", "east of UTC, for times of logs without a zone", false};
inline constexpr OptionSpec bucketOption{
    "--bucket", "SECONDS", "length of the time buckets of request sets (default: 120)", false};
inline constexpr OptionSpec cacheExpireOption{
    "--cache-expire", "SECONDS", "a client that was away for longer begins anew (default: 86400)", false};
inline constexpr OptionSpec maxRequestsOption{"--max-requests", "N", "stop a log or capture after these", false};
inline constexpr OptionSpec whiteListOption{
    "--white-list", "PATTERN", "address, network, host or host/path* whose requests are left out", true};

inline constexpr OptionSpec itemsOption{
    "--items", "KIND", "what it is about: mail, or traffic for request sets (what the items are)", false};
// Nothing without the option.
Result<std::optional<ItemKind>> askedItems(const Arguments& arguments);

// BadArgument says what is off.
Result<TrafficOptions> trafficOptions(const Arguments& arguments);

} // namespace assay::ctl
