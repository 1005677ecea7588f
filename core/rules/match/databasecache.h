// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "core/rules/match/verdict.h"

#include <functional>
#include <span>

namespace assay::rules {

// A folder of compiled classes, one file each, named after everything that went into it: a changed rule touches the
// file of its class alone, and a file of another library version or machine is never looked at. Several programs may
// share the folder. File format and checks: databasecache.cpp.
class DatabaseCache
{
public:
    using Key = Blake2b512;

    // An empty folder name: a cache that holds nothing.
    explicit DatabaseCache(std::filesystem::path folder)
        : m_folder(std::move(folder))
    {
    }

    // Identity of a class: its patterns in order, the limits of compiling, versions and processor features.
    static Key keyOf(std::span<const Pattern* const> patterns, const MatcherOptions& options);

    // Reads the class `key` of `patternCount` patterns and hands it to `use`, which says whether the database could be
    // taken over (it is empty when no pattern is in one). A file that fails any check is removed. False: not there.
    using Use = std::function<bool(const std::vector<PatternVerdict>& verdicts, std::string_view database)>;
    bool load(const Key& key, size_t patternCount, const Use& use) const;
    // Failure to write is not reported: the class is compiled again next time.
    void store(const Key& key, const CompiledClass& compiled) const;
    // Removes what no one used for a while, then the least recently used until the rest fits. `inUse` stays.
    void prune(std::span<const Key> inUse) const;

    std::filesystem::path fileOf(const Key& key) const;

    static constexpr uint64_t maximumBytes = uint64_t{1} << 30;
    static constexpr int64_t maximumAgeSeconds = int64_t{45} * 24 * 3600;

private:
    std::filesystem::path m_folder;
};

} // namespace assay::rules
