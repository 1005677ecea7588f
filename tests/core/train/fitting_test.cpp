// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/fitting.h"

#include "core/base/file.h"
#include "core/models/voice.h"
#include "core/train/kinds.h"
#include "tests/core/models/madedata.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace assay::train {
namespace {

// Rows in order of time, 30 % of them hostile; f0 and f1 tell, the others do not; f5 never changes.
TrainingSet labelledSet(size_t rows, uint64_t seed, double strength = 3)
{
    models::Random random(seed);
    models::Matrix table;
    table.rows = rows;
    table.names = {"f0", "f1", "f2", "f3", "f4", "f5"};
    std::vector<uint8_t> labels;
    for (size_t r = 0; r < rows; ++r) {
        labels.push_back(random.below(10) < 3 ? 1 : 0);
        const double shift = labels.back() ? strength : 0;
        table.values.insert(table.values.end(),
            {models::test::bell(random) + shift, models::test::bell(random) - shift, models::test::bell(random),
                5 * models::test::bell(random), static_cast<double>(random.below(4)), 7.0});
    }
    TrainingSet set = makeTrainingSet(std::move(table), std::move(labels));
    for (size_t r = 0; r < rows; ++r) {
        set.times[r] = 1'700'000'000 + static_cast<int64_t>(r);
        set.items[r] = 5000 + r;
        set.groups[r] = r / 2; // pairs of twins
    }
    set.query = "label:spam or label:ham";
    set.batches = {"b1"};
    set.featureSet = "made/1";
    return set;
}

FitRequest boostedRequest()
{
    FitRequest request;
    request.kind = "xgboost";
    request.settings = {{"xgb.rounds", "30"}, {"xgb.min_labels", "100"}};
    return request;
}

FitRequest forestRequest()
{
    FitRequest request;
    request.kind = "isoforest";
    request.settings = {{"eif.ntrees", "50"}, {"eif.sample_size", "256"}};
    return request;
}

const GateCheck* findCheck(const models::Manifest& manifest, std::string_view id)
{
    for (const GateCheck& check : manifest.gate) {
        if (check.id == id)
            return &check;
    }
    return nullptr;
}

const std::string* findExtra(const FitResult& result, std::string_view name)
{
    for (const models::ExtraFile& file : result.extras) {
        if (file.name == name)
            return &file.content;
    }
    return nullptr;
}

size_t linesOf(const std::string& text)
{
    return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(Split, KeepsGroupsAndTime)
{
    const TrainingSet set = labelledSet(200, 1);
    const SplitPlan plan = planSplit(set, HoldOut::ByTime, 0.2, 1);
    EXPECT_EQ(plan.heldOut.size(), 40u);
    EXPECT_EQ(plan.train.size(), 160u);
    EXPECT_EQ(plan.heldOut.front(), 160u);
    for (const HoldOut how : {HoldOut::ByGroup, HoldOut::Random}) {
        const SplitPlan random = planSplit(set, how, 0.2, 1);
        EXPECT_EQ(random.heldOut.size(), 40u);
        EXPECT_NE(random.heldOut, plan.heldOut);
        EXPECT_NE(random.heldOut, planSplit(set, how, 0.2, 2).heldOut);
        std::set<uint64_t> held;
        for (const size_t row : random.heldOut)
            held.insert(set.groups[row]);
        for (const size_t row : random.train)
            EXPECT_EQ(held.count(set.groups[row]), 0u);
    }
    TrainingSet together = set;
    together.groups.assign(set.size(), 1);
    EXPECT_TRUE(planSplit(together, HoldOut::ByTime, 0.2, 1).heldOut.empty());
    // A group with old and new rows stays together, on the older side.
    TrainingSet bridge = set;
    bridge.groups[199] = bridge.groups[0];
    const SplitPlan bridged = planSplit(bridge, HoldOut::ByTime, 0.2, 1);
    EXPECT_EQ(std::count(bridged.heldOut.begin(), bridged.heldOut.end(), 199u), 0);
    EXPECT_GE(bridged.heldOut.size(), 40u);
}

TEST(FitRequest, JsonAndBack)
{
    FitRequest request = boostedRequest();
    request.model = "mine";
    request.seed = UINT64_MAX;
    request.holdOut = HoldOut::ByGroup;
    request.cleaning = Cleaning::DownWeight;
    request.refitOnAll = true;
    request.costs = {2, 7};
    request.features = {"f0", "a \"b\""};
    request.notes = "first\nsecond";
    request.champion = "/some/where";
    const auto again = fitRequestFromJson(fitRequestToJson(request));
    ASSERT_TRUE(again) << again.error().toString();
    EXPECT_EQ(fitRequestToJson(*again), fitRequestToJson(request));
    EXPECT_EQ(again->settings, request.settings);
    EXPECT_EQ(again->features, request.features);
    EXPECT_EQ(again->seed, UINT64_MAX);
    EXPECT_EQ(again->cleaning, Cleaning::DownWeight);
    EXPECT_EQ(fitRequestFromJson("{}").error().code, ErrorCode::NotRecognised);
    std::string bad = fitRequestToJson(request);
    bad.replace(bad.find("downweight"), 10, "upweight");
    EXPECT_FALSE(fitRequestFromJson(bad));
}

TEST(Fitting, SupervisedRecipe)
{
    const TrainingSet set = labelledSet(600, 3);
    std::vector<TrainEvent> events;
    const auto fitted = fitModel(set, boostedRequest(), {}, [&](const TrainEvent& event) { events.push_back(event); });
    ASSERT_TRUE(fitted) << fitted.error().toString();
    const models::Manifest& manifest = fitted->manifest;
    EXPECT_EQ(manifest.status, models::VersionStatus::Candidate);
    EXPECT_TRUE(manifest.passedGate());
    EXPECT_EQ(manifest.features, (std::vector<std::string>{"f0", "f1", "f2", "f3", "f4"}));
    ASSERT_EQ(manifest.guards.size(), 1u);
    EXPECT_EQ(manifest.guards[0].name, "f5");
    EXPECT_EQ(manifest.dropped[0].reason, "one value");
    EXPECT_EQ(manifest.training.trainRows, 480u);
    EXPECT_EQ(manifest.training.heldOutRows, 120u);
    EXPECT_EQ(manifest.training.fingerprint, fingerprintOf(set));
    EXPECT_EQ(manifest.training.items, 600u);
    EXPECT_EQ(manifest.training.positives + manifest.training.negatives, 600u);
    EXPECT_EQ(manifest.digests.size(), 5u);
    EXPECT_EQ(manifest.curve.size(), 30u);
    EXPECT_LT(manifest.curve.back().loss, manifest.curve.front().loss);
    EXPECT_LT(manifest.curve.back().heldOut, manifest.curve.front().heldOut);
    EXPECT_EQ(manifest.calibration.method, models::Calibration::Method::Platt);
    EXPECT_GT(*manifest.metric("roc_auc"), 0.97);
    EXPECT_GT(*manifest.metric("pr_auc"), 0.9);
    const double* threshold = manifest.threshold("alert");
    ASSERT_NE(threshold, nullptr);
    EXPECT_GT(*threshold, 0);
    EXPECT_LT(*threshold, 0.7); // a missed one costs five times as much
    EXPECT_EQ(findCheck(manifest, "auc")->outcome, GateCheck::Outcome::Passed);
    EXPECT_EQ(findCheck(manifest, "champion")->outcome, GateCheck::Outcome::Skipped);
    EXPECT_EQ(linesOf(*findExtra(*fitted, heldOutFileName)), 121u);
    EXPECT_EQ(linesOf(*findExtra(*fitted, outOfFoldFileName)), 481u);
    EXPECT_EQ(linesOf(*findExtra(*fitted, learnedFileName)), 481u);
    EXPECT_EQ(std::count_if(
                  events.begin(), events.end(), [](const TrainEvent& e) { return e.kind == TrainEvent::Kind::Step; }),
        30);
    EXPECT_EQ(static_cast<size_t>(std::count_if(
                  events.begin(), events.end(), [](const TrainEvent& e) { return e.kind == TrainEvent::Kind::Gate; })),
        manifest.gate.size());
}

TEST(Fitting, SavedModelScoresTheSame)
{
    const test::TemporaryDir dir;
    const TrainingSet set = labelledSet(400, 4);
    const auto manifest = fitToDirectory(set, boostedRequest(), dir.path() / "m", {});
    ASSERT_TRUE(manifest) << manifest.error().toString();
    auto stored = models::loadModelDir(dir.path() / "m", modelKinds());
    ASSERT_TRUE(stored) << stored.error().toString();
    const auto voice = models::Voice::make(std::move(*stored), set.rows.names);
    ASSERT_TRUE(voice);
    const auto outputs = voice->scoreTable(set.rows, {});
    ASSERT_TRUE(outputs);
    size_t right = 0;
    for (size_t r = 0; r < set.size(); ++r)
        right += (*outputs)[r].isAlert == (set.labels[r] == 1) ? 1 : 0;
    EXPECT_GT(right, 360u);
    std::vector<double> changed(set.rows.row(0).begin(), set.rows.row(0).end());
    changed[5] = 8;
    EXPECT_TRUE(voice->score(changed)->hasUnseenConstant);
    const auto learned = readLearnedRows(dir.path() / "m", voice->manifest());
    ASSERT_TRUE(learned);
    EXPECT_EQ(learned->items.size(), 320u);
    EXPECT_TRUE(learned->has(5000, 999'999));
    EXPECT_TRUE(learned->has(1, 0));
    EXPECT_FALSE(learned->has(5399, 199));
    // The same request gives the same model.
    const auto again = fitToDirectory(set, boostedRequest(), dir.path() / "n", {});
    EXPECT_EQ(again->files[0].sha256, manifest->files[0].sha256);
}

TEST(Fitting, RefusesWhatCannotBeLearned)
{
    const auto refusal = [](const TrainingSet& set, const FitRequest& request) {
        const auto fitted = fitModel(set, request, {});
        return fitted ? std::string("trained") : fitted.error().detail;
    };
    TrainingSet one = labelledSet(300, 5);
    one.labels.assign(300, 1);
    EXPECT_EQ(refusal(one, boostedRequest()), "all 300 labels are 1: a model needs both");
    TrainingSet few = labelledSet(60, 5);
    EXPECT_EQ(refusal(few, boostedRequest()), "60 of 100 labels needed");
    TrainingSet rare = labelledSet(300, 5);
    rare.labels.assign(300, 0);
    rare.labels[3] = rare.labels[70] = 1;
    EXPECT_EQ(refusal(rare, boostedRequest()), "2 of 10 rows labelled 1 needed");
    TrainingSet constant = labelledSet(300, 5);
    constant.rows.values.assign(constant.rows.values.size(), 3.0);
    EXPECT_EQ(refusal(constant, boostedRequest()), "none of 6 features varies enough to learn from");
    TrainingSet together = labelledSet(300, 5);
    together.groups.assign(300, 9);
    EXPECT_EQ(refusal(together, boostedRequest()), "all rows belong together: none can be held out");
    FitRequest absent = boostedRequest();
    absent.features = {"f0", "g"};
    EXPECT_EQ(refusal(labelledSet(300, 5), absent), "1 of the chosen features are not there: g");
    TrainingSet hostile = labelledSet(300, 5);
    hostile.labels.assign(300, 1);
    EXPECT_EQ(refusal(hostile, forestRequest()), "0 of 20 rows that are not labelled 1 needed");
    FitRequest unknown = boostedRequest();
    unknown.kind = "oracle";
    EXPECT_EQ(fitModel(labelledSet(300, 5), unknown, {}).error().code, ErrorCode::BadArgument);
    FitRequest setting = boostedRequest();
    setting.settings = {{"xgb.rounds", "0"}};
    EXPECT_EQ(fitModel(labelledSet(300, 5), setting, {}).error().code, ErrorCode::BadArgument);
    EXPECT_NE(refusal(makeTrainingSet({}), boostedRequest()), "trained");
}

TEST(Fitting, RefusesTheSameRowsAgain)
{
    const test::TemporaryDir dir;
    const TrainingSet set = labelledSet(300, 6);
    ASSERT_TRUE(fitToDirectory(set, boostedRequest(), dir.path() / "m", {}));
    FitRequest again = boostedRequest();
    again.champion = dir.path() / "m";
    const auto fitted = fitModel(set, again, {});
    ASSERT_FALSE(fitted);
    EXPECT_EQ(fitted.error().detail, "the current version learned from exactly these rows with these settings");
    again.seed = 43;
    const auto checks = checkTraining(set, again);
    ASSERT_TRUE(checks);
    EXPECT_TRUE(std::any_of(
        checks->begin(), checks->end(), [](const TrainingCheck& c) { return c.name == "same_rows" && !c.stops; }));
}

TEST(Fitting, GateRejectsNoise)
{
    TrainingSet set = labelledSet(600, 7, 0); // nothing tells the classes apart
    const auto fitted = fitModel(set, boostedRequest(), {});
    ASSERT_TRUE(fitted) << fitted.error().toString();
    EXPECT_EQ(fitted->manifest.status, models::VersionStatus::Rejected);
    EXPECT_EQ(findCheck(fitted->manifest, "auc")->outcome, GateCheck::Outcome::Failed);
    EXPECT_FALSE(fitted->manifest.passedGate());
}

TEST(Fitting, GateComparesWithTheCurrentVersion)
{
    const test::TemporaryDir dir;
    const TrainingSet good = labelledSet(800, 8);
    ASSERT_TRUE(fitToDirectory(good, boostedRequest(), dir.path() / "m", {}));
    // Later rows, of other items; the new model sees wrong labels in half of what it learns from.
    TrainingSet later = labelledSet(800, 9);
    for (size_t r = 0; r < later.size(); ++r) {
        later.items[r] += 10'000;
        later.groups[r] += 10'000;
        if (r < 640 && r % 5 < 2)
            later.labels[r] = 1 - later.labels[r];
    }
    FitRequest request = boostedRequest();
    request.champion = dir.path() / "m";
    const auto fitted = fitModel(later, request, {});
    ASSERT_TRUE(fitted) << fitted.error().toString();
    const GateCheck* check = findCheck(fitted->manifest, "champion");
    EXPECT_EQ(check->outcome, GateCheck::Outcome::Failed) << check->reason;
    EXPECT_LT(check->value, check->bound);
    // Rows that the current version learned from are no evidence.
    request.seed = 5;
    const auto same = fitModel(good, request, {});
    ASSERT_TRUE(same);
    EXPECT_NE(findCheck(same->manifest, "champion")->outcome, GateCheck::Outcome::Failed);
    request.champion = dir.path() / "m";
    request.holdOut = HoldOut::Random;
    const auto mixed = fitModel(good, request, {});
    ASSERT_TRUE(mixed);
    EXPECT_EQ(findCheck(mixed->manifest, "champion")->reason.find(" on 160 rows"), std::string::npos);
}

TEST(Fitting, CleaningReportsExcludesAndDownWeights)
{
    TrainingSet set = labelledSet(600, 10);
    std::set<uint64_t> flipped;
    for (size_t r = 5; r < 480; r += 25) {
        set.labels[r] = 1 - set.labels[r];
        flipped.insert(set.items[r]);
    }
    FitRequest request = boostedRequest();
    const auto reported = fitModel(set, request, {});
    ASSERT_TRUE(reported);
    EXPECT_GE(reported->manifest.training.suspects, flipped.size() / 2);
    EXPECT_EQ(reported->manifest.training.excluded, 0u);
    EXPECT_EQ(reported->manifest.training.trainRows, 480u);
    EXPECT_EQ(linesOf(*findExtra(*reported, suspectsFileName)), reported->manifest.training.suspects + 1);
    request.cleaning = Cleaning::Exclude;
    const auto excluded = fitModel(set, request, {});
    ASSERT_TRUE(excluded);
    EXPECT_EQ(excluded->manifest.training.excluded, reported->manifest.training.suspects);
    EXPECT_EQ(excluded->manifest.training.trainRows, 480u - excluded->manifest.training.excluded);
    request.cleaning = Cleaning::DownWeight;
    const auto weighted = fitModel(set, request, {});
    ASSERT_TRUE(weighted);
    EXPECT_EQ(weighted->manifest.training.trainRows, 480u);
    EXPECT_NE(*weighted->model->score(models::selectColumns(set.rows, weighted->manifest.features), {}),
        *reported->model->score(models::selectColumns(set.rows, reported->manifest.features), {}));
    // What a person confirmed is left alone.
    set.confirmed.assign(set.size(), 1);
    request.cleaning = Cleaning::Exclude;
    const auto confirmed = fitModel(set, request, {});
    ASSERT_TRUE(confirmed);
    EXPECT_EQ(confirmed->manifest.training.suspects, 0u);
}

TEST(Fitting, AnomalyRecipe)
{
    TrainingSet set = labelledSet(800, 11);
    const auto fitted = fitModel(set, forestRequest(), {});
    ASSERT_TRUE(fitted) << fitted.error().toString();
    const models::Manifest& manifest = fitted->manifest;
    EXPECT_TRUE(manifest.passedGate()) << manifestToJson(manifest);
    EXPECT_EQ(manifest.training.trainRows + manifest.training.heldOutRows, manifest.training.negatives);
    EXPECT_EQ(manifest.rarity.count(), manifest.training.heldOutRows);
    EXPECT_NEAR(*manifest.threshold("offset"), 0.5 - *manifest.threshold("alert"), 1e-12);
    EXPECT_GT(*manifest.metric("roc_auc"), 0.9);
    EXPECT_GT(findCheck(manifest, "power")->value, 0.7);
    EXPECT_EQ(findCheck(manifest, "baseline_labels")->outcome, GateCheck::Outcome::Skipped);
    EXPECT_EQ(findCheck(manifest, "baseline_verified"), nullptr);
    // About the stated share of normal rows is flagged.
    EXPECT_NEAR(*manifest.metric("fpr"), 0.05, 0.02);
    // Nothing is known about any row.
    set.labels.assign(set.size(), noTrainingLabel);
    const auto blind = fitModel(set, forestRequest(), {});
    ASSERT_TRUE(blind);
    EXPECT_NE(findCheck(blind->manifest, "baseline_verified"), nullptr);
    EXPECT_EQ(*blind->manifest.metric("rows"), 0);
}

TEST(Fitting, AnomalyBaselinesAreChecked)
{
    const test::TemporaryDir dir;
    TrainingSet set = labelledSet(800, 12);
    ASSERT_TRUE(fitToDirectory(set, boostedRequest(), dir.path() / "x", {}));
    // Every row is taken for normal, also the hostile third of them.
    TrainingSet dirty = labelledSet(800, 13);
    for (uint8_t& label : dirty.labels)
        label = noTrainingLabel;
    FitRequest request = forestRequest();
    request.supervised = dir.path() / "x";
    const auto fitted = fitModel(dirty, request, {});
    ASSERT_TRUE(fitted);
    EXPECT_EQ(findCheck(fitted->manifest, "baseline_hostile")->outcome, GateCheck::Outcome::Failed);
    EXPECT_EQ(fitted->manifest.status, models::VersionStatus::Rejected);
    // Unlabelled twins of hostile rows.
    TrainingSet twins = set;
    for (size_t r = 0; r < twins.size(); r += 2)
        twins.labels[r] = noTrainingLabel;
    const auto found = fitModel(twins, forestRequest(), {});
    ASSERT_TRUE(found);
    EXPECT_EQ(findCheck(found->manifest, "baseline_labels")->outcome, GateCheck::Outcome::Failed);
    EXPECT_LT(found->manifest.training.trainRows + found->manifest.training.heldOutRows,
        found->manifest.training.unlabelled + found->manifest.training.negatives);
}

TEST(Fitting, NewestRowsThatDifferAreNoticed)
{
    TrainingSet set = makeTrainingSet(models::test::cloud(1000, 6, 14));
    for (size_t r = 0; r < set.size(); ++r) {
        set.times[r] = static_cast<int64_t>(r);
        for (size_t c = 0; c < 6 && r >= 800; ++c)
            set.rows.values[r * 6 + c] += 4 * static_cast<double>(c + 1);
    }
    const auto fitted = fitModel(set, forestRequest(), {});
    ASSERT_TRUE(fitted) << fitted.error().toString();
    EXPECT_EQ(findCheck(fitted->manifest, "val_anomaly_rate")->outcome, GateCheck::Outcome::Failed);
    EXPECT_EQ(findCheck(fitted->manifest, "val_mean_score")->outcome, GateCheck::Outcome::Failed);
}

TEST(Fitting, RefitLearnsFromAllRows)
{
    const TrainingSet set = labelledSet(400, 15);
    FitRequest request = boostedRequest();
    const auto first = fitModel(set, request, {});
    request.refitOnAll = true;
    const auto refitted = fitModel(set, request, {});
    ASSERT_TRUE(first && refitted);
    EXPECT_TRUE(refitted->manifest.training.isRefitted);
    EXPECT_EQ(refitted->manifest.rows, 400u);
    EXPECT_EQ(refitted->manifest.training.trainRows, 320u);
    EXPECT_EQ(*refitted->manifest.metric("roc_auc"), *first->manifest.metric("roc_auc"));
    EXPECT_EQ(linesOf(*findExtra(*refitted, learnedFileName)), 401u);
}

TEST(Fitting, StopsAndEndsEarly)
{
    const TrainingSet set = labelledSet(400, 16);
    std::stop_source source;
    size_t steps = 0;
    const auto cancelled =
        fitModel(set, boostedRequest(), RunContext(source.get_token(), nullptr, 1), [&](const TrainEvent& event) {
            if (event.kind == TrainEvent::Kind::Step && ++steps == 5)
                source.request_stop();
        });
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(steps, 5u);
    for (const FitRequest& request : {boostedRequest(), forestRequest()}) {
        TrainControl control;
        const auto early = fitModel(
            set, request, {},
            [&](const TrainEvent& event) {
                if (event.kind == TrainEvent::Kind::Step && event.step == 5)
                    control.finishNow();
            },
            &control);
        ASSERT_TRUE(early) << early.error().toString();
        EXPECT_TRUE(early->stoppedEarly);
        EXPECT_FALSE(early->model->serialise()->empty());
    }
    TrainControl control;
    control.pause(true);
    std::jthread waker([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(120));
        control.pause(false);
    });
    EXPECT_TRUE(fitModel(set, boostedRequest(), {}, {}, &control));
    EXPECT_FALSE(control.isPaused());
}

} // namespace
} // namespace assay::train
