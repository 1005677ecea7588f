// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/featureset.h"
#include "core/models/voice.h"
#include "core/train/registry.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace assay::train {

// A version that scores rows of the columns it was bound to.
struct LiveModel
{
    std::string name, version; // in the registry
    uint64_t number = 0;
    std::shared_ptr<const models::Voice> voice;
};

// The models that score together. Never changes.
struct ModelSet
{
    std::vector<LiveModel> models; // by name; may be empty
    std::string id; // "boosted/20261122T..., forest/...": kept with what they said
};

// When a set that was loaded takes the place of the one in use.
enum class SwapRule {
    EndOfBatch, // when a batch has ended: one that arrives while nothing runs waits for one batch more
    NextBatch // when a batch begins
};

struct HolderOptions
{
    std::vector<std::string> columns; // of the rows to come
    SwapRule rule = SwapRule::EndOfBatch;
    double mostAbsent = 0.20; // share of a model's features that the columns may lack; more refuses the swap
    std::chrono::milliseconds checkEvery{30'000}; // for promotions by others
    std::chrono::milliseconds firstRetry{1000}, lastRetry{300'000}; // after a failure; doubled each time
    const features::FeatureSet* items = nullptr; // models of other items are left out; null: none are
};

// Gives batches of rows the models that are current, and swaps these between batches while others go on. New models are
// loaded, verified and warmed up on a thread of its own before they take any place; one that cannot be keeps the old
// ones (LOAD_FAILED in the log) and is tried again. Old ones are freed on that thread too, when their last batch has
// ended. Any thread; destroy it after all batches.
class ModelHolder
{
public:
    // Loads the current models before it returns; those that cannot be used are left out.
    ModelHolder(std::filesystem::path registry, HolderOptions options);
    ~ModelHolder();
    ModelHolder(const ModelHolder&) = delete;
    ModelHolder& operator=(const ModelHolder&) = delete;

    // One batch: scored by one set from its beginning to its end. Hand out what it found before it ends.
    class Batch
    {
    public:
        explicit Batch(ModelHolder& holder)
            : m_holder(holder)
            , m_set(holder.begin())
        {
        }
        ~Batch() { m_holder.end(std::move(m_set)); }
        Batch(const Batch&) = delete;
        Batch& operator=(const Batch&) = delete;
        const ModelSet& models() const { return *m_set; }
        std::weak_ptr<const ModelSet> watch() const { return m_set; }

    private:
        ModelHolder& m_holder;
        std::shared_ptr<const ModelSet> m_set;
    };

    // Looks at the registry now instead of at the next check; does not wait for it.
    void refresh();

    struct State
    {
        std::string current; // id of the set for the next batch, unless a swap comes first
        std::string ready; // id of a set that waits for its turn; empty: none
        uint64_t swaps = 0;
        uint64_t checks = 0; // looks at the registry that were ended
        uint64_t failures = 0; // since the last success
        std::optional<Error> error; // of the last failure
    };
    State state() const;

private:
    using SetPtr = std::shared_ptr<const ModelSet>;
    struct Wanted
    {
        std::string model, version;
    };

    SetPtr begin();
    void end(SetPtr set);
    void swapIfReady();
    void run(const std::stop_token& stop);
    void check();
    std::vector<Wanted> wanted() const;
    Result<LiveModel> load(const Wanted& one);

    Registry m_registry;
    const HolderOptions m_options;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    SetPtr m_current, m_ready;
    std::vector<SetPtr> m_gone; // to be freed by the thread
    bool m_isAsked = false;
    State m_state;
    std::chrono::steady_clock::time_point m_nextCheck;
    std::jthread m_thread; // last: it uses all of the above
};

} // namespace assay::train
