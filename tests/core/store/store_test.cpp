// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"
#include "core/store/migrations.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::store {
namespace {

constexpr const char* steps[] = {"CREATE TABLE one(a INTEGER)", "CREATE TABLE two(b TEXT)"};
constexpr Schema schemaOne{0x41535359, std::span<const char* const>(steps, 1)};
constexpr Schema schemaTwo{0x41535359, steps};

TEST(Store, MigratesStepByStep)
{
    test::TemporaryDir dir;
    const auto file = dir.path() / "a.db";
    {
        auto database = Database::open(file, OpenMode::Create);
        ASSERT_TRUE(database.ok()) << database.error().toString();
        ASSERT_TRUE(migrate(*database, schemaOne).ok());
        ASSERT_TRUE(database->execute("INSERT INTO one VALUES(7)").ok());
    }
    auto database = Database::open(file, OpenMode::ReadWrite);
    ASSERT_TRUE(database.ok());
    EXPECT_EQ(checkVersion(*database, schemaTwo)->version, 1);
    ASSERT_TRUE(migrate(*database, schemaTwo).ok());
    EXPECT_EQ(checkVersion(*database, schemaTwo)->version, 2);
    EXPECT_EQ(*database->number("SELECT a FROM one"), 7);
    ASSERT_TRUE(database->execute("INSERT INTO two VALUES('x')").ok());
    EXPECT_EQ(checkVersion(*database, schemaOne).error().code, ErrorCode::NewerVersion);
}

TEST(Store, RefusesOtherFiles)
{
    test::TemporaryDir dir;
    EXPECT_EQ(Database::open(dir.path() / "none", OpenMode::ReadWrite).error().code, ErrorCode::NotFound);
    EXPECT_EQ(Database::open(dir.path(), OpenMode::ReadOnly).error().code, ErrorCode::BadData);
    const auto text = dir.write("text", std::string(5000, 'x'));
    EXPECT_EQ(Database::open(text, OpenMode::ReadWrite).error().code, ErrorCode::BadData);
    EXPECT_EQ(Database::open(text, OpenMode::ReadOnly).error().code, ErrorCode::BadData);
    EXPECT_EQ(Database::open(text, OpenMode::Create).error().code, ErrorCode::BadArgument);
    {
        auto other = Database::open(dir.path() / "other.db", OpenMode::Create);
        ASSERT_TRUE(other->execute("CREATE TABLE t(a)").ok());
        EXPECT_EQ(checkVersion(*other, schemaOne).error().code, ErrorCode::BadData);
    }
}

TEST(Store, TellsWhatStandsInAStatement)
{
    test::TemporaryDir dir;
    auto database = Database::open(dir.path() / "a.db", OpenMode::Create);
    ASSERT_TRUE(database->execute("CREATE TABLE t(a INTEGER, b REAL, c TEXT, d BLOB)").ok());
    const std::string zeros("x\0y", 3);
    {
        auto insert = database->prepare("INSERT INTO t VALUES(?1,?2,?3,?4)");
        ASSERT_TRUE(insert.ok());
        insert->bind(1, int64_t{-5}).bind(2, 2.5).bindText(3, zeros).bindBlob(4, {});
        ASSERT_TRUE(insert->run().ok());
        insert->bindNull(1).bindText(3, {});
        ASSERT_TRUE(insert->run().ok());
    }
    auto select = database->prepare("SELECT a,b,c,d FROM t ORDER BY rowid");
    ASSERT_TRUE(*select->step());
    EXPECT_EQ(select->number(0), -5);
    EXPECT_EQ(select->real(1), 2.5);
    EXPECT_EQ(select->text(2), zeros);
    EXPECT_FALSE(select->isNull(3));
    EXPECT_TRUE(select->blob(3).empty());
    ASSERT_TRUE(*select->step());
    EXPECT_TRUE(select->isNull(0));
    EXPECT_FALSE(select->isNull(2));
    EXPECT_FALSE(*select->step());
    EXPECT_EQ(database->prepare("SELECT nothing").error().code, ErrorCode::Internal);
}

TEST(Store, RollsBackWithoutCommit)
{
    test::TemporaryDir dir;
    auto database = Database::open(dir.path() / "a.db", OpenMode::Create);
    ASSERT_TRUE(database->execute("CREATE TABLE t(a)").ok());
    {
        auto transaction = Transaction::begin(*database);
        ASSERT_TRUE(database->execute("INSERT INTO t VALUES(1)").ok());
    }
    EXPECT_EQ(*database->number("SELECT count(*) FROM t"), 0);
    auto transaction = Transaction::begin(*database);
    ASSERT_TRUE(database->execute("INSERT INTO t VALUES(1)").ok());
    ASSERT_TRUE(transaction->commit().ok());
    EXPECT_EQ(*database->number("SELECT count(*) FROM t"), 1);
}

TEST(Store, ReadsBesideAWriter)
{
    test::TemporaryDir dir;
    auto writer = Database::open(dir.path() / "a.db", OpenMode::Create);
    ASSERT_TRUE(writer->execute("CREATE TABLE t(a); INSERT INTO t VALUES(1)").ok());
    auto transaction = Transaction::begin(*writer);
    ASSERT_TRUE(writer->execute("INSERT INTO t VALUES(2)").ok());
    auto reader = Database::open(dir.path() / "a.db", OpenMode::ReadOnly);
    ASSERT_TRUE(reader.ok()) << reader.error().toString();
    EXPECT_EQ(*reader->number("SELECT count(*) FROM t"), 1);
    EXPECT_EQ(reader->execute("INSERT INTO t VALUES(3)").error().code, ErrorCode::ReadOnly);
    ASSERT_TRUE(transaction->commit().ok());
    EXPECT_EQ(*reader->number("SELECT count(*) FROM t"), 2);
}

// In a process of its own, because the limit holds for all that follows.
TEST(Store, SaysDiskFullAndKeepsWhatWasCommitted)
{
    test::TemporaryDir dir;
    const auto file = dir.path() / "a.db";
    {
        auto database = Database::open(file, OpenMode::Create);
        ASSERT_TRUE(database->execute("CREATE TABLE t(a); INSERT INTO t VALUES('kept')").ok());
    }
    const pid_t child = fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{100'000, 100'000};
        setrlimit(RLIMIT_FSIZE, &limit);
        auto database = Database::open(file, OpenMode::ReadWrite);
        auto filled = database->execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<2000)"
                                        "INSERT INTO t SELECT hex(randomblob(500)) FROM n");
        _exit(!filled && filled.error().code == ErrorCode::DiskFull ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    auto database = Database::open(file, OpenMode::ReadWrite);
    ASSERT_TRUE(database.ok());
    EXPECT_EQ(*database->number("SELECT count(*) FROM t"), 1);
    EXPECT_EQ(*database->number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check='ok'"), 1);
}

} // namespace
} // namespace assay::store
