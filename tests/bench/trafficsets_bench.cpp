// SPDX-License-Identifier: GPL-3.0-or-later
// Request sets and features of a million made-up requests; what makes them, by the way.
#include "core/traffic/sets/setbuilder.h"
#include "core/traffic/synth/synth.h"

#include <benchmark/benchmark.h>

#include <deque>

namespace assay::traffic {
namespace {

constexpr uint64_t million = 1'000'000;

SynthOptions benchOptions(uint64_t seed)
{
    SynthOptions options;
    options.seed = seed;
    options.requests = million * 11 / 10; // a million are certain
    return options;
}

// Requests in memory, so that nothing but the sets is timed.
class Requests
{
public:
    explicit Requests(uint64_t seed)
    {
        m_requests.reserve(million);
        const auto made = synthesizeTraffic(benchOptions(seed),
            [this](const SynthRequest& one) {
                keep(one.request);
                return m_requests.size() < million;
            },
            {});
        if (!made)
            m_requests.clear();
    }
    const std::vector<Request>& all() const { return m_requests; }

private:
    std::string_view kept(std::string_view text)
    {
        if (m_blocks.empty() || m_blocks.back().size() + text.size() > m_blocks.back().capacity())
            m_blocks.emplace_back().reserve(size_t{1} << 20);
        m_blocks.back() += text;
        return std::string_view(m_blocks.back()).substr(m_blocks.back().size() - text.size());
    }
    void keep(Request request)
    {
        for (std::string_view* text : {&request.host, &request.path, &request.ja4, &request.serverName})
            *text = kept(*text);
        for (auto* text : {&request.query, &request.userAgent, &request.referer}) {
            if (*text)
                *text = kept(**text);
        }
        m_requests.push_back(request);
    }

    std::vector<Request> m_requests;
    std::deque<std::string> m_blocks; // never grow behind their reserve
};

void BM_RequestSets(benchmark::State& state)
{
    const Requests requests(static_cast<uint64_t>(state.range(0)));
    if (requests.all().size() < million) {
        state.SkipWithError("fewer than a million requests");
        return;
    }
    uint64_t sets = 0;
    for (auto unused : state) {
        (void)unused;
        SetBuilder builder(SetOptions(), [&](const FinishedSet& set) {
            benchmark::DoNotOptimize(set.document.data());
            return true;
        });
        for (const Request& request : requests.all())
            builder.add(request);
        sets = builder.finish().sets;
    }
    state.counters["sets"] = static_cast<double>(sets);
    state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(million));
}
BENCHMARK(BM_RequestSets)->Arg(1)->Arg(20261122)->Unit(benchmark::kMillisecond);

void BM_Synthesize(benchmark::State& state)
{
    uint64_t requests = 0;
    for (auto unused : state) {
        (void)unused;
        const auto made = synthesizeTraffic(benchOptions(static_cast<uint64_t>(state.range(0))),
            [&](const SynthRequest& one) {
                requests += one.request.path.size() > 0;
                return true;
            },
            {});
        benchmark::DoNotOptimize(made.ok());
    }
    state.SetItemsProcessed(static_cast<int64_t>(requests));
}
BENCHMARK(BM_Synthesize)->Arg(1)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace assay::traffic
