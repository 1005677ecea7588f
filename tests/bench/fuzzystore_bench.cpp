// SPDX-License-Identifier: GPL-3.0-or-later
// fuzzystore_bench [--seed=N] [options of the benchmark library]: checks and learning in a local fuzzy storage, on
// 50,000 text hashes that follow from the seed.
#include "core/fuzzy/storage/localstorage.h"

#include <benchmark/benchmark.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <thread>

namespace {

using namespace assay;
using namespace assay::fuzzy;
using Clock = std::chrono::steady_clock;

constexpr size_t hashCount = 50'000;
constexpr size_t changesTogether = 256;
uint64_t seed = 1;

HashQuery randomHash(std::mt19937_64& random)
{
    HashQuery hash;
    for (size_t i = 0; i < hash.digest.size(); i += sizeof(uint64_t)) {
        const uint64_t part = random();
        std::memcpy(hash.digest.data() + i, &part, sizeof part);
    }
    for (uint64_t& shingle : hash.shingles.emplace())
        shingle = random();
    return hash;
}

std::vector<HashQuery> randomHashes(uint64_t stream)
{
    std::mt19937_64 random(seed * 1000 + stream);
    std::vector<HashQuery> hashes(hashCount);
    for (HashQuery& hash : hashes)
        hash = randomHash(random);
    return hashes;
}

// A folder that goes with its end; what cannot be done ends the program.
class Folder
{
public:
    Folder()
        : m_path((std::filesystem::temp_directory_path() / "assay-fuzzystore-XXXXXX").string())
    {
        if (!mkdtemp(m_path.data()))
            std::exit(73);
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::filesystem::path file(const char* name) const { return std::filesystem::path(m_path) / name; }

private:
    std::string m_path;
};

template <typename T>
T need(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "fuzzystore_bench: %s\n", result.error().toString().c_str());
        std::exit(70);
    }
    return std::move(*result);
}

std::shared_ptr<LocalStorage> openStorage(const std::filesystem::path& path, std::chrono::milliseconds syncInterval)
{
    LocalStorageOptions options;
    options.syncInterval = syncInterval;
    return need(LocalStorage::open(path, options));
}

void learn(LocalStorage& storage, std::span<const HashQuery> hashes)
{
    std::vector<StorageChange> changes;
    for (const HashQuery& hash : hashes) {
        changes.push_back({ChangeKind::Write, hash, 11, 1});
        if (changes.size() == changesTogether || &hash == &hashes.back()) {
            need(storage.change(changes));
            changes.clear();
        }
    }
}

struct Filled
{
    Folder folder;
    std::vector<HashQuery> known = randomHashes(1);
    std::shared_ptr<LocalStorage> storage = openStorage(folder.file("checks.db"), {});
    Filled()
    {
        learn(*storage, known);
        need(storage->flush());
    }
};

Filled& filled()
{
    static Filled one;
    return one;
}

enum Question { Digest, ShingleHit, ShingleMiss };

std::vector<HashQuery> questions(Question question)
{
    std::vector<HashQuery> asked = randomHashes(2);
    for (size_t i = 0; i < asked.size(); ++i) {
        const HashQuery& known = filled().known[i];
        if (question == Digest)
            asked[i] = {known.digest, std::nullopt};
        for (size_t s = 0; question == ShingleHit && s < 24; ++s) // 24 of 32 in common
            (*asked[i].shingles)[s] = (*known.shingles)[s];
    }
    return asked;
}

void check(benchmark::State& state, Question question)
{
    const std::vector<HashQuery> asked = questions(question);
    LocalStorage& storage = *filled().storage;
    size_t found = 0, next = static_cast<size_t>(state.thread_index()) * 7919;
    for (auto _ : state) {
        found += storage.checkOne(asked[next % asked.size()]).isFound() ? 1 : 0;
        ++next;
    }
    if (found != (question == ShingleMiss ? 0 : static_cast<size_t>(state.iterations())))
        state.SkipWithError("wrong answers");
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations()));
}

// The longest wait of a thread that checks all the time.
class Checker
{
public:
    Checker(LocalStorage& storage, std::vector<HashQuery> asked)
        : m_thread([this, &storage, asked = std::move(asked)](const std::stop_token& stop) {
            for (size_t i = 0; !stop.stop_requested(); ++i) {
                const auto begin = Clock::now();
                benchmark::DoNotOptimize(storage.checkOne(asked[i % asked.size()]));
                m_longest = std::max(m_longest, Clock::now() - begin);
                std::this_thread::sleep_for(std::chrono::microseconds(50));
            }
        })
    {
    }
    double longestMilliseconds()
    {
        m_thread = {};
        return std::chrono::duration<double, std::milli>(m_longest).count();
    }

private:
    Clock::duration m_longest{};
    std::jthread m_thread;
};

void learning(benchmark::State& state)
{
    const std::vector<HashQuery> hashes = randomHashes(3), asked = randomHashes(4);
    double longest = 0;
    uint64_t bytes = 0;
    for (auto _ : state) {
        state.PauseTiming();
        const Folder folder;
        auto storage = openStorage(folder.file("learning.db"), std::chrono::seconds(2));
        auto checker = std::make_unique<Checker>(*storage, asked);
        state.ResumeTiming();
        learn(*storage, hashes);
        need(storage->flush());
        state.PauseTiming();
        longest = std::max(longest, checker->longestMilliseconds());
        if (need(storage->count()) != hashes.size())
            state.SkipWithError("hashes are missing");
        storage.reset();
        bytes = std::filesystem::file_size(folder.file("learning.db"));
        state.ResumeTiming();
    }
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * hashes.size()));
    state.counters["bytes_per_hash"] = static_cast<double>(bytes) / static_cast<double>(hashes.size());
    state.counters["longest_check_ms"] = longest;
}

void opening(benchmark::State& state)
{
    Filled& storage = filled();
    for (auto _ : state) {
        LocalStorageOptions options;
        options.readOnly = true;
        benchmark::DoNotOptimize(need(LocalStorage::open(storage.storage->path(), options)));
    }
    state.counters["index_bytes_per_hash"] =
        static_cast<double>(need(storage.storage->statistics()).indexBytes) / static_cast<double>(hashCount);
}

} // namespace

int main(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i) {
        if (std::strncmp(argv[i], "--seed=", 7) != 0)
            continue;
        seed = std::strtoull(argv[i] + 7, nullptr, 10);
        for (int k = i--; k + 1 <= argc; ++k)
            argv[k] = argv[k + 1];
        --argc;
    }
    for (const auto& [name, question] :
        {std::pair("check/digest", Digest), {"check/shingles_hit", ShingleHit}, {"check/shingles_miss", ShingleMiss}}) {
        benchmark::RegisterBenchmark(name, check, question)->UseRealTime();
        benchmark::RegisterBenchmark(name, check, question)->UseRealTime()->Threads(2);
    }
    benchmark::RegisterBenchmark("learn/50000_text_hashes", learning)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond)
        ->Iterations(2);
    benchmark::RegisterBenchmark("open/50000_text_hashes", opening)->UseRealTime()->Unit(benchmark::kMillisecond);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
