// SPDX-License-Identifier: GPL-3.0-or-later
// How fast captures are read, from packets to requests and hellos. ASSAY_BENCH_CAPTURE names a file to read instead of
// the capture that is made here.
#include "core/base/file.h"
#include "core/traffic/capture/capturereader.h"
#include "tests/bench/busycapture.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace assay::traffic {
namespace {

std::string input()
{
    if (const char* path = std::getenv("ASSAY_BENCH_CAPTURE")) {
        auto bytes = readFile(path);
        return bytes ? std::move(*bytes) : std::string();
    }
    return test::busyCapture(64 << 20, 11);
}

void ingest(benchmark::State& state)
{
    const std::string bytes = input();
    uint64_t requests = 0, hellos = 0;
    for (auto _ : state) {
        requests = hellos = 0;
        size_t at = 0;
        const ByteSource source = [&](char* buffer, size_t length) -> Result<size_t> {
            const size_t count = std::min(length, bytes.size() - at);
            std::memcpy(buffer, bytes.data() + at, count);
            at += count;
            return count;
        };
        CaptureSink sink;
        sink.onHttp = [&](const HttpTransaction&) { return ++requests > 0; };
        sink.onHello = [&](const HelloRecord&) { return ++hellos > 0; };
        const auto summary = readCapture(source, {}, sink, {});
        benchmark::DoNotOptimize(summary);
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes.size()));
    state.counters["requests"] = static_cast<double>(requests);
    state.counters["hellos"] = static_cast<double>(hellos);
}
BENCHMARK(ingest)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace assay::traffic
