// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are no storage, or not any more; full disks; checks while much is learned.
#include "core/base/file.h"
#include "core/fuzzy/storage/storagefile.h"
#include "tests/core/fuzzy/storage/fuzzycrash.h"
#include "tests/core/fuzzy/storage/hashes.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <thread>

namespace assay::fuzzy {
namespace {

using namespace test;
namespace fs = std::filesystem;

ErrorCode openError(const fs::path& path, bool readOnly)
{
    LocalStorageOptions options = quietOptions();
    options.readOnly = readOnly;
    const auto opened = LocalStorage::open(path, options);
    EXPECT_FALSE(opened);
    return opened ? ErrorCode::Internal : opened.error().code;
}

void execute(const fs::path& path, const char* sql, store::OpenMode mode = store::OpenMode::ReadWrite)
{
    auto database = store::Database::open(path, mode);
    ASSERT_TRUE(database);
    const auto done = database->execute(sql);
    ASSERT_TRUE(done) << done.error().toString();
}

TEST(StorageDamage, OtherFilesAreNamedAsSuch)
{
    const TemporaryDir folder;
    const fs::path text = folder.write("text.db", std::string(5000, 'x'));
    const fs::path other = folder.path() / "other.db";
    execute(other, "CREATE TABLE mails(id INTEGER)", store::OpenMode::Create);
    const fs::path view = folder.path() / "view.db";
    ASSERT_TRUE(StorageFile::create(view));
    execute(view, "CREATE TRIGGER t AFTER INSERT ON digests BEGIN DELETE FROM digests; END");
    for (const bool readOnly : {true, false}) {
        EXPECT_EQ(openError(text, readOnly), ErrorCode::BadData);
        EXPECT_EQ(openError(other, readOnly), ErrorCode::BadData);
        EXPECT_EQ(openError(view, readOnly), ErrorCode::BadData);
        EXPECT_EQ(openError(folder.path(), readOnly), ErrorCode::BadData);
    }
    EXPECT_EQ(openError(folder.path() / "absent.db", true), ErrorCode::NotFound);
    EXPECT_EQ(openError(folder.path() / "no folder" / "absent.db", false), ErrorCode::NotFound);
    EXPECT_EQ(*readFile(text), std::string(5000, 'x'));
    EXPECT_FALSE(fs::exists(text.string() + ".assay-journal"));
}

TEST(StorageDamage, DamagedPagesAreFoundWhenTheyAreRead)
{
    const TemporaryDir folder;
    const fs::path path = folder.path() / "hashes.db";
    {
        const auto storage = LocalStorage::open(path, quietOptions());
        ASSERT_TRUE(storage);
        std::vector<StorageChange> changes;
        for (uint64_t i = 0; i < 500; ++i)
            changes.push_back(writeOf(textHash(i)));
        learn(**storage, changes);
    }
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    for (std::streamoff page = 9; page < 200; page += 3) { // no table is spared
        file.seekp(page * 4096);
        file << std::string(4096, '\x5a');
    }
    file.close();
    for (const bool readOnly : {true, false})
        EXPECT_EQ(openError(path, readOnly), ErrorCode::BadData);
}

TEST(StorageDamage, StrangeRowsAreNoHashes)
{
    const TemporaryDir folder;
    const fs::path path = folder.path() / "hashes.db";
    ASSERT_TRUE(StorageFile::create(path));
    execute(path,
        "PRAGMA foreign_keys=OFF;"
        "INSERT INTO digests(flag, digest, value, time) VALUES (1, 'short', 1, 1), (1, zeroblob(64), NULL, NULL);"
        "INSERT INTO shingles VALUES (1, 99, 1), (2, -1, 1), (3, 3, 777), ('text', 4, 2);");
    for (const uint64_t indexBytes : {uint64_t{0}, uint64_t{1} << 20}) {
        LocalStorageOptions options = quietOptions();
        options.indexBytes = indexBytes;
        const auto storage = LocalStorage::open(path, options);
        ASSERT_TRUE(storage) << storage.error().toString();
        Shingles shingles = {};
        shingles[3] = 3;
        EXPECT_FALSE(ask(**storage, {blake2b512("x"), shingles}).isFound());
        ASSERT_TRUE((*storage)->statistics());
        ASSERT_TRUE((*storage)->planExpiry({}));
    }
}

// A limit of the size of files stands for a full disk: the system refuses to write more.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(uint64_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limit = m_before;
        limit.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit m_before = {};
};

TEST(StorageDamage, AFullDiskLosesNothingThatWasAccepted)
{
    const TemporaryDir folder;
    const auto opened = LocalStorage::open(folder.path() / "hashes.db", quietOptions());
    ASSERT_TRUE(opened);
    LocalStorage& storage = **opened;
    uint64_t accepted = 0;
    {
        const FileSizeLimit limit(150'000);
        while (accepted < 2000) {
            const StorageChange change = writeOf(textHash(accepted));
            const auto changed = storage.change({&change, 1});
            if (!changed) {
                EXPECT_EQ(changed.error().code, ErrorCode::DiskFull) << changed.error().toString();
                break;
            }
            ++accepted;
        }
        EXPECT_GT(accepted, 100u);
        EXPECT_LT(accepted, 2000u);
        const auto flushed = storage.flush();
        ASSERT_FALSE(flushed);
        // The limit is no full disk to SQLite.
        EXPECT_TRUE(flushed.error().code == ErrorCode::DiskFull || flushed.error().code == ErrorCode::WriteFailed);
        EXPECT_FALSE(ask(storage, textHash(0)).isFound());
        EXPECT_EQ(storage.statistics()->pending, accepted);
    }
    learn(storage, {writeOf(textHash(accepted))});
    EXPECT_EQ(*storage.count(), accepted + 1);
    EXPECT_EQ(ask(storage, textHash(0)).weight, 1);
}

// Nobody is kept waiting by a flush: a check during one has the answer of before or of after.
TEST(StorageConcurrency, ChecksGoOnDuringFlushes)
{
    const TemporaryDir folder;
    const auto opened = LocalStorage::open(folder.path() / "hashes.db", quietOptions());
    ASSERT_TRUE(opened);
    LocalStorage& storage = **opened;
    learn(storage, {writeOf(textHash(0), 11, 7)});
    std::atomic<bool> isFlushing{false};
    std::atomic<uint64_t> wrong{0}, during{0};
    {
        const auto check = [&](const std::stop_token& stop) {
            std::mt19937_64 random(1);
            while (!stop.stop_requested()) {
                const bool wasFlushing = isFlushing;
                const uint64_t number = random() % 4000;
                const StorageReply known = storage.checkOne(mixedHash(9'000'000, 0, 9'000'001, 5));
                const StorageReply other = storage.checkOne(mixedHash(9'000'000, number + 1, 9'000'001, 5));
                const bool isRight = known.weight == 7
                    && (!other.isFound() || (other.weight == 1 && other.digest == textHash(number + 1).digest));
                wrong += isRight ? 0 : 1;
                during += wasFlushing && isFlushing ? 1 : 0;
            }
        };
        const std::jthread first(check), second(check);
        for (uint64_t round = 0; round < 8; ++round) {
            std::vector<StorageChange> changes;
            for (uint64_t i = 0; i < 500; ++i)
                changes.push_back(writeOf(textHash(1 + round * 500 + i)));
            ASSERT_TRUE(storage.change(changes));
            isFlushing = true;
            ASSERT_TRUE(storage.flush());
            isFlushing = false;
        }
    }
    EXPECT_EQ(wrong, 0u);
    EXPECT_GT(during, 0u);
    EXPECT_EQ(*storage.count(), 4001u);
}

TEST(StorageCrash, AcceptedChangesSurviveAKilledProgram)
{
    const TemporaryDir folder;
    const CrashReport report = runFuzzyCrashRounds(folder.path(), 20, 4711);
    for (const std::string& fault : report.faults)
        ADD_FAILURE() << fault;
    EXPECT_GT(report.killed, 10u);
    EXPECT_GT(report.acknowledged, 100u);
}

} // namespace
} // namespace assay::fuzzy
