// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/modelholder.h"

#include "tests/core/train/registrysample.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <set>

namespace assay::train {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// In memory: a thousand promotions wait for no disk.
class ModelHolderTest : public testing::Test
{
protected:
    void SetUp() override
    {
        std::string name = "/dev/shm/assay-holder-XXXXXX";
        m_folder = mkdtemp(name.data());
        ASSERT_FALSE(m_folder.empty());
        for (unsigned seed = 1; seed <= 2; ++seed) {
            const auto staged = test::stagedModel(m_folder / "staged", seed);
            const auto published = registry().publish(staged, {"forest"});
            ASSERT_TRUE(published.ok());
            m_ids.push_back("forest/" + published->id);
        }
        promote(1);
    }
    void TearDown() override { fs::remove_all(m_folder); }
    Registry& registry() { return m_registry ? *m_registry : m_registry.emplace(m_folder / "models"); }
    void promote(unsigned number) { ASSERT_TRUE(registry().promote({"forest", std::to_string(number)}).ok()); }
    HolderOptions options(SwapRule rule = SwapRule::EndOfBatch) { return {{"a", "b", "c"}, rule, 0.2, 1h, 1h, 1h}; }
    // Promotes and waits until the holder has seen it.
    void promoteAndLoad(ModelHolder& holder, unsigned number)
    {
        promote(number);
        look(holder);
    }
    static void look(ModelHolder& holder)
    {
        const uint64_t before = holder.state().checks;
        holder.refresh();
        while (holder.state().checks == before)
            std::this_thread::sleep_for(100us);
    }
    static std::string batch(ModelHolder& holder) { return ModelHolder::Batch(holder).models().id; }

    fs::path m_folder;
    std::optional<Registry> m_registry;
    std::vector<std::string> m_ids; // of the sets
};

TEST_F(ModelHolderTest, AVersionStoredWhileIdleWaitsForOneBatchMore)
{
    ModelHolder holder(m_folder / "models", options());
    EXPECT_EQ(batch(holder), m_ids[0]); // window k
    promoteAndLoad(holder, 2);
    EXPECT_EQ(holder.state().ready, m_ids[1]);
    EXPECT_EQ(batch(holder), m_ids[0]); // k + 1: still the old one
    EXPECT_EQ(batch(holder), m_ids[1]); // k + 2
    EXPECT_EQ(holder.state().swaps, 1u);
}

TEST_F(ModelHolderTest, AVersionStoredDuringABatchServesTheNextOne)
{
    ModelHolder holder(m_folder / "models", options());
    {
        const ModelHolder::Batch running(holder); // window k
        promoteAndLoad(holder, 2);
        EXPECT_EQ(running.models().id, m_ids[0]);
    }
    EXPECT_EQ(batch(holder), m_ids[1]); // k + 1
}

TEST_F(ModelHolderTest, TheOtherRuleSwapsWhenABatchBegins)
{
    ModelHolder holder(m_folder / "models", options(SwapRule::NextBatch));
    EXPECT_EQ(batch(holder), m_ids[0]);
    promoteAndLoad(holder, 2);
    EXPECT_EQ(batch(holder), m_ids[1]);
    {
        const ModelHolder::Batch running(holder);
        promoteAndLoad(holder, 1);
        EXPECT_EQ(running.models().id, m_ids[1]);
        EXPECT_EQ(batch(holder), m_ids[0]); // another one beside it
        EXPECT_EQ(running.models().id, m_ids[1]);
    }
    EXPECT_EQ(batch(holder), m_ids[0]);
}

TEST_F(ModelHolderTest, APromotionTakenBackBeforeItsTurnChangesNothing)
{
    ModelHolder holder(m_folder / "models", options());
    promoteAndLoad(holder, 2);
    ASSERT_TRUE(registry().rollBack("forest", "", "").ok());
    look(holder);
    EXPECT_EQ(holder.state().ready, "");
    EXPECT_EQ(batch(holder), m_ids[0]);
    EXPECT_EQ(batch(holder), m_ids[0]);
    EXPECT_EQ(holder.state().swaps, 0u);
}

TEST_F(ModelHolderTest, ADamagedVersionKeepsTheOldOne)
{
    ModelHolder holder(m_folder / "models", options(SwapRule::NextBatch));
    promote(2);
    const fs::path file = m_folder / "models" / "forest" / "versions" / m_ids[1].substr(7) / "model.bin";
    const std::string sound = [&] {
        std::ifstream in(file, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    }();
    std::string damaged = sound;
    damaged[50] ^= 1;
    fs::remove(file); // hard links would change too
    std::ofstream(file, std::ios::binary) << damaged;
    look(holder);
    EXPECT_EQ(holder.state().failures, 1u);
    ASSERT_TRUE(holder.state().error);
    EXPECT_EQ(holder.state().error->code, ErrorCode::BadData);
    EXPECT_EQ(batch(holder), m_ids[0]);
    EXPECT_EQ(registry().decisions()->back().event, "LOAD_FAILED");
}

TEST_F(ModelHolderTest, AModelThatLacksFeaturesIsRefusedAndTriedAgain)
{
    HolderOptions narrow = options(SwapRule::NextBatch);
    narrow.columns = {"a", "b", "other"}; // one of three is missing
    narrow.firstRetry = 1ms;
    narrow.lastRetry = 20ms;
    ModelHolder holder(m_folder / "models", narrow);
    EXPECT_EQ(batch(holder), ""); // nothing can be used
    EXPECT_EQ(holder.state().error->detail, "1 of 3 features are missing");
    promoteAndLoad(holder, 2);
    const uint64_t failures = holder.state().failures;
    EXPECT_GE(failures, 1u);
    while (holder.state().failures < failures + 3) // again and again, without being asked
        std::this_thread::sleep_for(1ms);
    EXPECT_EQ(batch(holder), "");
    const auto decisions = registry().decisions();
    EXPECT_EQ(decisions->back().event, "LOAD_FAILED");
    EXPECT_NE(decisions->back().data.find("0.333"), std::string::npos);
    // A single absent one of many is no reason.
    narrow.mostAbsent = 0.4;
    ModelHolder tolerant(m_folder / "models", narrow);
    EXPECT_EQ(batch(tolerant), m_ids[1]);
}

// What the workers of the load test did.
struct Load
{
    static constexpr size_t batchSize = 8;
    std::atomic<uint64_t> nextItem{0}, items{0}, faults{0};
    std::mutex mutex;
    std::vector<std::weak_ptr<const ModelSet>> sets;

    void work(ModelHolder& holder, const std::stop_token& stop)
    {
        while (!stop.stop_requested()) {
            const ModelHolder::Batch batch(holder);
            const std::string id = batch.models().id;
            const uint64_t first = nextItem.fetch_add(batchSize);
            for (uint64_t item = first; item < first + batchSize; ++item) {
                const double value = static_cast<double>(item % 100) / 100;
                for (const LiveModel& model : batch.models().models)
                    faults += model.voice->score({{value, value, value}}) ? 0 : 1;
                faults += batch.models().models.size() == 1 && batch.models().id == id ? 0 : 1;
                ++items;
            }
            const std::lock_guard guard(mutex);
            sets.push_back(batch.watch());
        }
    }
};

TEST_F(ModelHolderTest, SwapsAThousandTimesUnderLoadWithoutALeak)
{
    Load load;
    {
        ModelHolder holder(m_folder / "models", options());
        std::vector<std::jthread> workers;
        for (int i = 0; i < 3; ++i)
            workers.emplace_back([&](const std::stop_token& stop) { load.work(holder, stop); });
        for (unsigned swap = 1; swap <= 1000; ++swap) {
            promoteAndLoad(holder, 1 + swap % 2);
            while (holder.state().swaps < swap)
                std::this_thread::sleep_for(50us);
            const std::lock_guard guard(load.mutex);
            std::erase_if(load.sets, [](const auto& set) { return set.expired(); });
            // The one in use, those of running batches, and what the thread has yet to free.
            std::set<std::shared_ptr<const ModelSet>> living;
            for (const auto& set : load.sets) {
                if (auto alive = set.lock())
                    living.insert(std::move(alive));
            }
            ASSERT_LE(living.size(), 6u) << "after swap " << swap;
        }
        for (std::jthread& worker : workers)
            worker.request_stop();
        workers.clear();
        EXPECT_EQ(holder.state().swaps, 1000u);
        EXPECT_EQ(holder.state().failures, 0u);
        // Everything given out was scored, once, by one set.
        EXPECT_EQ(load.items, load.nextItem);
        EXPECT_EQ(load.faults, 0u);
        EXPECT_GE(load.items, 1000u * Load::batchSize);
    }
    for (const auto& set : load.sets)
        EXPECT_TRUE(set.expired());
}

} // namespace
} // namespace assay::train
