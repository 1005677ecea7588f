// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/batches.h"
#include "core/casefile/trainingjson.h"
#include "core/store/database.h"
#include "core/train/registrylock.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/core/casefile/traincase.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace assay {
namespace {

using train::TrainEnd;

class Training : public testing::Test
{
protected:
    void SetUp() override
    {
        auto made = test::labelledCase(m_dir.path(), 150);
        ASSERT_TRUE(made.ok()) << made.error().toString();
        m_case = std::move(*made);
    }
    // A version came of it, whatever the gate says of such mail.
    static bool hasVersion(const train::TrainOutcome& outcome)
    {
        return outcome.end == TrainEnd::Published || outcome.end == TrainEnd::Rejected;
    }

    test::TemporaryDir m_dir;
    std::unique_ptr<Case> m_case;
};

TEST_F(Training, PutsAVersionIntoTheRegistryAndRemembersTheRun)
{
    std::atomic<int> events{0};
    const auto outcome =
        m_case->train(test::smallTraining(), test::plainContext(), [&](const train::TrainEvent&) { ++events; });
    ASSERT_TRUE(outcome.ok()) << outcome.error().toString();
    ASSERT_TRUE(hasVersion(*outcome)) << (outcome->error ? outcome->error->toString() : "");
    EXPECT_EQ(outcome->model, "forest");
    EXPECT_EQ(outcome->number, 1u);
    EXPECT_FALSE(outcome->gate.empty());
    EXPECT_GT(events, 1);
    EXPECT_TRUE(m_case->registry().load("forest", outcome->version).ok());
    EXPECT_EQ(m_case->registry().decisions()->front().job, "run 1");

    const auto runs = m_case->runs();
    ASSERT_EQ(runs->size(), 1u);
    const RunInfo& run = runs->front();
    EXPECT_EQ(run.number, 1u);
    EXPECT_EQ(run.author, "ann");
    EXPECT_GT(run.endedAt, 0);
    EXPECT_EQ(run.request.settings, test::smallTraining().settings);
    EXPECT_EQ(run.outcome.version, outcome->version);
    EXPECT_EQ(run.outcome.gate.size(), outcome->gate.size());
    EXPECT_EQ(m_case->runEvents(1)->size(), static_cast<size_t>(events));
    EXPECT_FALSE(std::filesystem::exists(run.directory / "data.bin"));
    EXPECT_FALSE(m_case->verifyAudit()->firstBroken);
    // The next one counts on.
    EXPECT_EQ(m_case->train(test::smallTraining(), test::plainContext())->number, 2u);
}

TEST_F(Training, RefusesWhatCannotBe)
{
    TrainRequest request = test::smallTraining();
    request.kind = "dream";
    EXPECT_EQ(m_case->train(request, {}).error().code, ErrorCode::BadArgument);
    request = test::smallTraining();
    request.model = "../forest";
    EXPECT_EQ(m_case->train(request, {}).error().code, ErrorCode::BadArgument);
    request = test::smallTraining();
    request.data.query = "subject:nothing-like-it";
    EXPECT_EQ(m_case->train(request, {}).error().code, ErrorCode::BadArgument);
    request = test::smallTraining();
    request.kind = "xgboost"; // too few labels: says how many of how many
    request.settings.clear();
    const auto few = m_case->train(request, {});
    EXPECT_EQ(few.error().code, ErrorCode::BadArgument);
    EXPECT_NE(few.error().detail.find(" of "), std::string::npos) << few.error().detail;
    EXPECT_TRUE(m_case->runs()->empty());
    const auto reading = Case::open(m_case->path(), CaseMode::ReadOnly);
    EXPECT_EQ((*reading)->train(test::smallTraining(), {}).error().code, ErrorCode::ReadOnly);
}

TEST_F(Training, OneAtATime)
{
    std::atomic<bool> refused{false};
    const auto outcome = m_case->train(test::smallTraining(), {}, [&](const train::TrainEvent&) {
        std::thread([&] {
            const auto second = m_case->train(test::smallTraining(), {});
            refused = !second && second.error().code == ErrorCode::Locked;
        }).join();
    });
    ASSERT_TRUE(outcome.ok());
    EXPECT_TRUE(refused);
    // Of another process too.
    const auto held = train::RegistryLock::take(m_case->folder() / "models" / ".training", {});
    ASSERT_TRUE(held.ok());
    EXPECT_EQ(m_case->train(test::smallTraining(), {}).error().code, ErrorCode::Locked);
}

TEST_F(Training, CanBeCancelled)
{
    std::stop_source stop;
    TrainRequest request = test::smallTraining();
    request.settings = {{"eif.ntrees", "10000"}};
    const auto outcome = m_case->train(
        request, RunContext(stop.get_token(), nullptr, 1), [&](const train::TrainEvent&) { stop.request_stop(); });
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->end, TrainEnd::Cancelled);
    EXPECT_TRUE(m_case->registry().list()->empty());
    EXPECT_EQ(m_case->runs()->front().outcome.end, TrainEnd::Cancelled);
    EXPECT_NE(m_case->messages()->front().text.find("cancelled"), std::string::npos);
}

TEST_F(Training, WhatACrashLeftOpenIsClosedByTheNextOpening)
{
    const auto outcome = m_case->train(test::smallTraining(), {});
    ASSERT_TRUE(outcome.ok() && hasVersion(*outcome));
    m_case.reset();
    {
        // Run 1 had published its version, run 2 had not come that far.
        auto database = store::Database::open(m_dir.path() / "t.assay", store::OpenMode::ReadWrite);
        ASSERT_TRUE(database.ok());
        ASSERT_TRUE(database
                        ->execute("UPDATE run SET ended_at=0,outcome='',model='',version='';"
                                  "INSERT INTO run(started_at,author,request) SELECT started_at,author,request "
                                  "FROM run")
                        .ok());
    }
    m_case = std::move(*Case::open(m_dir.path() / "t.assay"));
    const auto runs = m_case->runs();
    ASSERT_EQ(runs->size(), 2u);
    EXPECT_EQ(runs->at(1).outcome.end, outcome->end);
    EXPECT_EQ(runs->at(1).outcome.version, outcome->version);
    EXPECT_EQ(runs->at(0).outcome.end, TrainEnd::Failed);
    EXPECT_GT(runs->at(0).endedAt, 0);
    EXPECT_FALSE(m_case->verifyAudit()->firstBroken);
}

TEST(TrainingJson, IsReadBackAsItWas)
{
    TrainRequest request = test::smallTraining();
    request.data.from = TrainingSelection::From::Batches;
    request.data.batches = {BatchId{3}, BatchId{9}};
    request.data.query = "subject:\"a b\" \xc3\xa9";
    request.seed = UINT64_MAX;
    request.holdOut = HoldOut::ByGroup;
    request.cleaning = Cleaning::DownWeight;
    request.refitOnAll = true;
    const auto back = trainRequestFromJson(toJson(request));
    ASSERT_TRUE(back.ok()) << back.error().toString();
    EXPECT_EQ(toJson(*back), toJson(request));
    EXPECT_EQ(back->seed, UINT64_MAX);
    EXPECT_EQ(back->data.batches, request.data.batches);
    train::TrainOutcome outcome{TrainEnd::Failed, "forest", "", 0, {}, Error{ErrorCode::DiskFull, "a", "\"b\""}};
    outcome.gate.push_back({"spread", models::GateCheck::Outcome::Skipped, 0.5, 1, "why"});
    const auto outcomeBack = trainOutcomeFromJson(toJson(outcome));
    ASSERT_TRUE(outcomeBack.ok());
    EXPECT_EQ(toJson(*outcomeBack), toJson(outcome));
    EXPECT_EQ(outcomeBack->error->code, ErrorCode::DiskFull);
    for (const char* bad : {"", "{}", "{\"end\":\"well\"}", "[1]"}) {
        EXPECT_FALSE(trainOutcomeFromJson(bad).ok()) << bad;
        EXPECT_FALSE(trainRequestFromJson(bad).ok()) << bad;
    }
}

} // namespace
} // namespace assay
