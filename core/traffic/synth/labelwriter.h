// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/synth/synth.h"

#include <map>
#include <unordered_map>

namespace assay::traffic {

// Writes what is true of made-up traffic: of each request, of each address on each host, of each incident. One thread.
class SynthLabelWriter
{
public:
    explicit SynthLabelWriter(const SynthOptions& options);

    static std::string_view requestHeader(); // with its '\n'
    // A line of the label file of requests; `made` is counted for the others, too.
    void append(std::string& labels, const SynthRequest& made);
    // The label file of addresses: what most requests of the address to the host are, in order of address and host.
    std::string pairLabels() const;
    std::string attacksJson(const SynthSummary& summary) const;
    std::string summaryJson(const SynthSummary& summary) const;

private:
    struct Pair
    {
        IpAddress ip;
        uint32_t host = 0;
        bool operator==(const Pair&) const = default;
    };
    struct PairHash
    {
        size_t operator()(const Pair& pair) const;
    };
    using Counts = std::array<uint32_t, actorKindCount>;

    SynthOptions m_options;
    std::vector<std::string> m_hosts;
    std::unordered_map<uint32_t, uint64_t> m_lines; // of each host so far
    std::unordered_map<Pair, Counts, PairHash> m_pairs;
};

// The kind that has most; of equals one that is malicious.
ActorKind majorityKind(const std::array<uint32_t, actorKindCount>& counts);

} // namespace assay::traffic
