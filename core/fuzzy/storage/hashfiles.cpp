// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/storage/hashfiles.h"

#include "core/fuzzy/storage/changequeue.h"
#include "core/fuzzy/storage/hashrecords.h"
#include "core/fuzzy/storage/storedrow.h"

#include <array>
#include <cstdio>

namespace assay::fuzzy {
namespace {

constexpr size_t hashesTogether = 4000;
constexpr std::array<std::string_view, 3> formatNames = {"jsonl", "csv", "sqlite"};
constexpr std::array<std::string_view, 4> ruleNames = {"sum", "max", "keep", "replace"};

template <typename Enum, size_t N>
std::optional<Enum> fromName(const std::array<std::string_view, N>& names, std::string_view name)
{
    const auto place = std::find(names.begin(), names.end(), name);
    return place == names.end() ? std::nullopt : std::optional(static_cast<Enum>(place - names.begin()));
}

bool isSame(const StoredHash& a, const StoredHash& b)
{
    return a.flag == b.flag && a.weight == b.weight && a.time == b.time && a.shingles == b.shingles;
}

StoredHash merged(const StoredHash& stored, const StoredHash& arriving, MergeRule rule)
{
    if (rule == MergeRule::Keep)
        return stored;
    const bool isOther = stored.flag != arriving.flag;
    StoredHash result = stored;
    if (rule == MergeRule::Replace || (isOther && arriving.time > stored.time))
        result = arriving;
    else if (!isOther)
        result.weight = rule == MergeRule::Sum ? clampWeight(int64_t{stored.weight} + arriving.weight)
                                               : std::max(stored.weight, arriving.weight);
    if (rule != MergeRule::Replace) {
        result.time = std::max(stored.time, arriving.time);
        result.shingles = stored.shingles;
    }
    if (!result.shingles)
        result.shingles = stored.shingles ? stored.shingles : arriving.shingles;
    return result;
}

// Plans and imports take the same way; a plan remembers what it would have written.
class Importer
{
public:
    Importer(LocalStorage& storage, MergeRule rule, bool isPlan)
        : m_storage(storage)
        , m_rule(rule)
        , m_isPlan(isPlan)
    {
    }
    ImportReport report;

    Result<void> add(const StoredHash& hash)
    {
        m_waiting.push_back(hash);
        return m_waiting.size() < hashesTogether ? Result<void>() : finish();
    }

    Result<void> finish()
    {
        std::vector<Blake2b512> digests;
        for (const StoredHash& hash : m_waiting)
            digests.push_back(hash.digest);
        const auto states = m_storage.states(digests);
        if (!states)
            return states.error();
        if (!m_isPlan)
            m_known.clear(); // it is in the storage now
        std::vector<HashState> changed;
        for (size_t i = 0; i < m_waiting.size(); ++i) {
            if (auto state = merge(m_waiting[i], (*states)[i].stored))
                changed.push_back(std::move(*state));
        }
        m_waiting.clear();
        return m_isPlan || changed.empty() ? Result<void>() : m_storage.restore(changed);
    }

private:
    std::optional<HashState> merge(const StoredHash& arriving, const std::optional<StoredHash>& inStorage)
    {
        ++report.read;
        const auto known = m_known.find(arriving.digest);
        const StoredHash* stored = known != m_known.end() ? &known->second : inStorage ? &*inStorage : nullptr;
        const StoredHash result = stored ? merged(*stored, arriving, m_rule) : arriving;
        if (stored && isSame(*stored, result)) {
            ++report.unchanged;
            return std::nullopt;
        }
        ++(stored ? report.changed : report.added);
        m_known[arriving.digest] = result;
        return HashState{arriving.digest, result};
    }

    LocalStorage& m_storage;
    const MergeRule m_rule;
    const bool m_isPlan;
    std::vector<StoredHash> m_waiting;
    std::unordered_map<Blake2b512, StoredHash, DigestHash> m_known; // changed, and not in the storage
};

Result<void> compareAlgorithms(LocalStorage& storage, const std::string& ofFile)
{
    const auto own = storage.setting(algorithmSetting);
    if (!own)
        return own.error();
    if (own->empty() || ofFile.empty() || *own == ofFile)
        return {};
    return Error{ErrorCode::BadArgument, storage.title(),
        "its hashes are made with " + *own + ", those of the file with " + ofFile + ": none of them would ever match"};
}

Result<ImportReport> run(
    LocalStorage& storage, const std::filesystem::path& file, MergeRule rule, bool isPlan, const RunContext& context)
{
    const auto& clock = storage.options().clock;
    auto reader = HashReader::open(file, clock ? clock() : static_cast<int64_t>(::time(nullptr)));
    if (!reader)
        return reader.error();
    Importer importer(storage, rule, isPlan);
    Result<void> fault;
    bool isFirst = true;
    const auto visited = (*reader)->visit(
        [&](const StoredHash& hash) {
            if (std::exchange(isFirst, false))
                fault = compareAlgorithms(storage, (*reader)->algorithm);
            if (fault)
                fault = importer.add(hash);
            context.advance();
            return fault.ok();
        },
        context);
    if (fault)
        fault = visited;
    if (fault)
        fault = importer.finish();
    if (!fault)
        return fault.error();
    ImportReport report = importer.report;
    report.format = (*reader)->format;
    report.badLines = (*reader)->badLines;
    report.problems = (*reader)->problems;
    report.algorithm = (*reader)->algorithm;
    return report;
}

} // namespace

std::string_view hashFileFormatName(HashFileFormat format)
{
    return formatNames[static_cast<size_t>(format)];
}

std::optional<HashFileFormat> hashFileFormatFromName(std::string_view name)
{
    return fromName<HashFileFormat>(formatNames, name);
}

std::string_view mergeRuleName(MergeRule rule)
{
    return ruleNames[static_cast<size_t>(rule)];
}

std::optional<MergeRule> mergeRuleFromName(std::string_view name)
{
    return fromName<MergeRule>(ruleNames, name);
}

Result<ImportReport> planImport(
    LocalStorage& storage, const std::filesystem::path& file, MergeRule rule, const RunContext& context)
{
    return run(storage, file, rule, true, context);
}

Result<ImportReport> importHashes(
    LocalStorage& storage, const std::filesystem::path& file, MergeRule rule, const RunContext& context)
{
    auto report = run(storage, file, rule, false, context);
    if (!report || report->algorithm.empty())
        return report;
    const auto own = storage.setting(algorithmSetting);
    const auto set = own && own->empty() ? storage.setSetting(algorithmSetting, report->algorithm) : Result<void>();
    if (!own || !set)
        return own ? set.error() : own.error();
    return report;
}

Result<uint64_t> exportHashes(LocalStorage& storage, HashFileFormat format,
    const std::function<bool(std::string_view)>& write, const RunContext& context)
{
    if (format == HashFileFormat::Sqlite)
        return Error{ErrorCode::BadArgument, storage.title(), "a storage in SQLite is written to a file"};
    const auto algorithm = storage.setting(algorithmSetting);
    if (!algorithm)
        return algorithm.error();
    const Error unwritten{ErrorCode::WriteFailed, storage.title(), "not all hashes could be written"};
    if (!write(headOf(format, *algorithm)))
        return unwritten;
    uint64_t count = 0;
    bool isWritten = true;
    const auto visited = storage.visit(
        [&](const StoredHash& hash) {
            isWritten = write(lineOf(format, hash));
            ++count;
            return isWritten;
        },
        true, context);
    if (!visited || !isWritten)
        return visited ? unwritten : visited.error();
    return count;
}

Result<uint64_t> exportHashes(
    LocalStorage& storage, const std::filesystem::path& file, HashFileFormat format, const RunContext& context)
{
    if (format == HashFileFormat::Sqlite) {
        if (const auto copied = storage.copyTo(file, context); !copied)
            return copied.error();
        return storage.count();
    }
    const std::string temporary = file.string() + ".part";
    std::FILE* out = std::fopen(temporary.c_str(), "wbe");
    if (!out)
        return Error::fromErrno(errno, temporary);
    auto count = exportHashes(
        storage, format,
        [&](std::string_view text) { return std::fwrite(text.data(), 1, text.size(), out) == text.size(); }, context);
    if (std::fclose(out) != 0 && count)
        count = Error::fromErrno(errno, temporary);
    std::error_code failure;
    if (count)
        std::filesystem::rename(temporary, file, failure);
    if (count && !failure)
        return count;
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    return count ? Error{ErrorCode::WriteFailed, file.string(), failure.message()} : count.error();
}

} // namespace assay::fuzzy
