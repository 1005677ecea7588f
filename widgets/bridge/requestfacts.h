// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/requestset.h"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::gui {

// What the window shows of a request set beside the requests themselves. Immutable.
struct RequestFacts
{
    // Pauses between requests that follow each other, by length: gaps[i] counts those from gapBound(i) up to the next.
    std::vector<uint64_t> gaps;
    double medianGap = 0; // seconds; 0 with fewer than two requests

    // The tree of paths; parents come before their children, those of one parent with the most requests first.
    struct PathNode
    {
        std::string name; // of one level, "/" at the top
        int parent = -1;
        uint64_t requests = 0, failed = 0; // below it too; failed: status 4xx and 5xx
        uint64_t bytes = 0; // of the answers
        bool isRest = false; // stands for names that were too many to list
    };
    std::vector<PathNode> paths;

    struct TlsClient
    {
        std::string ja4, ja3;
        uint64_t requests = 0;
        std::vector<std::string> serverNames; // the first 20
    };
    std::vector<TlsClient> tls; // most requests first
    uint64_t withoutTls = 0; // requests

    uint64_t failed = 0, bytes = 0;
    size_t userAgents = 0; // distinct, absent counts as one
    bool hasFractions = false; // times are known better than to the second

    std::vector<double> features; // beside features::requestSetFeatures(); NaN: the set does not tell

    // Where every `lineStep`th request line begins in the document.
    static constexpr size_t lineStep = 256;
    std::vector<uint64_t> lineMarks;
};

// Any thread.
RequestFacts requestFacts(const traffic::RequestSet& set);
// Seconds at which the pauses of a bar begin; of 0 to gapBounds() - 1, ascending from 0.
size_t gapBounds();
double gapBound(size_t index);
// The line of the document that holds request `index`, without its end; empty when there is none.
std::string_view requestLine(const traffic::RequestSet& set, const RequestFacts& facts, size_t index);

// A feature has no value of its own in this set (too few requests, sizes not logged ...) and its default stands there.
bool isDefaultFilled(const traffic::RequestSet& set, std::string_view feature);

} // namespace assay::gui
