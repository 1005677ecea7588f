// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/sets/setbuilder.h"
#include "core/traffic/synth/synth.h"

#include <map>

namespace assay::traffic {

// How well one feature alone tells two classes of request sets apart: the area under its ROC curve, turned so that it
// is 0.5 or more.
struct SeparabilityOfFeature
{
    std::string_view name;
    double bots = 0.5; // bots from people
    double malicious = 0.5; // attackers from everybody else
};

struct SeparabilityReport
{
    std::map<std::string_view, uint64_t> sets; // of each class
    uint64_t mixed = 0; // sets with requests of several kinds; most requests decide
    std::vector<SeparabilityOfFeature> features; // in the order of the catalogue
};

// Makes request sets of made-up traffic and judges their features. Memory grows with the sets. One thread.
class SeparabilityMeter
{
public:
    SeparabilityMeter();
    ~SeparabilityMeter();
    void add(const SynthRequest& made);
    SeparabilityReport finish();

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

// The area under the ROC curve of numbers of which some are positive; 0.5 when one sort is missing. Equal numbers count
// half.
double rocArea(std::span<const float> values, const std::vector<bool>& isPositive);

} // namespace assay::traffic
