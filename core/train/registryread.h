// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of registry*.cpp share.
#pragma once

#include "core/base/file.h"
#include "core/train/modelfolder.h"
#include "core/train/registry.h"
#include "core/train/registrylock.h"
#include "core/train/registrylog.h"

#include <map>
#include <mutex>

namespace assay::train {

struct Registry::Cache
{
    struct Entry
    {
        FileStamp stamp; // of the file when it was read
        models::Manifest manifest;
    };
    std::mutex mutex;
    std::map<std::string, Entry> entries; // by path
};

Error notFound(std::string_view model, std::string_view version);
// BadArgument: no name of a model.
Result<ModelFolder> openFolder(const std::filesystem::path& registry, std::string_view model);
// What is known of a version; never fails.
VersionInfo describeVersion(const ModelFolder& folder, const std::string& id, const models::Manifest* manifest);

// For a change: makes the registry's folder, takes its lock and ends what a crash broke off.
class RegistryChange
{
public:
    static Result<RegistryChange> begin(const std::filesystem::path& registry);
    // Notes the decision; what is decided is done after that.
    Result<void> log(Decision decision) const;
    const std::filesystem::path& registry() const { return m_registry; }

private:
    RegistryChange(std::filesystem::path registry, RegistryLock lock)
        : m_registry(std::move(registry))
        , m_lock(std::move(lock))
    {
    }
    std::filesystem::path m_registry;
    RegistryLock m_lock;
};

} // namespace assay::train
