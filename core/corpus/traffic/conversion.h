// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/source.h"
#include "core/corpus/stream/bytestream.h"
#include "core/corpus/traffic/spool.h"
#include "core/traffic/log/logreader.h"
#include "core/traffic/sets/setbuilder.h"

#include <functional>

namespace assay {

// Whether the items of a container are kept in a spool.
bool isTrafficFormat(std::string_view containerFormat);

// The spool that holds what a container gives.
std::string spoolName(const std::filesystem::path& source, const Container& container, const TrafficOptions& options);

// The format of a log by its first bytes, or as the options say: "accesslog/combined"; empty: no log.
std::string accessLogFormat(std::string_view head, const TrafficOptions& options);

// The format of a capture by its first bytes: "capture/pcapng"; empty: none.
std::string captureFormat(std::string_view head);

// What readers of logs and builders of request sets are to do; of a capture the first does not count.
traffic::LogOptions logOptions(const TrafficOptions& options);
traffic::SetOptions setOptions(const TrafficOptions& options);

using TrafficItems = std::function<void(ItemRecord&& item)>;

// Reads a log or a capture from its first byte, writes its request sets and messages to the spool (null: nowhere), and
// says where each lies. Adds what was odd to `container`, whose format is known. The same stream and options give the
// same documents. Errors: Cancelled, or the spool cannot be written; a source that cannot be read is told in the
// container.
Result<void> convertTraffic(ByteStream& stream, Container& container, const TrafficOptions& options, Spool* spool,
    const TrafficItems& items, const RunContext& context);

} // namespace assay
