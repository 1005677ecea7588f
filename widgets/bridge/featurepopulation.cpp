// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/featurepopulation.h"

#include "core/features/requestsetfeatures.h"

#include <algorithm>
#include <cmath>

namespace assay::gui {
namespace {

constexpr uint64_t mostBytes = uint64_t{1} << 20; // of one item; what is longer is looked at up to there

std::vector<double> featuresOf(const Case& file, ItemId item)
{
    auto bytes = file.itemBytes(item, mostBytes);
    if (!bytes)
        return {};
    if (bytes->size() >= mostBytes)
        bytes->resize(bytes->rfind('\n') + 1); // the last line may be cut
    const auto set = traffic::RequestSet::parse(std::move(*bytes));
    return set ? features::computeRequestSetFeatures(*set) : std::vector<double>();
}

} // namespace

std::optional<double> FeaturePopulation::percentile(size_t feature, double value) const
{
    if (feature >= sorted.size() || sorted[feature].empty() || std::isnan(value))
        return std::nullopt;
    const std::vector<float>& values = sorted[feature];
    const auto range = std::equal_range(values.begin(), values.end(), static_cast<float>(value));
    const auto below = static_cast<double>(range.first - values.begin());
    const auto equal = static_cast<double>(range.second - range.first);
    return (below + equal / 2) / static_cast<double>(values.size());
}

Result<FeaturePopulation> samplePopulation(const Case& file, const CaseSnapshot& snapshot,
    std::span<const uint32_t> rows, size_t most, const RunContext& context)
{
    std::vector<ItemId> sets;
    for (const uint32_t row : rows) {
        const ItemRow& item = snapshot.items->row(row);
        if (item.kind == ItemKind::RequestSet)
            sets.push_back(item.id);
    }
    FeaturePopulation population;
    population.items = sets.size();
    population.sorted.resize(features::requestSetFeatures().size());
    const size_t wanted = std::min(most, sets.size());
    for (size_t i = 0; i < wanted; ++i) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, "", ""};
        const std::vector<double> values = featuresOf(file, sets[i * sets.size() / wanted]);
        population.sampled += values.empty() ? 0 : 1;
        for (size_t feature = 0; feature < std::min(values.size(), population.sorted.size()); ++feature) {
            if (!std::isnan(values[feature]))
                population.sorted[feature].push_back(static_cast<float>(values[feature]));
        }
    }
    for (std::vector<float>& values : population.sorted)
        std::sort(values.begin(), values.end());
    return population;
}

} // namespace assay::gui
