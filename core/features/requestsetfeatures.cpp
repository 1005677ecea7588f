// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/requestsetfeatures.h"

#include "core/features/requestfacts.h"
#include "core/traffic/sets/catalogue.h"

#include <unordered_map>

namespace assay::features {
namespace {

class Catalogue
{
public:
    Catalogue()
    {
        for (const traffic::TrafficFeature& feature : traffic::trafficCatalogue())
            m_infos.push_back({feature.name, feature.meaning, feature.unit, feature.fallback});
        for (const auto& rows : {targetFeatures(), visitFeatures(), visitorFeatures()}) {
            for (const RequestFeatureRow& row : rows) {
                m_infos.push_back(row.info);
                m_values.push_back(row.value);
            }
        }
        for (size_t i = 0; i < m_infos.size(); ++i)
            m_positions.emplace(m_infos[i].name, static_cast<int>(i));
    }

    const std::vector<FeatureInfo>& infos() const { return m_infos; }
    // Of the features behind those of the catalogue of traffic.
    const std::vector<double (*)(const RequestFacts&)>& values() const { return m_values; }
    int find(std::string_view name) const
    {
        const auto found = m_positions.find(name);
        return found == m_positions.end() ? -1 : found->second;
    }

private:
    std::vector<FeatureInfo> m_infos;
    std::vector<double (*)(const RequestFacts&)> m_values;
    std::unordered_map<std::string_view, int> m_positions;
};

const Catalogue& catalogue()
{
    static const Catalogue made;
    return made;
}

} // namespace

std::span<const FeatureInfo> requestSetFeatures()
{
    return catalogue().infos();
}

int findRequestSetFeature(std::string_view name)
{
    return catalogue().find(name);
}

std::vector<double> computeRequestSetFeatures(const traffic::RequestSet& set)
{
    const RequestFacts facts(set);
    std::vector<double> values;
    values.reserve(requestSetFeatures().size());
    for (const traffic::TrafficFeature& feature : traffic::trafficCatalogue())
        values.push_back(roundFeature(facts.catalogue(feature.name)));
    for (const auto value : catalogue().values())
        values.push_back(roundFeature(value(facts)));
    return values;
}

} // namespace assay::features
