// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/modeldir.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::train {

// Candidate: trained, its gate passed or not yet judged. Accepted: it has been current. Rejected: its gate failed.
// Quarantined: its files are not what its manifest says; never loaded.
using models::VersionStatus;
using models::versionStatusName;

// One trained version of a model.
struct VersionInfo
{
    std::string model; // name of the model: letters, digits, '-', '_', at most 64
    std::string id; // "20261122T045012345Z-1a2b3c"
    uint64_t number = 0; // counts from 1 within the model, never reused: "boosted 3"
    VersionStatus status = VersionStatus::Candidate; // now; that of the manifest is the one at its publication
    bool isPinned = false;
    std::vector<std::string> aliases; // that point here: "current", "candidate", "previous", others
    models::Manifest manifest;
    uint64_t bytes = 0; // of its files
};

// A line of decisions.jsonl.
struct Decision
{
    int64_t at = 0; // milliseconds since 1970
    std::string job, event, model, version, user, data; // event: "MODEL_PUBLISHED" ...; data: JSON object
};

inline constexpr std::string_view aliasCurrent = "current", aliasCandidate = "candidate", aliasPrevious = "previous";

struct PublishRequest
{
    std::string model;
    VersionStatus status = VersionStatus::Candidate;
    std::string user = {}, job = {}, note = {};
};

struct PromoteRequest
{
    std::string model, version; // id, number or alias
    std::string alias = std::string(aliasCurrent);
    std::string note = {}, user = {};
    // Why a version is made current although its gate failed; without it that is refused.
    std::string overrideReason = {};
};

struct PurgeReport
{
    std::vector<std::string> removed; // "boosted 20261122T..."
    uint64_t bytes = 0;
};

// The models of a case on disk:
//   NAME/versions/ID/{manifest.json, model.bin ...}   NAME/ALIAS (one line: an id)   history.jsonl   decisions.jsonl
// A version is published by one rename and never changed; an alias by another. Readers see the old state or the new
// one, also after a crash. Whatever is read is checked: names, ids, sizes, hashes.
//
// Threads: every method from any thread. Processes: changes take a lock file (Locked: another one is changing it).
// Errors: NotFound, BadArgument, BadData, Locked, ReadOnly, DiskFull, WriteFailed; whatever stood stays as it was.
class Registry
{
public:
    // Nothing is made before the first change. Leftovers of broken publications older than an hour are removed.
    explicit Registry(std::filesystem::path directory);
    const std::filesystem::path& directory() const { return m_directory; }

    // All versions, by name, newest first. A version that cannot be read is listed as quarantined, with what is known.
    Result<std::vector<VersionInfo>> list() const;
    // By id, number ("3") or alias.
    Result<VersionInfo> find(std::string_view model, std::string_view version) const;
    // Verified and loaded. When files are damaged, the version is quarantined and BadData says so.
    Result<models::StoredModel> load(std::string_view model, std::string_view version) const;
    // What scans use: the current version of each model, or its previous one when that is damaged (logged). Models
    // without a current version are left out.
    struct Loaded
    {
        VersionInfo info;
        models::StoredModel stored;
    };
    Result<std::vector<Loaded>> loadCurrent() const;

    // Takes a model directory (models::saveModelDir) into the registry; the directory is moved, also across disks.
    // Points "candidate" at it unless it is rejected.
    Result<VersionInfo> publish(const std::filesystem::path& staged, const PublishRequest& request);
    // Moves an alias after the version was loaded. "current" remembers the one before as "previous", and ends
    // "candidate" when that was the same. BadArgument: a rejected version without overrideReason, unknown alias
    // characters; BadData: a quarantined one.
    Result<VersionInfo> promote(const PromoteRequest& request);
    // Makes the previous version current, and the other way round.
    Result<VersionInfo> rollBack(std::string_view model, std::string_view note, std::string_view user);
    Result<void> removeAlias(std::string_view model, std::string_view alias, std::string_view user);
    Result<void> setPinned(std::string_view model, std::string_view version, bool on);
    // BadArgument when an alias points at it or it is pinned.
    Result<void> remove(std::string_view model, std::string_view version, std::string_view user);
    // Keeps the newest `count` accepted versions and candidates of each model, others of the last 7 days, and whatever
    // is pointed to, pinned, or named in `keep` ("NAME/ID"). 0: only what is protected like that.
    Result<PurgeReport> purge(size_t count, const std::vector<std::string>& keep, std::string_view user);

    // Newest last; a torn last line is left out.
    Result<std::vector<Decision>> decisions() const;
    Result<void> log(Decision decision); // `at` is filled in

private:
    struct Cache; // manifests that were read: versions never change
    Result<std::string> resolve(std::string_view model, std::string_view version) const;
    Result<VersionInfo> describe(std::string_view model, const std::string& id) const;
    Result<VersionInfo> findLoadable(std::string_view model, std::string_view version) const;
    void noteFailure(const std::string& model, const std::string& id, const Error& error, bool isDamage) const;
    std::filesystem::path m_directory;
    std::shared_ptr<Cache> m_cache;
};

} // namespace assay::train
