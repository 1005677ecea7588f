// SPDX-License-Identifier: GPL-3.0-or-later
// Removing versions that nothing needs any more.
#include "core/base/json.h"
#include "core/train/registryfiles.h"
#include "core/train/registrynames.h"
#include "core/train/registryread.h"

#include <algorithm>
#include <cstdlib>

namespace assay::train {
namespace {

constexpr int64_t graceMilliseconds = int64_t{7} * 24 * 3600 * 1000;

std::string nameOf(const VersionInfo& info)
{
    return info.model + " " + info.id;
}

// Which of the versions of a registry go, by the rules of Registry::purge.
std::vector<VersionInfo> superfluous(
    const std::vector<VersionInfo>& all, size_t count, const std::vector<std::string>& keep)
{
    std::vector<VersionInfo> gone;
    std::map<std::pair<std::string, VersionStatus>, size_t> seen;
    for (const VersionInfo& info : all) { // newest first in each model
        const size_t before = seen[{info.model, info.status}]++;
        const bool isNamed = std::find(keep.begin(), keep.end(), info.model + "/" + info.id) != keep.end();
        if (isNamed || info.isPinned || !info.aliases.empty())
            continue;
        const bool isSound = info.status == VersionStatus::Accepted || info.status == VersionStatus::Candidate;
        // A time to come is that of a clock that was set back since: within the grace it counts as new too.
        const int64_t age = std::abs(nowMilliseconds() - timeOfVersionId(info.id));
        const bool stays = isSound ? before < count : count > 0 && age < graceMilliseconds;
        if (!stays)
            gone.push_back(info);
    }
    return gone;
}

Decision removal(std::string_view event, const VersionInfo& info, std::string_view user)
{
    JsonWriter data;
    data.beginObject().member("number", info.number).member("bytes", info.bytes).endObject();
    return {0, {}, std::string(event), info.model, info.id, std::string(user), data.take()};
}

} // namespace

Result<void> Registry::remove(std::string_view model, std::string_view version, std::string_view user)
{
    const auto change = RegistryChange::begin(m_directory);
    if (!change)
        return change.error();
    const auto info = find(model, version);
    if (!info)
        return info.error();
    if (info->isPinned || !info->aliases.empty())
        return Error{ErrorCode::BadArgument, nameOf(*info),
            info->isPinned ? "it is pinned" : "\"" + info->aliases.front() + "\" points at it"};
    const auto logged = change->log(removal("VERSION_REMOVED", *info, user));
    return logged ? ModelFolder(m_directory, info->model).remove(info->id) : logged;
}

Result<PurgeReport> Registry::purge(size_t count, const std::vector<std::string>& keep, std::string_view user)
{
    const auto change = RegistryChange::begin(m_directory);
    if (!change)
        return change.error();
    const auto all = list();
    if (!all)
        return all.error();
    PurgeReport report;
    for (const VersionInfo& info : superfluous(*all, count, keep)) {
        auto done = change->log(removal("PURGED", info, user));
        if (done)
            done = ModelFolder(m_directory, info.model).remove(info.id);
        if (!done)
            return done.error();
        report.removed.push_back(nameOf(info));
        report.bytes += info.bytes;
    }
    return report;
}

} // namespace assay::train
