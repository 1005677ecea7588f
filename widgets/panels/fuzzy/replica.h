// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/replication/replication.h"
#include "widgets/bridge/fuzzydesk.h"

#include <map>
#include <optional>

namespace assay::gui {

// Flag of the master -> flag here.
using FlagTranslation = std::map<uint8_t, uint8_t>;
// "13=12, 11=10"; nullopt when it cannot be read or names a flag twice.
std::optional<FlagTranslation> parseFlagTranslation(const QString& text);

// A storage of the case, and the file of the master that it follows (or a copy of it).
struct Replica
{
    std::shared_ptr<Case> file;
    fuzzy::FuzzyRule rule; // of the storage
    std::filesystem::path master;
    std::string source; // name of the master here
    FlagTranslation flags;
};

// How a storage stands to its master.
struct ReplicaComparison
{
    uint32_t masterVersion = 0;
    std::optional<uint32_t> knownVersion; // of the master, here; nullopt: nothing ever came from it
    bool missedUpdates = false; // known since they were missed
    uint64_t hashesThere = 0, hashesHere = 0;
    uint64_t onlyThere = 0, onlyHere = 0, otherFlag = 0, otherWeight = 0; // flags as they are translated

    // Versions that this storage lacks; below 0: the file is older than what came here.
    int64_t behind() const { return int64_t{masterVersion} - int64_t{knownVersion.value_or(0)}; }
    // InSync, Behind (by one version, which may still come), ColdSyncNeeded.
    fuzzy::ReplicationHealth health() const;
};

struct ColdSynced
{
    fuzzy::ColdSyncReport report;
    std::filesystem::path kept; // the file before
};

// For jobs. BadArgument when the file is that of the storage itself.
Result<ReplicaComparison> compareReplica(const Replica& replica, const RunContext& context);
// Puts a copy of the master's file in place of the storage's. Locked when a scan, a service or another program has the
// storage open and does not let go of it for ten seconds.
Result<ColdSynced> coldSync(const Replica& replica, const RunContext& context);

} // namespace assay::gui
