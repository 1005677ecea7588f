// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/reader.h"

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace assay {

// Reads a file as whatever it is. `place` needs path, folder and names; the stamp is added.
Result<void> readSourceFile(const std::filesystem::path& path, Place place, ReadRun& run);

// Walks a folder: Maildir (cur and new, never tmp), Maildir++ folders, MH (by number), and loose files, in a stable
// order, files before folders. Links that lead outside the root are not followed; a folder is entered once.
class FolderReader
{
public:
    FolderReader(std::filesystem::path root, ReadRun& run);
    // NotRecognised when nothing in the folder is known; Cancelled; or what kept the root from being read.
    Result<void> read();

private:
    struct Entry
    {
        std::string name;
        uint64_t size = 0;
    };
    struct Listing
    {
        std::vector<Entry> files;
        std::vector<Entry> folders;
        bool hasMhSequences = false;
        bool hasFolder(std::string_view name) const;
    };

    Result<Listing> list(const std::string& relative);
    Result<void> readFolder(const std::string& relative, const std::string& folder, unsigned depth);
    Result<void> readMaildir(const std::string& relative, const std::string& folder);
    Result<void> readFiles(
        const std::string& relative, const std::string& folder, const std::vector<Entry>& files, Place::Kind kind);
    Result<void> readSubfolders(
        const std::string& relative, const std::string& folder, const Listing& listing, unsigned depth);
    void reportUnreadable(const std::string& relative, const std::string& folder, const Error& error);
    bool leadsOutside(const std::filesystem::path& link) const;
    bool isNew(const std::filesystem::path& folder);

    std::filesystem::path m_root;
    std::filesystem::path m_canonicalRoot;
    ReadRun& m_run;
    std::set<std::pair<uint64_t, uint64_t>> m_entered; // device and inode
};

} // namespace assay
