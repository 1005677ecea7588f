// SPDX-License-Identifier: GPL-3.0-or-later
// Forests on 50,000 rows of 50 columns with two threads, and the comparison of two models on a million scores.
#include "core/train/kinds.h"
#include "core/train/modelcomparison.h"
#include "core/train/trainingset.h"
#include "tests/core/models/madedata.h"

#include <benchmark/benchmark.h>

#include <filesystem>

namespace assay {
namespace {

constexpr unsigned threads = 2;

const models::Matrix& table()
{
    static const models::Matrix rows = models::test::cloud(50'000, 50, 2026);
    return rows;
}

models::ModelPtr fit(const char* kind)
{
    const models::ModelKind* found = train::findKind(kind);
    const auto params = models::Params::make(found->options(), {});
    return *found->fit({table(), {}, {}}, *params, 42, RunContext({}, nullptr, threads));
}

void fitForest(benchmark::State& state, const char* kind)
{
    table();
    for (auto _ : state)
        benchmark::DoNotOptimize(fit(kind));
}
BENCHMARK_CAPTURE(fitForest, extended, "isoforest")->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);
BENCHMARK_CAPTURE(fitForest, plain, "isoforest-plain")->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);

void scoreForest(benchmark::State& state, const char* kind)
{
    const models::ModelPtr model = fit(kind);
    for (auto _ : state)
        benchmark::DoNotOptimize(model->score(table(), RunContext({}, nullptr, threads)));
    state.counters["model_MB"] = static_cast<double>(model->serialise()->size()) / 1e6;
}
BENCHMARK_CAPTURE(scoreForest, extended, "isoforest")->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);
BENCHMARK_CAPTURE(scoreForest, plain, "isoforest-plain")->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);

// Rows as mail gives them: mostly flags and counts.
void trainingSetFile(benchmark::State& state)
{
    models::Matrix rows;
    rows.rows = 100'000;
    models::Random random(7);
    for (size_t c = 0; c < 300; ++c)
        rows.names.push_back("f" + std::to_string(c));
    rows.values.resize(rows.rows * rows.columns());
    for (size_t i = 0; i < rows.values.size(); ++i)
        rows.values[i] = i % 10 == 0 ? random.uniform() : static_cast<double>(random.below(4));
    const train::TrainingSet set = train::makeTrainingSet(std::move(rows));
    const auto path = std::filesystem::temp_directory_path() / "assay_bench.set";
    for (auto _ : state) {
        const bool saved = train::saveTrainingSet(path, set).ok();
        const auto loaded = train::loadTrainingSet(path);
        if (!saved || !loaded)
            state.SkipWithError("the file could not be written or read");
    }
    state.counters["MB"] = static_cast<double>(std::filesystem::file_size(path)) / 1e6;
    std::filesystem::remove(path);
}
BENCHMARK(trainingSetFile)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);

// Two models on a million labelled rows of four sources.
struct MillionRows
{
    std::shared_ptr<std::vector<uint8_t>> labels = std::make_shared<std::vector<uint8_t>>();
    std::vector<train::ComparedModel> models;
    train::SliceColumn sources{"source", true, {"a", "b", "c", "d"}, {}};

    MillionRows()
    {
        models::Random random(1);
        auto a = std::make_shared<std::vector<double>>(), b = std::make_shared<std::vector<double>>();
        for (size_t i = 0; i < 1'000'000; ++i) {
            labels->push_back(random.below(10) == 0 ? 1 : 0);
            a->push_back(random.uniform() * (labels->back() ? 1.0 : 0.8));
            b->push_back(random.uniform() * (labels->back() ? 1.0 : 0.7));
            sources.valueOf.push_back(static_cast<uint32_t>(random.below(4)));
        }
        for (const auto& scores : {a, b}) {
            train::ComparedModel& model = models.emplace_back();
            model.isProbability = true;
            model.scores = scores;
        }
    }
    train::ModelComparison compared() const
    {
        return *train::makeComparison(models, labels, {}, {&sources, 1}, RunContext({}, nullptr, threads));
    }
};

// What a comparison page shows at once; intervals and verdict follow as a job.
void openComparison(benchmark::State& state)
{
    const MillionRows rows;
    for (auto _ : state) {
        const train::ModelComparison found = rows.compared();
        size_t points = 0;
        for (const train::ComparedModel& model : found.models)
            points += model.index->roc().size() + model.index->precisionRecall().size()
                + model.index->costCurve({}).size() + model.index->histogram(50).bounds.size();
        const auto list = train::disagreements(found, 0, 1, 0.5, 0.5, train::DisagreementOrder::ByDifference);
        benchmark::DoNotOptimize(points + list.size());
    }
}
BENCHMARK(openComparison)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);

// One step of the slider: both matrices and the next score.
void moveThreshold(benchmark::State& state)
{
    const MillionRows rows;
    const train::ModelComparison found = rows.compared();
    double threshold = 0.1;
    for (auto _ : state) {
        for (const train::ComparedModel& model : found.models)
            benchmark::DoNotOptimize(model.index->at(threshold));
        threshold = found.models[0].index->next(threshold, 1);
    }
}
BENCHMARK(moveThreshold)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace assay
