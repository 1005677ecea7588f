// SPDX-License-Identifier: GPL-3.0-or-later
// From labels to the table that a model learns from: 100,000 labelled items with the symbols of a scan.
#include "core/casefile/case.h"
#include "core/casefile/modelling.h"
#include "core/features/messagefeatures.h"
#include "core/mail/message.h"
#include "core/train/trainingset.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/core/scan/fakedetector.h"
#include "tests/support/testpaths.h"

#include <benchmark/benchmark.h>

namespace assay {
namespace {

constexpr uint32_t items = 100'000;

struct LabelledCase
{
    test::TemporaryDir dir;
    std::unique_ptr<Case> work;

    LabelledCase()
    {
        const RunContext context({}, nullptr, 2);
        work = std::move(*Case::create(dir.path() / "b.assay"));
        const bool isAdded = work->add(dir.write("in.mbox", test::sampleBox(items)), {}, context).ok();
        const bool isScanned = isAdded && work->scan(test::fakeDetectors(), {}, context).ok();
        std::vector<ItemId> spam, ham;
        for (uint32_t item = 0; item < items; ++item)
            (item % 3 == 0 ? spam : ham).push_back(ItemId{item});
        feedback::LabelRequest request;
        request.label = 1;
        const bool isLabelled = isScanned && work->label(spam, request, context).ok();
        request.label = 2;
        if (!isLabelled || !work->label(ham, request, context).ok() || !work->updateFeatures(context).ok())
            work.reset();
    }
};

void labelsToTrainingSet(benchmark::State& state)
{
    static const LabelledCase made;
    if (!made.work) {
        state.SkipWithError("the case could not be made");
        return;
    }
    TrainingSelection selection;
    selection.from = TrainingSelection::From::Query;
    selection.query = "is:labelled";
    for (auto _ : state) {
        const auto set = made.work->trainingSet(selection, "boosted", RunContext({}, nullptr, 2));
        if (!set || (*set)->size() != items)
            state.SkipWithError("not all rows are there");
    }
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations()) * items);
}
BENCHMARK(labelsToTrainingSet)->Unit(benchmark::kMillisecond);

// Besides the parse.
void messageFeatures(benchmark::State& state)
{
    const Message message = Message::parse(test::sampleMessage(23));
    for (auto _ : state)
        benchmark::DoNotOptimize(features::computeMessageFeatures(message, {}));
}
BENCHMARK(messageFeatures)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace assay
