// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/store/localstore.h"

#include <chrono>

namespace assay::neural {
namespace {

constexpr int lockExtension = 30; // seconds

} // namespace

Result<std::optional<Profile>> trainWhenReady(LocalStore& store, const LearningRule& rule, const Profile& profile,
    std::string_view host, double now, const RunContext& context)
{
    const auto held = store.count(profile);
    if (!held)
        return held.error();
    if (!isReadyToTrain(*held, rule))
        return std::optional<Profile>();
    const auto holder = store.lock(rule, profile, host, now);
    if (!holder)
        return holder.error();
    if (*holder)
        return std::optional<Profile>();
    const auto train = [&]() -> Result<std::optional<Profile>> {
        size_t skipped = 0;
        const auto vectors = store.vectors(profile, &skipped);
        if (!vectors)
            return vectors.error();
        if (vectors->count() < rule.maxTrains / 2)
            return Error{ErrorCode::BadArgument, "training vectors",
                std::to_string(vectors->count()) + " can be read, at least " + std::to_string(rule.maxTrains / 2)
                    + " are needed"};
        Generator generator;
        auto told = std::chrono::steady_clock::now();
        const auto tell = [&](size_t, const EpochCosts&) {
            const auto tick = std::chrono::steady_clock::now();
            if (tick - told < std::chrono::seconds(lockExtension))
                return true;
            told = tick;
            return store.extendLock(profile, lockExtension).ok(); // without the lock somebody else may train
        };
        const auto trained = trainNetwork(*vectors, rule.training, generator, context, tell);
        if (!trained)
            return trained.error();
        auto saved = store.save(rule, profile, trained->graph, now);
        return saved ? Result<std::optional<Profile>>(std::optional(std::move(*saved))) : saved.error();
    };
    auto result = train();
    if (!result) {
        if (const auto unlocked = store.unlock(profile); !unlocked)
            return unlocked.error();
    }
    return result;
}

} // namespace assay::neural
