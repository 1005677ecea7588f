// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/modelling.h"
#include "core/features/messagefeatures.h"
#include "core/scan/itemfeatures.h"
#include "core/train/trainingset.h"
#include "tests/core/casefile/labelcase.h"
#include "tests/core/scan/fakedetector.h"

#include <cmath>
#include <fstream>

namespace assay {
namespace {

constexpr feedback::LabelId spam = 1, ham = 2, unsure = 5;

class TrainingSets : public test::LabelCase
{
protected:
    static constexpr uint32_t count = 60;
    void SetUp() override { fill(count); }
    void scan() { ASSERT_TRUE(m_case->scan(test::fakeDetectors(), {}, test::plainContext()).ok()); }
    std::vector<ItemId> allItems() const
    {
        std::vector<ItemId> items;
        for (uint32_t row = 0; row < count; ++row)
            items.push_back(ItemId{row});
        return items;
    }
    std::shared_ptr<const train::TrainingSet> rows(const std::vector<ItemId>& items)
    {
        const auto set = m_case->featureRows(items, test::plainContext());
        EXPECT_TRUE(set.ok()) << set.error().toString();
        return set ? *set : nullptr;
    }
    std::shared_ptr<const train::TrainingSet> query(const std::string& text, bool withBulkAndUnsure = false)
    {
        TrainingSelection selection;
        selection.from = TrainingSelection::From::Query;
        selection.query = text;
        selection.withBulkAndUnsure = withBulkAndUnsure;
        const auto set = m_case->trainingSet(selection, "boosted", test::plainContext());
        EXPECT_TRUE(set.ok()) << set.error().toString();
        return set ? *set : nullptr;
    }
    std::filesystem::path featureFile() const { return m_case->folder() / "features" / "features-0.index"; }
};

// NaN equals NaN.
bool isSame(const models::Matrix& a, const models::Matrix& b)
{
    if (a.names != b.names || a.rows != b.rows)
        return false;
    for (size_t i = 0; i < a.values.size(); ++i) {
        if (a.values[i] != b.values[i] && !(std::isnan(a.values[i]) && std::isnan(b.values[i])))
            return false;
    }
    return true;
}

TEST_F(TrainingSets, StoreWhatMessagesLookLike)
{
    const auto unstored = rows(allItems());
    const auto report = m_case->updateFeatures(test::plainContext());
    ASSERT_TRUE(report.ok()) << report.error().toString();
    EXPECT_EQ(report->items, count);
    EXPECT_EQ(m_case->updateFeatures(test::plainContext())->items, 0u);
    EXPECT_TRUE(isSame(rows(allItems())->rows, unstored->rows));

    ItemFeatures features{MailOptions()};
    const std::string bytes = *m_case->itemBytes(ItemId{7});
    features.begin(ItemKind::Message, bytes);
    const auto one = rows({ItemId{7}});
    for (size_t i = 0; i < features::messageFeatures().size(); ++i) {
        const double value = features.values()[i];
        EXPECT_TRUE(one->rows.at(0, i) == value || (std::isnan(value) && std::isnan(one->rows.at(0, i))))
            << features::messageFeatures()[i].name;
    }
    EXPECT_FALSE(m_case->featureRows(std::vector<ItemId>{ItemId{count}}));
}

TEST_F(TrainingSets, ReadOnlyNewItemsAndRebuildDamagedFiles)
{
    ASSERT_TRUE(m_case->updateFeatures(test::plainContext()).ok());
    const auto before = rows(allItems());
    ASSERT_TRUE(m_case->add(m_dir.write("more.mbox", test::sampleBox(5)), {}, test::plainContext()).ok());
    EXPECT_EQ(m_case->updateFeatures(test::plainContext())->items, 5u);
    {
        std::fstream file(featureFile(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(5000);
        file.put('\x7f');
        file.put('\x11');
    }
    EXPECT_TRUE(isSame(rows(allItems())->rows, before->rows)); // not answered from the damaged file
    const auto rebuilt = m_case->updateFeatures(test::plainContext());
    EXPECT_EQ(rebuilt->rebuiltSegments, 1u);
    EXPECT_EQ(rebuilt->items, count + 5);
    EXPECT_TRUE(isSame(rows(allItems())->rows, before->rows));
}

TEST_F(TrainingSets, HaveTheSymbolsOfTheNewestScan)
{
    const auto unscanned = rows(allItems());
    EXPECT_EQ(unscanned->rows.columns(), features::messageFeatures().size());
    scan();
    const auto set = rows(allItems());
    const size_t letter = models::findColumn(set->rows, "symbol.A_LETTER");
    const size_t zero = models::findColumn(set->rows, "symbol.B_ZERO");
    ASSERT_NE(letter, std::string::npos);
    ASSERT_NE(zero, std::string::npos);
    const ScanId scan = m_case->scans()->back().id;
    size_t found = 0;
    for (uint32_t row = 0; row < count; ++row) {
        const ItemHits hits = *m_case->hits(scan, ItemId{row});
        double expected = 0;
        for (const StoredHit& hit : hits.hits) {
            if (hit.symbol.name == "A_LETTER")
                expected = features::symbolFeature(hit.score);
        }
        EXPECT_EQ(set->rows.at(row, letter), expected) << row;
        EXPECT_EQ(set->rows.at(row, zero), features::roundFeature(0.1));
        found += expected != 0 ? 1 : 0;
    }
    EXPECT_GT(found, 0u);
}

TEST_F(TrainingSets, KnowNothingOfSymbolsOfItemsThatWereNotScanned)
{
    CaseScanOptions options;
    options.items.items = {ItemId{0}, ItemId{1}};
    ASSERT_TRUE(m_case->scan(test::fakeDetectors(), options, test::plainContext()).ok());
    const auto set = rows(allItems());
    const size_t zero = models::findColumn(set->rows, "symbol.A_ZERO");
    ASSERT_NE(zero, std::string::npos);
    EXPECT_FALSE(std::isnan(set->rows.at(1, zero)));
    EXPECT_TRUE(std::isnan(set->rows.at(2, zero)));
    // Too few rows have it for a training.
    EXPECT_EQ(models::findColumn(query("")->rows, "symbol.A_ZERO"), std::string::npos);
}

TEST_F(TrainingSets, TakeLabelsWeightsAndTheBaselineOfAQuery)
{
    scan();
    give({0, 1, 2}, spam);
    give({3, 4}, ham);
    give({5}, unsure);
    const auto set = query("");
    ASSERT_EQ(set->size(), count - 1); // unsure is left out
    EXPECT_EQ(set->labels[0], 1);
    EXPECT_EQ(set->labels[3], 0);
    EXPECT_EQ(set->items[5], 6u);
    EXPECT_EQ(set->labels[5], train::noTrainingLabel);
    EXPECT_EQ(set->weights[0], 1);
    EXPECT_EQ(set->featureSet, "mail/1");
    EXPECT_TRUE(train::checkTrainingSet(*set).ok());
    EXPECT_NE(models::findColumn(set->rows, "symbol.A_ZERO"), std::string::npos);
    EXPECT_EQ(query("is:labelled")->size(), 5u);
    const auto withUnsure = query("is:labelled", true);
    ASSERT_EQ(withUnsure->size(), 6u);
    EXPECT_EQ(withUnsure->labels[5], 0);
    EXPECT_EQ(withUnsure->weights[5], 0.5F);

    TrainingSelection faulty;
    faulty.from = TrainingSelection::From::Query;
    faulty.query = "nosuch:(";
    EXPECT_FALSE(m_case->trainingSet(faulty, "boosted"));
}

TEST_F(TrainingSets, LeaveOutAndCountWhatPeopleDoNotAgreeOn)
{
    give({0, 1, 2, 3}, spam, "ann");
    give({2, 3}, ham, "bob");
    give({3}, ham, "cid");
    const auto set = query("is:labelled");
    EXPECT_EQ(set->conflicts, 1u);
    EXPECT_EQ(set->items, (std::vector<uint64_t>{0, 1, 3}));
    EXPECT_EQ(set->labels, (std::vector<uint8_t>{1, 1, 0}));
}

TEST_F(TrainingSets, GroupBySenderUntilThereAreClusters)
{
    const auto set = query("");
    const auto snapshot = *m_case->snapshot();
    for (uint32_t a = 0; a < count; ++a) {
        for (uint32_t b = 0; b < a; ++b) {
            if (snapshot->items->from(a) == snapshot->items->from(b)) {
                EXPECT_EQ(set->groups[a], set->groups[b]);
            }
        }
        EXPECT_EQ(set->times[a], snapshot->items->row(a).date == ItemRow::noDate ? 0 : snapshot->items->row(a).date);
    }
    ASSERT_TRUE(m_case->updateClusters(test::plainContext()).ok());
    const auto clustered = *m_case->snapshot();
    const auto again = query("");
    for (uint32_t row = 0; row < count; ++row) {
        if (clustered->clusters->clusters[row] != 0) {
            EXPECT_EQ(again->groups[row], clustered->clusters->clusters[row]);
        }
    }
}

TEST_F(TrainingSets, StopWhenAskedTo)
{
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(m_case->updateFeatures(RunContext(stop.get_token(), nullptr, 2)).error().code, ErrorCode::Cancelled);
    EXPECT_FALSE(std::filesystem::exists(featureFile()));
}

} // namespace
} // namespace assay
