// SPDX-License-Identifier: GPL-3.0-or-later
// What the registry of models tells: lists, versions, models.
#include "core/train/registry.h"

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/train/kinds.h"
#include "core/train/registryfiles.h"
#include "core/train/registrynames.h"
#include "core/train/registryread.h"

#include <algorithm>
#include <sys/stat.h>

namespace assay::train {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::milliseconds patience{5000};
constexpr size_t mostModels = 1000;

std::vector<ModelFolder> folders(const fs::path& registry)
{
    std::vector<ModelFolder> found;
    for (const std::string& name : namesIn(registry)) {
        if (isModelName(name) && isRealDirectory(registry / name) && found.size() < mostModels)
            found.emplace_back(registry, name);
    }
    return found;
}

bool isFileDamage(ErrorCode code)
{
    return code == ErrorCode::BadData || code == ErrorCode::NotFound || code == ErrorCode::NotRecognised
        || code == ErrorCode::Changed || code == ErrorCode::LimitExceeded;
}

// All its files are there in their sizes; their sums are looked at when it is loaded.
bool hasItsFiles(const fs::path& directory, const models::Manifest& manifest)
{
    return std::all_of(manifest.files.begin(), manifest.files.end(), [&](const models::Manifest::File& file) {
        struct stat status = {};
        return ::lstat((directory / file.name).c_str(), &status) == 0 && S_ISREG(status.st_mode)
            && static_cast<uint64_t>(status.st_size) == file.size;
    });
}

bool isOf(const models::Manifest& manifest, const ModelFolder& folder, const std::string& id)
{
    return manifest.name == folder.model() && manifest.versionId == id;
}

} // namespace

Registry::Registry(fs::path directory)
    : m_directory(std::move(directory))
    , m_cache(std::make_shared<Cache>())
{
    const auto all = folders(m_directory);
    if (!std::any_of(all.begin(), all.end(), [](const ModelFolder& folder) { return folder.hasLeftovers(); }))
        return;
    if (const auto lock = RegistryLock::take(m_directory / ".lock", {})) {
        for (const ModelFolder& folder : all)
            folder.removeLeftovers();
    }
}

Error notFound(std::string_view model, std::string_view version)
{
    return Error{ErrorCode::NotFound, std::string(model) + " " + std::string(version), {}};
}

Result<ModelFolder> openFolder(const fs::path& registry, std::string_view model)
{
    if (!isModelName(model))
        return Error{ErrorCode::BadArgument, toValidUtf8(model.substr(0, 100)),
            "a model has a name of letters, digits, '-' and '_', 64 at most"};
    return ModelFolder(registry, std::string(model));
}

Result<std::string> Registry::resolve(std::string_view model, std::string_view version) const
{
    const auto folder = openFolder(m_directory, model);
    if (!folder)
        return folder.error();
    std::string id(version);
    if (isAliasName(version)) {
        id = folder->alias(version);
    } else if (const auto number = asVersionNumber(version); number && *number > 0) {
        for (const std::string& each : folder->ids()) {
            const auto info = describe(model, each);
            if (info && info->number == *number)
                id = each;
        }
    }
    return folder->has(id) ? Result<std::string>(id) : notFound(model, version);
}

VersionInfo describeVersion(const ModelFolder& folder, const std::string& id, const models::Manifest* manifest)
{
    VersionInfo info;
    info.model = folder.model();
    info.id = id;
    for (const auto& [name, target] : folder.aliases()) {
        if (target == id)
            info.aliases.push_back(name);
    }
    const VersionMarks marks = folder.marks(id);
    info.isPinned = marks.isPinned;
    if (manifest) {
        info.manifest = *manifest;
        info.number = manifest->number;
        for (const models::Manifest::File& file : manifest->files)
            info.bytes += file.size;
        const bool isCurrent = std::find(info.aliases.begin(), info.aliases.end(), aliasCurrent) != info.aliases.end();
        info.status = marks.isAccepted || isCurrent ? VersionStatus::Accepted : manifest->status;
    }
    if (!manifest || marks.isQuarantined || !hasItsFiles(folder.version(id), *manifest))
        info.status = VersionStatus::Quarantined;
    return info;
}

Result<VersionInfo> Registry::describe(std::string_view model, const std::string& id) const
{
    const ModelFolder folder(m_directory, std::string(model));
    const fs::path file = folder.version(id) / models::manifestFileName;
    const auto opened = InputFile::open(file);
    const FileStamp stamp = opened ? opened->stamp() : FileStamp();
    if (opened) {
        const std::lock_guard guard(m_cache->mutex);
        const auto known = m_cache->entries.find(file.string());
        if (known != m_cache->entries.end() && known->second.stamp == stamp)
            return describeVersion(folder, id, &known->second.manifest);
    }
    const auto manifest = models::loadManifest(folder.version(id));
    if (!manifest && !folder.has(id))
        return notFound(model, id); // removed while we looked
    if (!manifest || !isOf(*manifest, folder, id))
        return describeVersion(folder, id, nullptr);
    const std::lock_guard guard(m_cache->mutex);
    m_cache->entries[file.string()] = {stamp, *manifest};
    return describeVersion(folder, id, &*manifest);
}

Result<std::vector<VersionInfo>> Registry::list() const
{
    std::vector<VersionInfo> all;
    for (const ModelFolder& folder : folders(m_directory)) {
        const size_t first = all.size();
        for (const std::string& id : folder.ids()) {
            if (auto info = describe(folder.model(), id))
                all.push_back(std::move(*info));
        }
        std::sort(all.begin() + static_cast<std::ptrdiff_t>(first), all.end(),
            [](const VersionInfo& a, const VersionInfo& b) {
                return a.number != b.number ? a.number > b.number : a.id > b.id;
            });
    }
    return all;
}

Result<VersionInfo> Registry::find(std::string_view model, std::string_view version) const
{
    const auto id = resolve(model, version);
    return id ? describe(model, *id) : id.error();
}

Result<models::StoredModel> Registry::load(std::string_view model, std::string_view version) const
{
    const auto info = find(model, version);
    if (!info)
        return info.error();
    const ModelFolder folder(m_directory, info->model);
    if (folder.marks(info->id).isQuarantined)
        return Error{ErrorCode::BadData, folder.version(info->id).string(), "in quarantine: its files were damaged"};
    auto stored = models::loadModelDir(folder.version(info->id), modelKinds());
    if (stored && isOf(stored->manifest, folder, info->id))
        return stored;
    Error error = stored ? Error{ErrorCode::BadData, folder.version(info->id).string(), "of another model or version"}
                         : stored.error();
    if (!isFileDamage(error.code))
        return error;
    if (!folder.has(info->id))
        return notFound(model, version); // removed while we looked
    noteFailure(folder.model(), info->id, error, true);
    return Error{ErrorCode::BadData, error.subject, error.detail};
}

// Where it cannot be noted (a read-only folder, another change) the next loading finds it again.
void Registry::noteFailure(const std::string& model, const std::string& id, const Error& error, bool isDamage) const
{
    const auto change = RegistryChange::begin(m_directory);
    if (!change)
        return;
    JsonWriter data;
    data.beginObject().member("reason", error.toString()).endObject();
    Decision decision;
    decision.event = "LOAD_FAILED";
    decision.model = model;
    decision.version = id;
    decision.data = data.take();
    const ModelFolder folder(m_directory, model);
    VersionMarks marks = folder.marks(id);
    marks.isQuarantined = isDamage;
    if (change->log(std::move(decision)) && isDamage && folder.setMarks(id, marks)) { }
}

Result<std::vector<Registry::Loaded>> Registry::loadCurrent() const
{
    std::vector<Loaded> loaded;
    for (const ModelFolder& folder : folders(m_directory)) {
        const ModelFolder::Aliases aliases = folder.aliases();
        if (!aliases.contains(aliasCurrent))
            continue;
        for (const std::string_view alias : {aliasCurrent, aliasPrevious}) {
            const auto id = aliases.find(alias);
            if (id == aliases.end())
                continue;
            auto stored = load(folder.model(), id->second);
            auto info = stored ? describe(folder.model(), id->second) : stored.error();
            if (info) {
                loaded.push_back({std::move(*info), std::move(*stored)});
                break;
            }
            if (info.error().code != ErrorCode::BadData) // of a damaged one it is in the log
                noteFailure(folder.model(), id->second, info.error(), false);
        }
    }
    return loaded;
}

Result<std::vector<Decision>> Registry::decisions() const
{
    const auto lines = RegistryLog(m_directory, "decisions").lines();
    if (!lines)
        return lines.error();
    std::vector<Decision> decisions;
    for (const std::string& line : *lines) {
        if (auto decision = decisionFromJson(line))
            decisions.push_back(std::move(*decision));
    }
    return decisions;
}

Result<RegistryChange> RegistryChange::begin(const fs::path& registry)
{
    if (const auto made = makeDirectories(registry); !made)
        return made.error();
    auto lock = RegistryLock::take(registry / ".lock", patience);
    if (!lock)
        return lock.error();
    for (const ModelFolder& folder : folders(registry)) {
        if (const auto finished = folder.finishMove(); !finished)
            return finished.error();
        folder.removeLeftovers();
    }
    return RegistryChange(registry, std::move(*lock));
}

Result<void> RegistryChange::log(Decision decision) const
{
    decision.at = nowMilliseconds();
    return RegistryLog(m_registry, "decisions").append(decisionToJson(decision));
}

Result<void> Registry::log(Decision decision)
{
    const auto change = RegistryChange::begin(m_directory);
    return change ? change->log(std::move(decision)) : change.error();
}

} // namespace assay::train
