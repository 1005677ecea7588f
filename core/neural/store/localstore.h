// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/neural/data/profile.h"
#include "core/neural/store/learningrule.h"
#include "core/store/database.h"

#include <memory>
#include <span>

namespace assay::neural {

// Profiles, networks and training vectors in a file, with the meaning that they have in rspamd's Redis: profiles are
// ordered by their last use, vectors are sets, a network has a lock while it is trained, and what nobody uses expires.
// What rspamd does with one script is one transaction here, so several programs may share a file. Times are seconds
// since 1970, given by the caller. One thread at a time.
class LocalStore
{
public:
    static Result<LocalStore> open(const std::filesystem::path& file);

    // The newest profile of these symbols; one of version 0 is made when there is none.
    Result<Profile> ensureProfile(const LearningRule& rule, const std::vector<std::string>& symbols, double now);
    // Newest use first, at most rule.keptProfiles.
    Result<std::vector<Profile>> profiles(const LearningRule& rule) const;

    struct Network
    {
        Profile profile;
        Graph graph;
    };
    // The trained network nearest to these symbols, if one is near enough (the newest version of several); it counts as
    // used then. `loaded` is what the caller already has: nothing when there is none better.
    Result<std::optional<Network>> loadBetter(
        const LearningRule& rule, const std::vector<std::string>& symbols, const Profile* loaded, double now);

    // How a vector was received. Locked: a training runs, try again later.
    enum class Stored { Stored, Known, Full, Ahead, Skipped, Locked };
    struct Coins
    {
        double first = 0, second = 0; // of [0, 1)
    };
    // BadArgument when the vector has not the length of the profile.
    Result<Stored> addVector(const LearningRule& rule, const Profile& profile, MailClass which,
        std::span<const double> numbers, Coins coins, double now);
    Result<VectorCounts> count(const Profile& profile) const;
    // Damaged ones are left out and counted in `skipped`.
    Result<TrainingVectors> vectors(const Profile& profile, size_t* skipped = nullptr) const;

    struct LockHolder
    {
        double since = 0;
        std::string host;
    };
    // Takes the lock of a profile, or says who has it. A lock older than twice the watch interval (at least 10 s) is
    // gone.
    Result<std::optional<LockHolder>> lock(
        const LearningRule& rule, const Profile& profile, std::string_view host, double now);
    // A training tells every half minute that it lives.
    Result<void> extendLock(const Profile& profile, double seconds);
    Result<void> unlock(const Profile& profile);

    // Publishes a network as the next version of the profile: vectors of the new key go, both locks are released, the
    // vectors that were learned from stay with the old profile until it is invalidated.
    Result<Profile> save(const LearningRule& rule, const Profile& profile, const Graph& graph, double now);

    // Removes all but the profiles used last, with networks and vectors; returns them.
    Result<std::vector<Profile>> invalidate(const LearningRule& rule);
    // Removes networks, and vectors, that were not used for the rule's expiry.
    Result<void> expire(const LearningRule& rule, double now);

private:
    explicit LocalStore(std::unique_ptr<store::Database> database)
        : m_database(std::move(database))
    {
    }
    Result<Profile> addProfile(const LearningRule& rule, Profile profile, double now);
    Result<void> remove(const std::string& list, const Profile& profile);
    Result<std::vector<Profile>> listed(const LearningRule& rule, std::string_view order, int64_t limit) const;
    Result<bool> isLocked(const Profile& profile, const LearningRule& rule, double now) const;

    std::unique_ptr<store::Database> m_database;
};

// One round of rspamd's controller: counts the vectors of the profile, and when they are enough takes the lock, trains
// and publishes the next version. Nothing when there is not enough, or somebody else trains. BadArgument when there are
// less than half of rule.maxTrains, after all, or one class only. The lock is released whatever happens.
Result<std::optional<Profile>> trainWhenReady(LocalStore& store, const LearningRule& rule, const Profile& profile,
    std::string_view host, double now, const RunContext& context);

} // namespace assay::neural
