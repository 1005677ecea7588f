// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/hashfiles.h"

namespace assay::fuzzy {

// The first line of a file of JSON lines; the line of names of a CSV file.
std::string headOf(HashFileFormat format, const std::string& algorithm);
// One line, with its end.
std::string lineOf(HashFileFormat format, const StoredHash& hash);

// Reads the hashes of a file one after the other, whatever its format. Lines longer than 16 KiB are bad.
class HashReader
{
public:
    virtual ~HashReader() = default;
    // NotRecognised, NotFound, BadData ...
    static Result<std::unique_ptr<HashReader>> open(const std::filesystem::path& file, int64_t now);
    // Calls the visitor for each hash (with its shingles) until it returns false.
    virtual Result<void> visit(const std::function<bool(const StoredHash&)>& visitor, const RunContext& context) = 0;

    HashFileFormat format = HashFileFormat::JsonLines;
    std::string algorithm; // complete after visit()
    uint64_t badLines = 0;
    std::vector<std::string> problems;
};

// For tests and fuzzing: one line; what is wrong with it on the error side.
struct LineContent
{
    std::optional<StoredHash> hash;
    std::string algorithm; // a line that only names it
};
Result<LineContent> readJsonLine(std::string_view line, int64_t now);

} // namespace assay::fuzzy
