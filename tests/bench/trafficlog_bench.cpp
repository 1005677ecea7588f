// SPDX-License-Identifier: GPL-3.0-or-later
// Access logs in memory to requests, and to request sets with features, on one and on two threads.
#include "core/traffic/log/logreader.h"
#include "core/traffic/sets/hourly.h"
#include "core/traffic/sets/setbuilder.h"
#include "core/traffic/synth/logwriter.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>

namespace assay::traffic {
namespace {

using Format = SynthLogWriter::Format;

std::string madeLog(uint64_t seed, Format format)
{
    SynthOptions options;
    options.seed = seed;
    options.requests = 1'000'000;
    std::string log;
    SynthLogWriter writer(format);
    const auto made = synthesizeTraffic(options,
        [&](const SynthRequest& request) {
            writer.append(log, request);
            return true;
        },
        {});
    return made ? log : std::string();
}

uint64_t readAll(
    benchmark::State& state, const std::string& log, unsigned workers, const std::function<bool(const Request&)>& take)
{
    size_t at = 0;
    const ByteSource source = [&](char* buffer, size_t length) -> Result<size_t> {
        const size_t size = std::min(length, log.size() - at);
        std::memcpy(buffer, log.data() + at, size);
        at += size;
        return size;
    };
    const auto read = readLog(source, {}, {take}, RunContext({}, nullptr, workers));
    if (!read || read->rejects > 0 || read->requests == 0) {
        state.SkipWithError("the log was not read");
        return 0;
    }
    return read->requests;
}

// Arguments: seed, format, threads.
template <typename Body>
void measure(benchmark::State& state, Body body)
{
    const std::string log = madeLog(static_cast<uint64_t>(state.range(0)), static_cast<Format>(state.range(1)));
    uint64_t lines = 0;
    for (auto unused : state) {
        (void)unused;
        lines += body(log, static_cast<unsigned>(state.range(2)));
    }
    state.SetItemsProcessed(static_cast<int64_t>(lines));
}

void BM_ReadLog(benchmark::State& state)
{
    measure(state, [&](const std::string& log, unsigned workers) {
        return readAll(state, log, workers, [](const Request&) { return true; });
    });
}

void BM_LogToSets(benchmark::State& state)
{
    measure(state, [&](const std::string& log, unsigned workers) {
        SetBuilder builder({}, [](const FinishedSet& set) {
            benchmark::DoNotOptimize(set.document.data());
            return true;
        });
        const uint64_t lines =
            readAll(state, log, workers, [&](const Request& request) { return builder.add(request); });
        builder.finish();
        return lines;
    });
}

void BM_LogToHours(benchmark::State& state)
{
    measure(state, [&](const std::string& log, unsigned workers) {
        HourlyBuilder builder({}, [](const HourlyRow&) { return true; });
        const uint64_t lines =
            readAll(state, log, workers, [&](const Request& request) { return builder.add(request); });
        builder.finish();
        return lines;
    });
}

void arguments(benchmark::internal::Benchmark* bench)
{
    bench->Unit(benchmark::kMillisecond)->UseRealTime()->ArgNames({"seed", "format", "threads"});
    for (const Format format : {Format::VhostCombined, Format::Json}) {
        for (const int threads : {1, 2})
            bench->Args({2026, static_cast<int>(format), threads});
    }
    bench->Args({7, static_cast<int>(Format::VhostCombined), 2});
}
BENCHMARK(BM_ReadLog)->Apply(arguments);
BENCHMARK(BM_LogToSets)->Apply(arguments);
BENCHMARK(BM_LogToHours)
    ->Args({2026, static_cast<int>(Format::VhostCombined), 2})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

} // namespace
} // namespace assay::traffic
