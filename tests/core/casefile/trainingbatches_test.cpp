// SPDX-License-Identifier: GPL-3.0-or-later
// Training sets out of submitted batches, and what questions know of them.
#include "core/casefile/modelling.h"
#include "core/features/messagefeatures.h"
#include "core/train/trainingset.h"
#include "tests/core/casefile/batchcase.h"
#include "tests/core/scan/fakedetector.h"

namespace assay {
namespace {

class TrainingBatches : public test::BatchCase
{
protected:
    static constexpr uint32_t count = 40;
    void SetUp() override
    {
        fill(count);
        ASSERT_TRUE(m_case->scan(test::fakeDetectors(), {}, test::plainContext()).ok());
    }
    // A batch of some rows, labelled and submitted.
    BatchId submitted(const std::vector<uint32_t>& rows, feedback::LabelId label, feedback::Reason reason)
    {
        give(rows, label);
        feedback::BatchScope items;
        items.added = LabelCase::items(rows);
        const BatchId id = create(context(reason), items);
        submit(id);
        return id;
    }
    Result<std::shared_ptr<const train::TrainingSet>> learn(const TrainingSelection& selection)
    {
        return m_case->trainingSet(selection, "boosted", test::plainContext());
    }
    std::vector<uint32_t> ask(const std::string& query)
    {
        std::vector<uint32_t> rows;
        for (const ItemId item : test::foundItems(*m_case, query))
            rows.push_back(item.value);
        return rows;
    }
};

TEST_F(TrainingBatches, LearnFromFrozenRecords)
{
    const auto live = *m_case->featureRows(items(range(0, count)), test::plainContext());
    const BatchId spams = submitted(range(0, 8), spam, feedback::Reason::FalseNegative);
    const BatchId hams = submitted(range(20, 30), ham, feedback::Reason::TrueNegative);
    give(range(0, 4), ham); // later, and not submitted
    const auto all = learn({});
    ASSERT_TRUE(all.ok()) << all.error().toString();
    const train::TrainingSet& set = **all;
    ASSERT_EQ(set.size(), 18u);
    EXPECT_TRUE(train::checkTrainingSet(set).ok());
    EXPECT_EQ(set.items[0], 0u);
    EXPECT_EQ(set.items[8], 20u);
    EXPECT_EQ(set.labels[0], 1);
    EXPECT_EQ(set.labels[8], 0);
    EXPECT_EQ(set.weights[0], 2.0F);
    EXPECT_EQ(set.weights[8], 0.5F);
    EXPECT_EQ(set.groups[0], live->groups[0]);
    EXPECT_EQ(set.batches.size(), 2u);
    // The features are those of the items.
    const size_t zero = models::findColumn(set.rows, "symbol.A_ZERO");
    ASSERT_NE(zero, std::string::npos);
    for (size_t row = 0; row < set.size(); ++row) {
        const size_t item = set.items[row];
        for (const std::string_view name : {"shape.bytes", "text.words", "symbol.A_ZERO"}) {
            EXPECT_EQ(set.rows.at(row, models::findColumn(set.rows, name)),
                live->rows.at(item, models::findColumn(live->rows, name)))
                << name;
        }
    }

    TrainingSelection one;
    one.from = TrainingSelection::From::Batches;
    one.batches = {hams};
    EXPECT_EQ((*learn(one))->size(), 10u);
    ASSERT_TRUE(m_case->withdrawBatch(spams, "wrong").ok());
    EXPECT_EQ((*learn({}))->size(), 10u);
    one.batches = {spams};
    EXPECT_EQ(learn(one).error().code, ErrorCode::BadArgument);
    one.batches = {BatchId{99}};
    EXPECT_EQ(learn(one).error().code, ErrorCode::NotFound);
}

TEST_F(TrainingBatches, AreKnownToQuestions)
{
    EXPECT_TRUE(ask("is:reviewed").empty());
    const BatchId id = submitted(range(3, 7), spam, feedback::Reason::Attack);
    EXPECT_EQ(ask("is:reviewed"), range(3, 7));
    EXPECT_EQ(ask("batch:" + std::to_string(id.value)), range(3, 7));
    EXPECT_EQ(ask("has:batch"), range(3, 7));
    ASSERT_TRUE(m_case->withdrawBatch(id, "wrong").ok());
    EXPECT_TRUE(ask("is:reviewed").empty());
    EXPECT_EQ(ask("has:batch"), range(3, 7));
}

TEST_F(TrainingBatches, ArePreviewed)
{
    TrainRequest request;
    request.kind = "xgboost";
    const auto has = [&](std::string_view name) {
        const auto preview = m_case->previewTraining(request, test::plainContext());
        EXPECT_TRUE(preview.ok()) << preview.error().toString();
        return std::any_of(preview->checks.begin(), preview->checks.end(),
            [&](const TrainingPreview::Check& check) { return check.name == name; });
    };
    EXPECT_TRUE(has("no_batches"));
    const BatchId id = submitted(range(0, 8), spam, feedback::Reason::Attack);
    EXPECT_FALSE(has("no_batches"));
    const auto preview = m_case->previewTraining(request, test::plainContext());
    EXPECT_EQ(preview->byBatch.at("batch " + std::to_string(id.value)), 8u);
    EXPECT_EQ(preview->positives, 8u);
}

} // namespace
} // namespace assay
