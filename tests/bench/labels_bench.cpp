// SPDX-License-Identifier: GPL-3.0-or-later
// Labels of a case of a million items: single, in bulk, taken back, and read.
#include "core/casefile/case.h"
#include "core/store/database.h"

#include <benchmark/benchmark.h>

#include <filesystem>
#include <numeric>

namespace assay {
namespace {

constexpr uint32_t itemCount = 1'000'000;

// Rows of items without files behind them: labels need no more.
std::unique_ptr<Case> makeCase(const std::filesystem::path& path)
{
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    {
        const auto made = Case::create(path);
    }
    {
        auto database = store::Database::open(path, store::OpenMode::ReadWrite);
        const auto filled = database->execute(
            "BEGIN; INSERT INTO source(id,path,state,added_at) VALUES(1,'/x',1,0);"
            "INSERT INTO folder(id,source,path,format) VALUES(1,1,'','mbox');"
            "INSERT INTO container(id,source,folder,path,format,size,modified_ns,device,inode,first_item) "
            "VALUES(1,1,1,'','mbox',0,0,0,0,0);"
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n WHERE i<999999) INSERT INTO item(id,"
            "container,kind,entry_offset,message_offset,length,split_defects,defects,subject) "
            "SELECT i,1,0,i*1000,i*1000,900,0,0,'Subject number '||i FROM n; COMMIT");
        if (!filled)
            std::abort();
    }
    return std::move(*Case::open(path));
}

struct World
{
    World()
        : folder(std::filesystem::temp_directory_path() / ("assay-labels-bench-" + std::to_string(getpid())))
    {
        std::filesystem::create_directories(folder);
        file = makeCase(folder / "bench.assay");
    }
    ~World()
    {
        file.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
    std::filesystem::path folder;
    std::unique_ptr<Case> file;
};

World& world()
{
    static World theWorld;
    return theWorld;
}

void give(benchmark::State& state, const std::vector<ItemId>& items, feedback::LabelId label)
{
    feedback::LabelRequest request;
    request.label = label;
    const auto done = world().file->label(items, request);
    if (!done || !done->isStored())
        state.SkipWithError("labels were not stored");
}

std::vector<ItemId> everyTenth(uint32_t first)
{
    std::vector<ItemId> items;
    for (uint32_t i = 0; i < 100'000; ++i)
        items.push_back(ItemId{first + i * 10});
    return items;
}

void singleLabel(benchmark::State& state)
{
    world();
    uint32_t next = 0;
    for (auto _ : state) {
        const uint32_t item = next * 7919 % itemCount;
        give(state, {ItemId{item}}, static_cast<feedback::LabelId>(1 + next / itemCount % 4));
        ++next;
    }
}
BENCHMARK(singleLabel)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(300);

void bulkOf100000(benchmark::State& state)
{
    const auto items = everyTenth(0);
    feedback::LabelId label = 1;
    for (auto _ : state) {
        give(state, items, label);
        label = static_cast<feedback::LabelId>(label % 4 + 1);
    }
}
BENCHMARK(bulkOf100000)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(4);

void undoOf100000(benchmark::State& state)
{
    for (auto _ : state) {
        if (!world().file->undo())
            state.SkipWithError("nothing was undone");
    }
}
BENCHMARK(undoOf100000)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(4);

// The first question after opening, and the one after a key.
void columnsFromNothing(benchmark::State& state)
{
    std::vector<ItemId> all(itemCount);
    for (uint32_t i = 0; i < itemCount; ++i)
        all[i] = ItemId{i};
    give(state, all, 2);
    auto database = store::Database::open(world().file->path(), store::OpenMode::ReadOnly);
    const feedback::LabelStore store(*database);
    for (auto _ : state)
        benchmark::DoNotOptimize(store.columns(itemCount, nullptr, {}));
}
BENCHMARK(columnsFromNothing)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(5);

void columnsAfterOneLabel(benchmark::State& state)
{
    auto database = store::Database::open(world().file->path(), store::OpenMode::ReadOnly);
    const feedback::LabelStore store(*database);
    auto columns = *store.columns(itemCount, nullptr, {});
    uint32_t next = 0;
    for (auto _ : state) {
        state.PauseTiming();
        give(state, {ItemId{next++}}, 3);
        state.ResumeTiming();
        columns = *store.columns(itemCount, columns, {});
    }
}
BENCHMARK(columnsAfterOneLabel)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(50);

} // namespace
} // namespace assay
