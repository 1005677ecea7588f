// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/trafficviews.h"

#include <algorithm>
#include <numeric>

namespace assay {
namespace {

constexpr int64_t mostBars = 262'144;
constexpr int64_t growth = 4; // from a level to the next
constexpr uint32_t betweenLooks = 65'536; // rows between two looks at whether to stop

// Down to the multiple below, before 1970 too.
int64_t alignedTo(int64_t time, int64_t step)
{
    const int64_t rest = time % step;
    return time - rest - (rest < 0 ? step : 0);
}

feedback::LabelId labelAt(const CaseSnapshot& snapshot, uint32_t row)
{
    return snapshot.labels && row < snapshot.labels->labels.size() ? snapshot.labels->labels[row] : feedback::noLabel;
}

TrafficClass classOfLabel(feedback::LabelId label)
{
    static const std::array<TrafficClass, 256> classes = [] {
        std::array<TrafficClass, 256> made{};
        for (const feedback::LabelKind& kind : feedback::trafficScheme().labels) {
            made[kind.id] = kind.name == "attack" ? TrafficClass::Attack
                : kind.target == 1                ? TrafficClass::Bot
                : kind.target == 0                ? TrafficClass::NotBot
                                                  : TrafficClass::Unknown;
        }
        return made;
    }();
    return classes[label];
}

} // namespace

TrafficClass trafficClassOf(const CaseSnapshot& snapshot, uint32_t row)
{
    const TrafficClass labelled = classOfLabel(labelAt(snapshot, row));
    if (labelled != TrafficClass::Unknown || !snapshot.scores || row >= snapshot.scores->predictions.size())
        return labelled;
    switch (snapshot.scores->predictions[row]) {
    case Prediction::Hostile:
        return TrafficClass::Bot;
    case Prediction::Benign:
        return TrafficClass::NotBot;
    default:
        return TrafficClass::Unknown;
    }
}

std::string_view trafficClassName(TrafficClass kind)
{
    constexpr std::string_view names[] = {"unknown", "notbot", "bot", "attack"};
    return names[std::min(static_cast<size_t>(kind), std::size(names) - 1)];
}

uint64_t TimelineBar::total() const
{
    return std::accumulate(requests.begin(), requests.end(), uint64_t{0});
}

const Timeline::Level& Timeline::levelFor(int64_t begin, int64_t end, size_t most) const
{
    const int64_t span = std::max<int64_t>(end - begin, 0);
    for (const Level& level : m_levels) {
        if (static_cast<uint64_t>(span / level.step) + 1 <= most)
            return level;
    }
    return m_levels.back();
}

// Adds rows up to a timeline.
class TimelineMaker
{
public:
    TimelineMaker(const CaseSnapshot& snapshot, std::span<const uint32_t> rows)
        : m_snapshot(snapshot)
        , m_rows(rows)
    {
    }

    Result<std::shared_ptr<const Timeline>> make(const RunContext& context)
    {
        if (!measure(context) || !fill(context))
            return Error{ErrorCode::Cancelled, "timeline", {}};
        for (size_t i = 1; i < Timeline::levelCount && m_sets > 0; ++i)
            addUp(m_made->m_levels[i - 1], m_made->m_levels[i]);
        m_made->m_sets = m_sets;
        return std::shared_ptr<const Timeline>(std::move(m_made));
    }

private:
    template <typename F>
    bool forEachSet(const RunContext& context, const F& f) const
    {
        for (size_t i = 0; i < m_rows.size(); ++i) {
            if (i % betweenLooks == 0 && context.stopRequested())
                return false;
            if (const TrafficNumbers* numbers = m_snapshot.items->traffic(m_rows[i]))
                f(m_rows[i], *numbers);
        }
        return true;
    }

    // The finest step: the shortest bucket, or so long that the bars are not too many.
    bool measure(const RunContext& context)
    {
        int64_t first = INT64_MAX, last = INT64_MIN;
        int64_t step = INT64_MAX;
        const bool isDone = forEachSet(context, [&](uint32_t, const TrafficNumbers& numbers) {
            first = std::min(first, numbers.first);
            last = std::max(last, numbers.first);
            m_made->m_end = m_sets == 0 ? numbers.stop + 1 : std::max(m_made->m_end, numbers.stop + 1);
            step = std::min(step, std::max<int64_t>(numbers.bucketSeconds, 1) * 1000);
            ++m_sets;
        });
        if (m_sets == 0)
            return isDone;
        while ((alignedTo(last, step) - alignedTo(first, step)) / step >= mostBars)
            step *= 2;
        m_made->m_begin = first;
        Timeline::Level& finest = m_made->m_levels[0];
        finest.step = step;
        finest.begin = alignedTo(first, step);
        finest.bars.resize(static_cast<size_t>((alignedTo(last, step) - finest.begin) / step + 1));
        return isDone;
    }

    bool fill(const RunContext& context)
    {
        Timeline::Level& finest = m_made->m_levels[0];
        const bool isDone = forEachSet(context, [&](uint32_t row, const TrafficNumbers& numbers) {
            TimelineBar& bar = finest.bars[static_cast<size_t>((numbers.first - finest.begin) / finest.step)];
            bar.requests[static_cast<size_t>(trafficClassOf(m_snapshot, row))] += numbers.requests;
            ++bar.sets;
            m_made->m_requests += numbers.requests;
        });
        findHighest(finest);
        return isDone;
    }

    static void addUp(const Timeline::Level& fine, Timeline::Level& coarse)
    {
        coarse.step = fine.step * growth;
        coarse.begin = alignedTo(fine.begin, coarse.step);
        const auto barOf = [&](size_t i) {
            return static_cast<size_t>((fine.begin + static_cast<int64_t>(i) * fine.step - coarse.begin) / coarse.step);
        };
        coarse.bars.resize(barOf(fine.bars.size() - 1) + 1);
        for (size_t i = 0; i < fine.bars.size(); ++i) {
            TimelineBar& sum = coarse.bars[barOf(i)];
            for (size_t kind = 0; kind < sum.requests.size(); ++kind)
                sum.requests[kind] += fine.bars[i].requests[kind];
            sum.sets += fine.bars[i].sets;
        }
        findHighest(coarse);
    }

    static void findHighest(Timeline::Level& level)
    {
        for (const TimelineBar& bar : level.bars)
            level.highest = std::max(level.highest, bar.total());
    }

    const CaseSnapshot& m_snapshot;
    std::span<const uint32_t> m_rows;
    std::shared_ptr<Timeline> m_made = std::make_shared<Timeline>();
    uint64_t m_sets = 0;
};

Result<std::shared_ptr<const Timeline>> makeTimeline(
    const CaseSnapshot& snapshot, std::span<const uint32_t> rows, const RunContext& context)
{
    return TimelineMaker(snapshot, rows).make(context);
}

std::string timelineQuery(int64_t begin, int64_t end)
{
    // Dates of items are whole seconds: a brush that cuts one takes it in.
    const int64_t second = 1000;
    const int64_t first = alignedTo(begin, second) / second;
    const int64_t behind = alignedTo(end + second - 1, second) / second;
    return "kind:request_set date>=" + toIsoStringUtc(first) + " date<" + toIsoStringUtc(behind);
}

} // namespace assay
