// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/replication/coldsyncmark.h"
#include "core/fuzzy/replication/replication.h"
#include "core/fuzzy/storage/journal.h"
#include "core/fuzzy/storage/localstoragedata.h"

namespace assay::fuzzy {
namespace {

namespace fs = std::filesystem;

// What a slave's file says of itself, which no copy of its master knows.
struct OwnFacts
{
    std::vector<SourceVersion> sources;
    std::string sequence;
};

Result<OwnFacts> factsOf(const fs::path& slaveFile)
{
    OwnFacts facts;
    std::error_code ignored;
    if (!fs::exists(slaveFile, ignored))
        return facts;
    const auto file = StorageFile::open(slaveFile, true);
    if (!file)
        return file.error();
    auto sources = (*file)->sources();
    auto sequence = (*file)->setting(sequenceSetting);
    if (!sources || !sequence)
        return sources ? sequence.error() : sources.error();
    facts.sources = std::move(*sources);
    facts.sequence = std::move(*sequence);
    return facts;
}

// All at once: 1 -> 2 and 2 -> 1 may both be asked for.
std::string translation(const std::map<uint8_t, uint8_t>& flags)
{
    std::string sql = "UPDATE digests SET flag=CASE flag";
    for (const auto& [from, to] : flags)
        sql += " WHEN " + std::to_string(from) + " THEN " + std::to_string(to);
    return sql + " ELSE flag END";
}

Result<void> rewrite(StorageFile& file, StorageWriter& writer, const OwnFacts& facts, std::string_view source,
    uint32_t version, const std::map<uint8_t, uint8_t>& flags)
{
    store::Database& database = file.database();
    if (const auto done = database.execute("DELETE FROM sources"); !done)
        return done;
    for (const SourceVersion& own : facts.sources) {
        if (const auto set = writer.setSource(own.name, own.version, own.last); !set)
            return set;
    }
    if (const auto set = writer.setSource(source, version, static_cast<int64_t>(::time(nullptr))); !set)
        return set;
    for (const auto& [key, value] :
        {std::pair(std::string(sequenceSetting), facts.sequence), {coldSyncMark(source), ""}}) {
        if (const auto set = writer.setSetting(key, value); !set)
            return set;
    }
    return flags.empty() ? Result<void>() : database.execute(translation(flags));
}

} // namespace

Result<ColdSyncReport> prepareColdSync(const fs::path& copy, const fs::path& slaveFile, std::string_view source,
    const std::map<uint8_t, uint8_t>& flags, const RunContext& context)
{
    if (source.empty() || source == localSource || source.size() > 255)
        return Error{ErrorCode::BadArgument, std::string(source.substr(0, 255)), "is no name of a master"};
    if (context.stopRequested())
        return Error{ErrorCode::Cancelled, copy.string(), {}};
    const auto facts = factsOf(slaveFile);
    if (!facts)
        return facts.error();
    const auto file = StorageFile::open(copy, false);
    if (!file)
        return file.error();
    const auto writer = StorageWriter::open(**file);
    if (!writer)
        return writer.error();
    const auto version = (*file)->database().number("SELECT version FROM sources WHERE name='local'");
    const auto count = (*file)->count();
    if (!version || !count)
        return version ? count.error() : version.error();
    const ColdSyncReport report{*count, static_cast<uint32_t>(*version)};
    auto transaction = store::Transaction::begin((*file)->database(), store::Durability::Durable);
    if (!transaction)
        return transaction.error();
    auto done = rewrite(**file, **writer, *facts, source, report.version, flags);
    if (done)
        done = transaction->commit();
    if (!done)
        return done.error();
    return report;
}

Result<void> adoptColdSync(const fs::path& copy, const fs::path& slaveFile)
{
    std::error_code failure;
    const fs::path before = slaveFile.string() + ".before-sync";
    const bool isThere = fs::exists(slaveFile, failure);
    if (isThere) {
        LocalStorageOptions options;
        options.indexBytes = 0;
        options.syncInterval = {};
        const auto old = LocalStorage::open(slaveFile, options); // takes up its journal
        if (!old)
            return old.error();
    }
    const auto held = Journal::open(slaveFile); // nobody writes it from here on
    if (!held)
        return held.error();
    for (const fs::path& file : {fs::path(copy.string() + "-wal"), fs::path(slaveFile.string() + "-wal")}) {
        if (fs::exists(file, failure) && fs::file_size(file, failure) > 0)
            return Error{ErrorCode::Locked, file.string(), "somebody has the file open"};
    }
    if (isThere)
        fs::rename(slaveFile, before, failure);
    if (failure)
        return Error{ErrorCode::WriteFailed, slaveFile.string(), failure.message()};
    fs::rename(copy, slaveFile, failure);
    if (!failure)
        return {};
    const Error error{ErrorCode::WriteFailed, copy.string(), failure.message()};
    if (isThere)
        fs::rename(before, slaveFile, failure);
    return error;
}

} // namespace assay::fuzzy
