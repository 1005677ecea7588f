// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/train/rundirectory.h"
#include "core/train/trainevents.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace assay::train {
namespace {

using namespace std::chrono_literals;

class TrainHelper : public testing::Test
{
protected:
    Result<void> run(const std::string& mode, const RunContext& context = {}, double silence = 30)
    {
        m_run.path = m_dir.path() / "run";
        std::filesystem::remove_all(m_run.path);
        std::filesystem::create_directory(m_run.path);
        std::ofstream(m_run.request()) << mode;
        m_events.clear();
        const HelperOptions options{test::programsDir() / "fake_train_helper", silence};
        return runTrainHelper(
            m_run.path, options, context,
            [&](const TrainEvent& event) {
                m_events.push_back(event);
                if (m_onEvent)
                    m_onEvent(event);
            },
            m_control);
    }

    test::TemporaryDir m_dir;
    RunDirectory m_run;
    std::vector<TrainEvent> m_events;
    std::function<void(const TrainEvent&)> m_onEvent;
    std::shared_ptr<TrainControl> m_control = std::make_shared<TrainControl>();
};

TEST_F(TrainHelper, TellsEventsAndLeavesAModel)
{
    const auto done = run("good", RunContext({}, nullptr, 3));
    ASSERT_TRUE(done.ok()) << done.error().toString();
    ASSERT_EQ(m_events.size(), 7u);
    EXPECT_EQ(m_events[0].kind, TrainEvent::Kind::Stage);
    EXPECT_EQ(m_events[0].detail, "workers 3");
    EXPECT_EQ(m_events[3].step, 3u);
    EXPECT_DOUBLE_EQ(m_events[3].trainLoss, 1.0 / 3);
    EXPECT_TRUE(std::isnan(m_events[3].holdOutLoss));
    EXPECT_EQ(m_events[6].kind, TrainEvent::Kind::Finished);
    EXPECT_TRUE(models::loadManifest(m_run.result()).ok());
    // The same is in the folder, and what libraries print is not among it.
    EXPECT_EQ(readEvents(m_run.events())->size(), 7u);
    EXPECT_NE(readFile(m_run.log())->find("a library says hello"), std::string::npos);
}

TEST_F(TrainHelper, HandsOnWhatTheRecipeComplainsOf)
{
    const auto done = run("error");
    EXPECT_EQ(done.error().code, ErrorCode::BadArgument);
    EXPECT_EQ(done.error().detail, "60 of 100 labels are there");
    EXPECT_EQ(m_events.back().kind, TrainEvent::Kind::Failed);
    EXPECT_EQ(run("memory").error().code, ErrorCode::LimitExceeded);
    EXPECT_EQ(run("network").error().code, ErrorCode::PermissionDenied);
    EXPECT_EQ(run("mute").error().code, ErrorCode::Internal);
}

TEST_F(TrainHelper, SaysHowAHelperDied)
{
    const auto crashed = run("crash");
    EXPECT_EQ(crashed.error().code, ErrorCode::HelperFailed);
    EXPECT_NE(crashed.error().detail.find("signal 11"), std::string::npos) << crashed.error().detail;
    EXPECT_NE(run("exit").error().detail.find("(3)"), std::string::npos);
    EXPECT_EQ(m_events.size(), 1u);
    const auto silent = run("hang", {}, 0.5);
    EXPECT_EQ(silent.error().code, ErrorCode::HelperFailed);
    EXPECT_NE(silent.error().detail.find("said nothing"), std::string::npos);
    const HelperOptions missing{m_dir.path() / "nothing", 1};
    EXPECT_EQ(runTrainHelper(m_run.path, missing, {}, {}, nullptr).error().code, ErrorCode::HelperFailed);
}

TEST_F(TrainHelper, BelievesNoLineThatIsNoEvent)
{
    for (const char* mode : {"garbage", "long line", "deep line"}) {
        const auto done = run(mode);
        EXPECT_EQ(done.error().code, ErrorCode::HelperFailed) << mode;
        EXPECT_NE(done.error().detail.find("it says"), std::string::npos) << done.error().detail;
    }
}

TEST_F(TrainHelper, IsKilledWhenTheCallerStops)
{
    std::stop_source stop;
    m_onEvent = [&](const TrainEvent& event) {
        if (event.step == 3)
            stop.request_stop();
    };
    EXPECT_EQ(run("endless", RunContext(stop.get_token(), nullptr, 1)).error().code, ErrorCode::Cancelled);
    EXPECT_FALSE(std::filesystem::exists(m_run.result()));
}

TEST_F(TrainHelper, KeepsTheBestStateWhenItIsToFinish)
{
    m_onEvent = [&](const TrainEvent& event) {
        if (event.step == 3)
            m_control->finishNow();
    };
    const auto done = run("endless");
    ASSERT_TRUE(done.ok()) << done.error().toString();
    EXPECT_TRUE(models::loadManifest(m_run.result()).ok());
}

TEST_F(TrainHelper, RestsWhilePausedAndGoesOn)
{
    std::atomic<uint64_t> steps{0};
    m_onEvent = [&](const TrainEvent& event) { steps = event.step; };
    std::jthread pausing([&] {
        while (steps < 3)
            std::this_thread::sleep_for(1ms);
        m_control->pause(true);
        // It may have told some more before it stopped; then nothing comes, for longer than it may be silent.
        uint64_t before = UINT64_MAX;
        while (before != steps) {
            before = steps;
            std::this_thread::sleep_for(1500ms);
        }
        m_control->pause(false);
        while (steps == before)
            std::this_thread::sleep_for(1ms);
        m_control->finishNow();
    });
    EXPECT_TRUE(run("endless", {}, 1).ok());
}

TEST_F(TrainHelper, EndsWithTheProgramThatStartedIt)
{
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t program = fork();
    if (program == 0) {
        close(ends[0]);
        m_onEvent = [&](const TrainEvent& event) {
            if (event.step == 3 && write(ends[1], "x", 1) != 1)
                _exit(1);
        };
        const auto done = run("endless");
        _exit(done ? 0 : 1);
    }
    close(ends[1]);
    char told = 0;
    ASSERT_EQ(read(ends[0], &told, 1), 1);
    kill(program, SIGKILL);
    waitpid(program, nullptr, 0);
    close(ends[0]);
    // The events stop growing: nobody writes them any more.
    const auto events = m_dir.path() / "run" / "events.jsonl";
    uintmax_t before = 0;
    while (before != std::filesystem::file_size(events)) {
        before = std::filesystem::file_size(events);
        std::this_thread::sleep_for(500ms);
    }
    EXPECT_GT(before, 0u);
    EXPECT_FALSE(std::filesystem::exists(m_dir.path() / "run" / "result"));
}

TEST(TrainEvents, AreReadBackAsTheyWere)
{
    TrainEvent gate;
    gate.kind = TrainEvent::Kind::Gate;
    gate.text = "val_anomaly_rate \xff";
    gate.detail = std::string(100'000, '"');
    gate.passed = true;
    gate.value = 0.125;
    gate.limit = std::numeric_limits<double>::infinity();
    const std::string line = eventToJson(gate);
    EXPECT_LE(line.size(), longestEvent);
    const auto back = eventFromJson(line);
    ASSERT_TRUE(back.ok()) << back.error().toString();
    EXPECT_EQ(back->text, "val_anomaly_rate \xef\xbf\xbd");
    EXPECT_TRUE(back->passed);
    EXPECT_EQ(back->value, 0.125);
    EXPECT_EQ(back->limit, 0);
    for (const char* bad : {"", "{}", "[]", "{\"kind\":\"dance\"}", "{\"kind\":\"step\"", "kind = step"})
        EXPECT_FALSE(eventFromJson(bad).ok()) << bad;
    const auto odd = eventFromJson(R"({"kind":"step","step":-5,"steps":1e300,"train_loss":"no","seconds":null})");
    ASSERT_TRUE(odd.ok());
    EXPECT_EQ(odd->step, 0u);
    EXPECT_TRUE(std::isnan(odd->trainLoss));
    const auto error = errorFromJson(errorToJson({ErrorCode::DiskFull, "a", "b"}));
    EXPECT_EQ(error->code, ErrorCode::DiskFull);
    EXPECT_EQ(error->subject, "a");
}

} // namespace
} // namespace assay::train
