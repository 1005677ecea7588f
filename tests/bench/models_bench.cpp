// SPDX-License-Identifier: GPL-3.0-or-later
// Forests on 50,000 rows of 50 columns with two threads, and the comparison of two models on a million scores.
#include "core/train/comparison.h"
#include "core/train/kinds.h"
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

// What a comparison page shows at once; intervals follow as a job.
void evaluateMillion(benchmark::State& state)
{
    models::Random random(1);
    std::vector<double> scores(1'000'000);
    std::vector<uint8_t> labels(scores.size());
    for (size_t i = 0; i < scores.size(); ++i) {
        labels[i] = random.below(10) == 0 ? 1 : 0;
        scores[i] = random.uniform() * (labels[i] ? 1.0 : 0.8);
    }
    for (auto _ : state)
        benchmark::DoNotOptimize(train::evaluate({scores, labels}, 0.5, {}));
}
BENCHMARK(evaluateMillion)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);

} // namespace
} // namespace assay
