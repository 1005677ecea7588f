// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/storage/localstorage.h"

#include "core/fuzzy/storage/localstoragedata.h"

#include <charconv>
#include <random>

namespace assay::fuzzy {
namespace {

constexpr std::chrono::milliseconds lookInterval{500}; // for changes of other programs

} // namespace

LocalStorage::LocalStorage(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{
}

LocalStorage::~LocalStorage()
{
    if (!m_data->file)
        return;
    m_data->keeper = {};
    if (m_data->intake) {
        const std::lock_guard lock(m_data->flushMutex);
        (void)m_data->flush(false); // what does not get into the file stays in the journal
    }
}

Result<std::shared_ptr<LocalStorage>> LocalStorage::open(
    const std::filesystem::path& path, LocalStorageOptions options, const RunContext& context)
{
    auto data = std::make_unique<Data>();
    data->path = path;
    data->options = std::move(options);
    const auto opened = data->open(context);
    if (!opened)
        return opened.error();
    Data* const kept = data.get();
    kept->keeper = std::jthread([kept](const std::stop_token& stop) { kept->keep(stop); });
    return std::shared_ptr<LocalStorage>(new LocalStorage(std::move(data)));
}

Result<void> LocalStorage::Data::open(const RunContext& context)
{
    if (options.readOnly) {
        auto opened = StorageFile::open(path, true);
        if (!opened)
            return opened.error();
        file = std::move(*opened);
        return loadIndex(context);
    }
    auto journal = Journal::open(path);
    if (!journal)
        return journal.error();
    if (const auto made = StorageFile::create(path); !made)
        return made;
    auto opened = StorageFile::open(path, false);
    if (!opened)
        return opened.error();
    file = std::move(*opened);
    auto writes = StorageWriter::open(*file);
    if (!writes)
        return writes.error();
    writer = std::move(*writes);
    if (const auto replayed = replay(std::move(*journal)); !replayed)
        return replayed;
    return loadIndex(context);
}

// What a killed program had accepted and not flushed.
Result<void> LocalStorage::Data::replay(Journal journal)
{
    const auto setting = file->setting(sequenceSetting);
    if (!setting)
        return setting.error();
    uint64_t flushed = 0;
    std::from_chars(setting->data(), setting->data() + setting->size(), flushed);
    const auto entries = journal.read(flushed);
    if (!entries)
        return entries.error();
    journalBytesLost = journal.unreadableBytes();
    intake.emplace(std::move(journal), options.syncsJournal);
    intake->restore(*entries);
    const std::lock_guard lock(flushMutex);
    const auto stored = flush(false);
    return stored ? Result<void>() : stored.error();
}

void LocalStorage::Data::keep(const std::stop_token& stop)
{
    using Clock = std::chrono::steady_clock;
    std::minstd_rand random{std::random_device()()};
    const auto nextFlush = [&] {
        // Up to half as long again, so that several storages do not flush at once.
        const auto share = std::chrono::duration<double, std::milli>(options.syncInterval)
            * (1 + 0.5 * static_cast<double>(random()) / static_cast<double>(std::minstd_rand::max()));
        return Clock::now() + std::chrono::duration_cast<Clock::duration>(share);
    };
    const bool flushes = intake && options.syncInterval.count() > 0;
    auto due = nextFlush();
    std::unique_lock lock(keeperMutex);
    while (!stop.stop_requested()) {
        const auto wake = flushes ? std::min(due, Clock::now() + lookInterval) : Clock::now() + lookInterval;
        keeperWake.wait_until(lock, stop, wake, [] { return false; });
        if (stop.stop_requested())
            return;
        if (intake)
            intake->sync();
        if (flushes && Clock::now() >= due) {
            const std::lock_guard flushLock(flushMutex);
            (void)flush(true); // tried again at the next interval; the journal keeps what could not be stored
            due = nextFlush();
        } else if (const std::unique_lock fileLock(fileMutex, std::try_to_lock); fileLock) {
            (void)followFile();
        }
    }
}

std::string LocalStorage::title() const
{
    return m_data->path.filename().string();
}

const std::filesystem::path& LocalStorage::path() const
{
    return m_data->path;
}

const LocalStorageOptions& LocalStorage::options() const
{
    return m_data->options;
}

Result<void> LocalStorage::refresh()
{
    const std::lock_guard lock(m_data->fileMutex);
    return m_data->followFile();
}

Result<void> LocalStorage::visit(
    const std::function<bool(const StoredHash&)>& visitor, bool withShingles, const RunContext& context)
{
    auto reader = m_data->takeReader();
    if (!reader)
        return reader.error();
    std::optional<Error> failure;
    const auto visited = (*reader)->visitRows(0, [&](const StoredRow& row) {
        if (context.stopRequested())
            failure = Error{ErrorCode::Cancelled, title(), {}};
        if (failure)
            return false;
        StoredHash hash = storedHash(row);
        if (withShingles && row.hasShingles) {
            uint32_t mask = 0;
            const auto shingles = (*reader)->shinglesOf(row.id, mask);
            if (!shingles) {
                failure = shingles.error();
                return false;
            }
            hash.shingles = *shingles;
        }
        context.advance();
        return visitor(hash);
    });
    if (!visited || failure)
        return visited ? *failure : visited.error();
    m_data->giveReader(std::move(*reader));
    return {};
}

Result<void> LocalStorage::copyTo(const std::filesystem::path& target, const RunContext& context)
{
    auto reader = m_data->takeReader();
    if (!reader)
        return reader.error();
    return (*reader)->database().copyTo(target, [&] { return !context.stopRequested(); });
}

Result<std::string> LocalStorage::setting(std::string_view key)
{
    const std::lock_guard lock(m_data->fileMutex);
    return m_data->file->setting(key);
}

Result<void> LocalStorage::setSetting(std::string_view key, std::string_view value)
{
    if (const auto may = m_data->mayWrite(); !may)
        return may;
    if (key == sequenceSetting)
        return Error{ErrorCode::BadArgument, std::string(key), "is the storage's own"};
    const std::lock_guard lock(m_data->fileMutex);
    return m_data->inTransaction([&] { return m_data->writer->setSetting(key, value); });
}

} // namespace assay::fuzzy
