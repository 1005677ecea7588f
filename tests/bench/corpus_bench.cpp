// SPDX-License-Identifier: GPL-3.0-or-later
// How fast mailboxes are split. ASSAY_BENCH_MBOX names an mbox to index instead of the one that is made here.
#include "core/corpus/mbox/borderfinder.h"
#include "core/corpus/mbox/fromsearch.h"
#include "core/corpus/source.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <unistd.h>

namespace assay {
namespace {

// Messages of about 5 KB: 30 header lines, then words.
std::string makeBox(size_t size)
{
    std::mt19937 random(11);
    std::string box;
    while (box.size() < size) {
        box += "From ann@example.org Mon Jan  1 10:00:00 2024\nFrom: Ann <ann@example.org>\nSubject: one\n";
        for (int i = 0; i < 28; ++i)
            box += "X-Header-" + std::to_string(i) + ": " + std::string(20 + random() % 60, 'v') + "\n";
        box += "\n";
        for (int line = 0; line < 45; ++line) {
            for (int word = 0; word < 11; ++word) {
                box.append(1 + random() % 9, static_cast<char>('a' + random() % 26));
                box += random() % 200 == 0 ? " From " : " ";
            }
            box += "\n";
        }
        box += "\n";
    }
    return box;
}

void search(benchmark::State& state)
{
    const std::string box = makeBox(64 << 20);
    for (auto _ : state) {
        size_t hits = 0;
        const char* end = box.data() + box.size();
        for (const char* at = findFrom(box.data(), end); at != end; at = findFrom(at + 1, end))
            ++hits;
        benchmark::DoNotOptimize(hits);
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * box.size()));
}
BENCHMARK(search);

void split(benchmark::State& state)
{
    const std::string box = makeBox(64 << 20);
    constexpr size_t piece = 256 << 10;
    size_t entries = 0;
    for (auto _ : state) {
        BorderFinder finder(false, box.size());
        for (size_t at = 0; at < box.size(); at += piece)
            finder.feed(std::string_view(box).substr(at, piece));
        finder.finish();
        entries = finder.entries().size();
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * box.size()));
    state.counters["entries"] = static_cast<double>(entries);
}
BENCHMARK(split);

// Counts items; keeps when the first came.
class CountingSink : public SourceSink
{
public:
    uint32_t beginContainer(const Container&) override { return containers++; }
    void items(std::span<const ItemRecord> batch) override
    {
        if (count == 0)
            firstMs = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
        count += batch.size();
        lastOffset = batch.back().offset;
    }
    void endContainer(uint32_t, const Container&) override { }

    const std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
    uint32_t containers = 0;
    uint64_t count = 0;
    uint64_t lastOffset = 0;
    double firstMs = 0;
};

void readFromCache(benchmark::State& state)
{
    const char* chosen = std::getenv("ASSAY_BENCH_MBOX");
    std::filesystem::path path = chosen ? chosen : "";
    if (!chosen) {
        path = std::filesystem::temp_directory_path() / ("assay-bench-" + std::to_string(::getpid()));
        std::ofstream(path, std::ios::binary) << makeBox(256 << 20);
    }
    for (auto _ : state) {
        CountingSink sink;
        if (!readSource(path, {}, sink, RunContext()))
            state.SkipWithError("cannot be read");
        state.counters["items"] = static_cast<double>(sink.count);
        state.counters["last"] = static_cast<double>(sink.lastOffset);
        state.counters["first_ms"] = sink.firstMs;
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * std::filesystem::file_size(path)));
    if (!chosen)
        std::filesystem::remove(path);
}
BENCHMARK(readFromCache)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace assay
