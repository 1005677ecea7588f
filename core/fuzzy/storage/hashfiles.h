// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/localstorage.h"

namespace assay::fuzzy {

// Files of hashes.
// JSON lines: {"digest":"<128 hex>","flag":11,"weight":7,"time":1700000000,"shingles":["<decimal>" x 32] or null}; a
// first line {"schema":"assay.fuzzy-hashes/1","algorithm":"mumhash"} tells what they were made with. CSV: the columns
// digest, flag, weight, time, shingles (parted by blanks, or empty) in any order under a line with their names; time
// and shingles may be absent. Or a storage file of the same layout. Absent times are the present.
enum class HashFileFormat : uint8_t { JsonLines, Csv, Sqlite };
std::string_view hashFileFormatName(HashFileFormat format); // "jsonl", "csv", "sqlite"
std::optional<HashFileFormat> hashFileFormatFromName(std::string_view name);

// What becomes of a hash that is there already. Under different flags Sum and Max let the one written later stand.
// Shingles stay what they are, unless there are none or the rule is Replace.
enum class MergeRule : uint8_t { Sum, Max, Keep, Replace };
std::string_view mergeRuleName(MergeRule rule); // "sum", "max", "keep", "replace"
std::optional<MergeRule> mergeRuleFromName(std::string_view name);

struct ImportReport
{
    HashFileFormat format = HashFileFormat::JsonLines;
    uint64_t read = 0; // hashes
    uint64_t added = 0, changed = 0, unchanged = 0;
    uint64_t badLines = 0; // passed over
    std::vector<std::string> problems; // of the first bad lines: "line 3: ..."
    std::string algorithm; // of the file; "" when it does not say
};

// Setting of a storage that names the algorithm of its hashes; "" when nobody said.
inline constexpr std::string_view algorithmSetting = "algorithm";

// What import would do, of what is flushed; nothing is changed. BadArgument when the file and the storage name
// different algorithms, NotRecognised when the file is none of these. Progress counts hashes.
Result<ImportReport> planImport(
    LocalStorage& storage, const std::filesystem::path& file, MergeRule rule, const RunContext& context = {});
// Does it, some thousands of hashes in each transaction: when it is cancelled or fails, those before it are in. A
// storage that names no algorithm takes that of the file. The version of "local" grows, so slaves need a cold sync.
Result<ImportReport> importHashes(
    LocalStorage& storage, const std::filesystem::path& file, MergeRule rule, const RunContext& context = {});

// Writes all flushed hashes to a file and returns how many. An existing file is replaced when everything is written; a
// storage is not (BadArgument).
Result<uint64_t> exportHashes(
    LocalStorage& storage, const std::filesystem::path& file, HashFileFormat format, const RunContext& context = {});
// The same as text, a piece at a time, for JsonLines and Csv; `write` returns false when it cannot take more.
Result<uint64_t> exportHashes(LocalStorage& storage, HashFileFormat format,
    const std::function<bool(std::string_view)>& write, const RunContext& context = {});

} // namespace assay::fuzzy
