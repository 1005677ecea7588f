// SPDX-License-Identifier: GPL-3.0-or-later
// Publishing versions and moving what points at them. A change is prepared and logged first; the last step is one
// rename, which can hardly fail.
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/train/kinds.h"
#include "core/train/registryfiles.h"
#include "core/train/registrynames.h"
#include "core/train/registryread.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace assay::train {
namespace fs = std::filesystem;
namespace {

using Data = std::vector<std::pair<std::string_view, std::string>>;

Decision decision(std::string_view event, const ModelFolder& folder, std::string_view version, std::string_view user,
    const Data& data = {})
{
    JsonWriter json;
    json.beginObject();
    for (const auto& [key, value] : data) {
        if (!value.empty())
            json.member(key, value);
    }
    json.endObject();
    return {0, {}, std::string(event), folder.model(), std::string(version), std::string(user), json.take()};
}

// A directory that becomes a version, or goes with all in it.
class NewVersion
{
public:
    NewVersion(const ModelFolder& folder, const std::string& id)
        : m_path(folder.versions() / (".tmp-" + id))
        , m_target(folder.version(id))
    {
    }
    ~NewVersion()
    {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    NewVersion(const NewVersion&) = delete;
    NewVersion& operator=(const NewVersion&) = delete;
    const fs::path& path() const { return m_path; }

    Result<void> fill(const fs::path& staged, const models::Manifest& manifest) const
    {
        auto done = makeDirectories(m_path);
        for (const models::Manifest::File& file : manifest.files) {
            if (done)
                done = linkOrCopy(staged / file.name, m_path / file.name);
        }
        if (done)
            done = writeFileAtomically(m_path / models::manifestFileName, models::manifestToJson(manifest) + "\n");
        return done ? syncDirectory(m_path) : done;
    }
    Result<void> publish() const
    {
        if (std::rename(m_path.c_str(), m_target.c_str()) != 0)
            return changeError(m_target);
        return syncDirectory(m_target.parent_path());
    }

private:
    fs::path m_path, m_target;
};

std::string freshId(const ModelFolder& folder)
{
    std::string id = makeVersionId(nowMilliseconds());
    while (folder.has(id))
        id = makeVersionId(nowMilliseconds());
    return id;
}

// A line of history.jsonl: the manifest without what only scoring needs.
std::string historyLine(models::Manifest manifest)
{
    manifest.digests.clear();
    manifest.curve.clear();
    manifest.calibration = {};
    manifest.rarity = {};
    std::string line = models::manifestToJson(manifest);
    if (line.size() <= RegistryLog::longestLine)
        return line;
    manifest.features.clear();
    manifest.medians.clear();
    manifest.dropped.clear();
    manifest.guards.clear();
    line = models::manifestToJson(manifest);
    return line.size() <= RegistryLog::longestLine ? line : decisionToJson({});
}

Result<void> setAccepted(const ModelFolder& folder, const std::string& id)
{
    VersionMarks marks = folder.marks(id);
    if (id.empty() || marks.isAccepted)
        return {};
    marks.isAccepted = true;
    return folder.setMarks(id, marks);
}

// Decided and logged: both or neither, unless the disk fails between them.
Result<void> moveAliases(
    const RegistryChange& change, const ModelFolder& folder, Decision why, const ModelFolder::Aliases& moves)
{
    // "Accepted" follows from the alias as long as it points there.
    if (const auto marked = setAccepted(folder, folder.alias(aliasCurrent)); !marked)
        return marked;
    if (const auto logged = change.log(why); !logged)
        return logged;
    const auto moved = folder.setAliases(moves);
    if (!moved) {
        why.event = "CHANGE_FAILED";
        if (change.log(std::move(why))) { }
    }
    return moved;
}

} // namespace

Result<VersionInfo> Registry::publish(const fs::path& staged, const PublishRequest& request)
{
    const auto folder = openFolder(m_directory, request.model);
    if (!folder)
        return folder.error();
    auto manifest = models::loadManifest(staged);
    if (!manifest)
        return manifest.error();
    const auto change = RegistryChange::begin(m_directory);
    if (!change)
        return change.error();
    const bool isRejected = request.status == VersionStatus::Rejected || manifest->status == VersionStatus::Rejected;
    uint64_t last = folder->count();
    for (const std::string& id : folder->ids()) {
        const auto known = describe(request.model, id);
        last = std::max(last, known ? known->number : 0);
    }
    manifest->name = request.model;
    manifest->versionId = freshId(*folder);
    manifest->number = last + 1;
    manifest->status = isRejected ? VersionStatus::Rejected : VersionStatus::Candidate;
    if (manifest->parent.empty())
        manifest->parent = folder->alias(aliasCurrent);
    if (manifest->notes.empty())
        manifest->notes = request.note;
    const std::string& id = manifest->versionId;

    const NewVersion fresh(*folder, id);
    auto done = fresh.fill(staged, *manifest);
    if (!done)
        return done.error();
    // What is published can be loaded: sums, numbers and the model itself are looked at as they will stand there.
    if (const auto loaded = models::loadModelDir(fresh.path(), modelKinds()); !loaded)
        return loaded.error();
    done = folder->setCount(manifest->number);
    if (done)
        done = RegistryLog(m_directory, "history").append(historyLine(*manifest));
    Decision why = decision(isRejected ? "MODEL_REJECTED" : "MODEL_PUBLISHED", *folder, id, request.user,
        {{"number", std::to_string(manifest->number)}, {"parent", manifest->parent}, {"note", request.note}});
    why.job = request.job;
    if (done)
        done = change->log(why);
    if (done)
        done = fresh.publish();
    if (done && !isRejected) {
        done = folder->setAliases({{std::string(aliasCandidate), id}});
        if (!done && folder->remove(id)) { }
    }
    if (!done)
        return done.error();
    std::error_code ignored; // what stays of it is in nobody's way
    fs::remove_all(staged, ignored);
    return describe(request.model, id);
}

// Looked at before the lock is taken: loading may take seconds.
Result<VersionInfo> Registry::findLoadable(std::string_view model, std::string_view version) const
{
    auto info = find(model, version);
    if (!info)
        return info;
    const auto stored = load(model, info->id);
    return stored ? info : stored.error();
}

Result<VersionInfo> Registry::promote(const PromoteRequest& request)
{
    if (!isAliasName(request.alias))
        return Error{ErrorCode::BadArgument, toValidUtf8(request.alias.substr(0, 100)),
            "an alias is a word of letters, digits, '-' and '_', and no number"};
    const auto info = findLoadable(request.model, request.version);
    if (!info)
        return info.error();
    const bool isCurrent = request.alias == aliasCurrent;
    if (isCurrent && info->status == VersionStatus::Rejected && request.overrideReason.empty())
        return Error{ErrorCode::BadArgument, request.model + " " + std::to_string(info->number),
            "it was rejected; say why it is used nevertheless"};
    const auto change = RegistryChange::begin(m_directory);
    if (!change)
        return change.error();
    const ModelFolder folder(m_directory, request.model);
    if (!folder.has(info->id))
        return notFound(request.model, request.version);
    const ModelFolder::Aliases before = folder.aliases();
    const std::string old = folder.alias(request.alias);
    if (old == info->id)
        return *info;
    ModelFolder::Aliases moves = {{request.alias, info->id}};
    if (isCurrent && folder.has(old))
        moves.emplace(aliasPrevious, old);
    if (isCurrent && folder.alias(aliasCandidate) == info->id)
        moves.emplace(aliasCandidate, std::string());
    const auto moved = moveAliases(*change, folder,
        decision(isCurrent ? "CHAMPION_CHANGED" : "ALIAS_MOVED", folder, info->id, request.user,
            {{"alias", request.alias}, {"from", old}, {"note", request.note}, {"override", request.overrideReason}}),
        moves);
    return moved ? describe(request.model, info->id) : moved.error();
}

Result<VersionInfo> Registry::rollBack(std::string_view model, std::string_view note, std::string_view user)
{
    const auto info = findLoadable(model, aliasPrevious);
    if (!info)
        return info.error();
    const auto change = RegistryChange::begin(m_directory);
    if (!change)
        return change.error();
    const ModelFolder folder(m_directory, std::string(model));
    if (folder.alias(aliasPrevious) != info->id)
        return Error{ErrorCode::Changed, std::string(model), "its aliases were moved meanwhile"};
    const std::string old = folder.alias(aliasCurrent);
    const auto moved = moveAliases(*change, folder,
        decision("MODEL_ROLLED_BACK", folder, info->id, user, {{"from", old}, {"note", std::string(note)}}),
        {{std::string(aliasCurrent), info->id}, {std::string(aliasPrevious), old}});
    return moved ? describe(model, info->id) : moved.error();
}

Result<void> Registry::removeAlias(std::string_view model, std::string_view alias, std::string_view user)
{
    const auto folder = openFolder(m_directory, model);
    if (!folder)
        return folder.error();
    const auto change = RegistryChange::begin(m_directory);
    if (!change)
        return change.error();
    const std::string old = folder->alias(alias);
    if (old.empty())
        return notFound(model, alias);
    ModelFolder::Aliases moves = {{std::string(alias), std::string()}};
    if (alias == aliasCurrent)
        moves.emplace(aliasPrevious, old); // rollBack() brings it back
    return moveAliases(
        *change, *folder, decision("ALIAS_REMOVED", *folder, old, user, {{"alias", std::string(alias)}}), moves);
}

Result<void> Registry::setPinned(std::string_view model, std::string_view version, bool on)
{
    const auto id = resolve(model, version);
    if (!id)
        return id.error();
    const auto change = RegistryChange::begin(m_directory);
    if (!change)
        return change.error();
    const ModelFolder folder(m_directory, std::string(model));
    if (!folder.has(*id))
        return notFound(model, version);
    VersionMarks marks = folder.marks(*id);
    marks.isPinned = on;
    return folder.setMarks(*id, marks);
}

} // namespace assay::train
