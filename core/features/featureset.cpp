// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/featureset.h"

#include "core/features/messagefeatures.h"
#include "core/features/requestsetfeatures.h"

#include <algorithm>
#include <array>

namespace assay::features {
namespace {

constexpr FeatureSet mail{"mail", messageFeatureVersion, 0};
constexpr FeatureSet traffic{"traffic", requestSetFeatureVersion, 1};
constexpr std::array all = {&mail, &traffic};

} // namespace

std::span<const FeatureInfo> FeatureSet::features() const
{
    return this == &traffic ? requestSetFeatures() : messageFeatures();
}

int FeatureSet::find(std::string_view name) const
{
    return this == &traffic ? findRequestSetFeature(name) : findMessageFeature(name);
}

std::string FeatureSet::name() const
{
    return std::string(id) + "/" + std::to_string(version);
}

const FeatureSet& mailFeatureSet()
{
    return mail;
}

const FeatureSet& trafficFeatureSet()
{
    return traffic;
}

std::span<const FeatureSet* const> featureSets()
{
    return all;
}

const FeatureSet& featureSetOfName(std::string_view name)
{
    const auto found = std::find_if(
        all.begin(), all.end(), [id = name.substr(0, name.find('/'))](const FeatureSet* set) { return set->id == id; });
    return found == all.end() ? mail : **found;
}

const FeatureSet& featureSetOfStamp(uint32_t stamp)
{
    const auto found =
        std::find_if(all.begin(), all.end(), [stamp](const FeatureSet* set) { return set->number == stamp >> 16; });
    return found == all.end() ? mail : **found;
}

const FeatureSet* findFeatureSet(std::string_view feature)
{
    const auto found =
        std::find_if(all.begin(), all.end(), [feature](const FeatureSet* set) { return set->find(feature) >= 0; });
    return found == all.end() ? nullptr : *found;
}

size_t widestFeatureSet()
{
    return std::max(mail.size(), traffic.size());
}

} // namespace assay::features
