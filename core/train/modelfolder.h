// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::train {

// What is remembered of a version beside its directory, which never changes.
struct VersionMarks
{
    bool isAccepted = false, isPinned = false, isQuarantined = false;
    bool operator==(const VersionMarks&) const = default;
};

// The folder of one model of a registry:
//   versions/ID/   one directory a version; ".tmp-..." is being made or removed
//   ALIAS          one line: an id
//   marks/ID       words: "accepted", "pinned", "quarantined"
//   .count         the last number that was given to a version
//   .move          several aliases that move together: counts before the files of the aliases, until they follow
// All of it is text that somebody else may have written. Methods that change ask for the lock of the registry.
class ModelFolder
{
public:
    using Aliases = std::map<std::string, std::string, std::less<>>; // alias -> id; an empty id: none

    // `model` is a sound name.
    ModelFolder(const std::filesystem::path& registry, std::string model);
    const std::string& model() const { return m_model; }
    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path versions() const { return m_path / "versions"; }
    std::filesystem::path version(std::string_view id) const { return versions() / id; }
    bool has(std::string_view id) const; // a sound id with a directory

    std::vector<std::string> ids() const; // ascending
    Aliases aliases() const; // sound ones; their versions need not be there
    std::string alias(std::string_view name) const; // "": none
    VersionMarks marks(std::string_view id) const;
    uint64_t count() const;

    // All of them or none, also after a crash.
    Result<void> setAliases(const Aliases& changes) const;
    Result<void> setMarks(std::string_view id, const VersionMarks& marks) const;
    Result<void> setCount(uint64_t count) const;
    // Takes the directory away at once, its files after that.
    Result<void> remove(std::string_view id) const;
    // Ends a move of aliases that a crash broke off.
    Result<void> finishMove() const;
    // What broken publications and removals left behind an hour ago or more.
    bool hasLeftovers() const;
    void removeLeftovers() const;

private:
    Aliases pendingMove() const;
    std::vector<std::filesystem::path> leftovers() const;

    std::string m_model;
    std::filesystem::path m_path;
};

} // namespace assay::train
