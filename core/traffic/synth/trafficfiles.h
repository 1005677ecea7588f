// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/synth/synth.h"

#include <filesystem>

namespace assay::traffic {

// What is written of made-up traffic into a folder, which is made when it is missing:
//   combined  access.log, or HOST.access.log for each of several hosts (100 at most)
//   vhost     vhost.log      json  requests.jsonl      ecs  ecs.jsonl
//   pcap      traffic.pcap: HTTP in clear, a TLS connection of each actor
//   pcap-tls  traffic-tls.pcap: the same requests in TLS connections
// and beside them labels.requests.csv, labels.csv (addresses), attacks.json, summary.json.
struct TrafficFiles
{
    std::filesystem::path folder;
    std::vector<std::string> formats; // names as above
    bool writesRequestLabels = true;
    std::vector<std::filesystem::path> mails; // sent over SMTP in captures, one after the other
};

// BadArgument for unknown formats; else as synthesizeTraffic() and WriteFailed.
Result<SynthSummary> writeTraffic(const SynthOptions& options, const TrafficFiles& files, const RunContext& context);

} // namespace assay::traffic
