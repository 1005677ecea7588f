// SPDX-License-Identifier: GPL-3.0-or-later
// Case::reviewBatch: what somebody should see before a batch is submitted.
#include "core/casefile/submissions.h"

#include <algorithm>
#include <ctime>
#include <random>

namespace assay {

using feedback::LabelId;
namespace {

constexpr size_t spotCheckItems = 20;

int targetOf(LabelId label)
{
    const feedback::LabelKind* kind = feedback::findLabel(label);
    return kind ? kind->target : -1;
}

class Review
{
public:
    Review(const feedback::BatchContext& context, const CaseSnapshot& snapshot)
        : m_context(context)
        , m_snapshot(snapshot)
        , m_suggested(targetOf(feedback::suggestedLabel(context.reason, feedback::mailScheme())))
    {
    }

    BatchReview of(std::vector<ItemId> items, const RunContext& context)
    {
        m_review.items = std::move(items);
        context.setTotal(m_review.items.size());
        for (const ItemId item : m_review.items)
            look(item);
        context.setDone(m_review.items.size());
        findAddresses();
        pickSpotCheck();
        m_review.problems = feedback::checkContext(m_context, std::time(nullptr));
        if (m_review.unlabelled.size() == m_review.items.size())
            m_review.problems.emplace_back(
                m_review.items.empty() ? "No items are chosen." : "None of the items has a label.");
        return std::move(m_review);
    }

private:
    void look(ItemId item)
    {
        const size_t row = m_snapshot.items->find(item);
        const feedback::LabelColumns& labels = *m_snapshot.labels;
        const LabelId label = row < labels.labels.size() ? labels.labels[row] : feedback::noLabel;
        const int target = targetOf(label);
        ++m_review.counts[label][prediction(row)];
        if (label == feedback::noLabel)
            m_review.unlabelled.push_back(item);
        if (m_suggested >= 0 && target >= 0 && target != m_suggested)
            m_review.againstReason.push_back(item);
        if (row < labels.marks.size() && (labels.marks[row] & feedback::markConflict) != 0)
            m_review.conflicts.push_back(item);
        const int64_t date = m_snapshot.items->row(row).date;
        const bool hasPeriod = m_context.start != 0 || m_context.stop != 0;
        if (hasPeriod && (date < m_context.start || date > m_context.stop)) // no date is before all
            m_review.outsidePeriod.push_back(item);
        const bool needsScan = m_snapshot.items->row(row).kind == ItemKind::Message;
        if (needsScan && prediction(row) == unknown)
            m_review.missingFeatures.push_back(item);
        if (const auto address = m_snapshot.items->sourceIp(row))
            m_places.push_back({*address, item, target});
    }

    size_t prediction(size_t row) const
    {
        return std::min<size_t>(static_cast<size_t>(predictionOf(m_snapshot, row)), unknown);
    }

    void findAddresses()
    {
        std::sort(m_places.begin(), m_places.end());
        for (size_t first = 0; first < m_places.size();) {
            size_t end = first;
            bool isSaid[2] = {false, false};
            for (; end < m_places.size() && m_places[end].address == m_places[first].address; ++end) {
                if (m_places[end].target >= 0)
                    isSaid[m_places[end].target] = true;
            }
            ++m_review.addresses;
            for (; first < end; ++first) {
                if (isSaid[0] && isSaid[1] && m_places[first].target >= 0)
                    m_review.sameAddressBothWays.push_back(m_places[first].item);
            }
        }
        std::sort(m_review.sameAddressBothWays.begin(), m_review.sameAddressBothWays.end());
    }

    void pickSpotCheck()
    {
        // Seeded by the scope, so that who comes back sees the same ones. minstd_rand alone is the same everywhere.
        uint64_t seed = m_review.items.size();
        for (const ItemId item : m_review.items)
            seed = seed * 6364136223846793005U + item.value;
        std::minstd_rand random(static_cast<uint32_t>(seed >> 32));
        std::vector<ItemId> pool = m_review.items;
        const size_t count = std::min(spotCheckItems, pool.size());
        for (size_t i = 0; i < count; ++i)
            std::swap(pool[i], pool[i + random() % (pool.size() - i)]);
        pool.resize(count);
        std::sort(pool.begin(), pool.end());
        m_review.spotCheck = std::move(pool);
    }

    static constexpr size_t unknown = 2;
    struct Place
    {
        IpAddress address;
        ItemId item;
        int target = -1;
        auto operator<=>(const Place&) const = default;
    };
    const feedback::BatchContext& m_context;
    const CaseSnapshot& m_snapshot;
    int m_suggested;
    std::vector<Place> m_places;
    BatchReview m_review;
};

} // namespace

Result<BatchReview> Case::reviewBatch(BatchId id, const CaseSnapshot& snapshot, const RunContext& context) const
{
    const auto row = m_data->batchRow(id);
    if (!row)
        return row.error();
    auto items =
        scopeItems(*this, row->batch.scope, snapshot, RunContext(context.stopToken(), nullptr, context.workers()));
    Review review(row->batch.info.context, snapshot);
    if (items)
        return review.of(std::move(*items), context);
    if (items.error().code != ErrorCode::BadArgument)
        return items.error();
    BatchReview faulty = review.of({}, context);
    faulty.problems.push_back("The items cannot be chosen: " + items.error().toString() + ".");
    return faulty;
}

} // namespace assay
