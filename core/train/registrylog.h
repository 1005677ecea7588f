// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/train/registry.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace assay::train {

// A file of JSON lines that only grows. A line is written by one call and is on the disk then; a full file gets a
// number ("decisions.1.jsonl" is the oldest) and a new one begins. Writers hold the lock of the registry.
class RegistryLog
{
public:
    static constexpr uint64_t usualLimit = uint64_t{16} << 20; // bytes, then the file is full
    static constexpr size_t longestLine = 256u << 10;

    // Of the file directory/NAME.jsonl.
    RegistryLog(std::filesystem::path directory, std::string_view name, uint64_t limit = usualLimit);
    // Nothing of it stays when it fails. LimitExceeded: the line is too long.
    Result<void> append(std::string_view line) const;
    // The newest lines, those of the file before too; oldest first. A torn line is left out. No file: no lines.
    Result<std::vector<std::string>> lines() const;

private:
    std::filesystem::path numbered(uint64_t number) const;
    uint64_t lastNumber() const;
    Result<void> rotate() const;

    std::filesystem::path m_directory, m_file;
    std::string m_name;
    uint64_t m_limit;
};

std::string decisionToJson(const Decision& decision);
Result<Decision> decisionFromJson(std::string_view line);

} // namespace assay::train
