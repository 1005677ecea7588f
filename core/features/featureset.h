// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/featureinfo.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace assay::features {

// All features of one kind of items. There is one object of each, so addresses can be compared.
struct FeatureSet
{
    std::string_view id; // "mail", "traffic"
    uint32_t version;
    uint32_t number; // of the kind: never changed

    // In the order of values.
    std::span<const FeatureInfo> features() const;
    size_t size() const { return features().size(); }
    // -1: no such feature.
    int find(std::string_view name) const;
    // What models state: "mail/1".
    std::string name() const;
    // What records state: one number for kind and version.
    uint32_t stamp() const { return number << 16 | version; }
};

const FeatureSet& mailFeatureSet(); // messageFeatures()
const FeatureSet& trafficFeatureSet(); // requestSetFeatures()
std::span<const FeatureSet* const> featureSets();
// The set that a model or record reads, of any version. What states none is of mail.
const FeatureSet& featureSetOfName(std::string_view name);
const FeatureSet& featureSetOfStamp(uint32_t stamp);
// The set that has a feature of this name; null: none. No two sets have the same.
const FeatureSet* findFeatureSet(std::string_view feature);
// The most values that an item has.
size_t widestFeatureSet();

} // namespace assay::features
