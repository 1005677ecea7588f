// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/separability.h"

#include "core/traffic/sets/catalogue.h"
#include "core/traffic/synth/labelwriter.h"

#include <algorithm>
#include <numeric>

namespace assay::traffic {

double rocArea(std::span<const float> values, const std::vector<bool>& isPositive)
{
    std::vector<uint32_t> order(values.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return values[a] < values[b]; });
    double pairs = 0, positive = 0, negative = 0;
    for (size_t begin = 0; begin < order.size();) {
        size_t end = begin;
        double up = 0, down = 0;
        for (; end < order.size() && values[order[end]] == values[order[begin]]; ++end)
            (isPositive[order[end]] ? up : down) += 1;
        pairs += up * (negative + down / 2);
        positive += up;
        negative += down;
        begin = end;
    }
    return positive == 0 || negative == 0 ? 0.5 : pairs / positive / negative;
}

struct SeparabilityMeter::Data
{
    struct Key
    {
        int64_t bucket;
        IpAddress client;
        std::string target;
        auto operator<=>(const Key&) const = default;
    };
    using Counts = std::array<uint32_t, actorKindCount>;

    SetOptions options;
    SetBuilder builder{options, [this](const FinishedSet& set) { return take(set); }};
    int64_t first = -1; // begin of the first bucket
    std::map<Key, Counts> counts; // of sets that are not finished
    std::vector<std::vector<float>> columns{trafficCatalogue().size()};
    std::vector<bool> isBot, isMalicious;
    SeparabilityReport report;

    bool take(const FinishedSet& set)
    {
        const auto found = counts.find({set.head.bucketStart, set.head.client, set.head.target});
        if (found == counts.end())
            return true;
        const ActorClass& truth = actorClass(majorityKind(found->second));
        const auto kinds = std::count_if(found->second.begin(), found->second.end(), [](uint32_t n) { return n > 0; });
        report.mixed += kinds > 1;
        ++report.sets[truth.className];
        counts.erase(found);
        for (size_t i = 0; i < columns.size(); ++i)
            columns[i].push_back(static_cast<float>(set.head.features[i].second));
        isBot.push_back(truth.isBot);
        isMalicious.push_back(truth.isMalicious);
        return true;
    }
};

SeparabilityMeter::SeparabilityMeter()
    : m_data(std::make_unique<Data>())
{
}

SeparabilityMeter::~SeparabilityMeter() = default;

void SeparabilityMeter::add(const SynthRequest& made)
{
    const Request& request = made.request;
    if (m_data->first < 0)
        m_data->first = request.time;
    const int64_t length = int64_t{m_data->options.bucketSeconds} * 1'000'000'000;
    const int64_t bucket = m_data->first + (request.time - m_data->first) / length * length;
    ++m_data->counts[{bucket, request.client, targetOf(normalizedHost(request.host))}][static_cast<size_t>(made.kind)];
    m_data->builder.add(request);
}

SeparabilityReport SeparabilityMeter::finish()
{
    m_data->builder.finish();
    const auto areaOf = [](const std::vector<float>& column, const std::vector<bool>& isPositive) {
        const double area = rocArea(column, isPositive);
        return std::max(area, 1 - area);
    };
    for (size_t i = 0; i < m_data->columns.size(); ++i) {
        const std::vector<float>& column = m_data->columns[i];
        m_data->report.features.push_back(
            {trafficCatalogue()[i].name, areaOf(column, m_data->isBot), areaOf(column, m_data->isMalicious)});
    }
    return m_data->report;
}

} // namespace assay::traffic
