// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/case.h"
#include "core/store/database.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <fstream>

namespace assay {
namespace {

TEST(Case, CreatesAnEmptyFile)
{
    test::TemporaryDir dir;
    const auto file = dir.path() / "a.assay";
    auto made = Case::create(file);
    ASSERT_TRUE(made.ok()) << made.error().toString();
    EXPECT_FALSE((*made)->isReadOnly());
    EXPECT_FALSE((*made)->wasLeftOpen());
    const auto info = (*made)->info();
    ASSERT_TRUE(info.ok());
    EXPECT_EQ(info->version, 5);
    EXPECT_EQ(info->items, 0u);
    EXPECT_GT(info->createdAt, 1'600'000'000);
    EXPECT_EQ((*(*made)->itemTable())->count(), 0u);
    EXPECT_TRUE(test::foundItems(**made).empty());
    EXPECT_TRUE((*made)->check({})->problems.empty());
    std::ifstream bytes(file, std::ios::binary);
    std::string head(100, '\0');
    bytes.read(head.data(), 100);
    EXPECT_EQ(head.substr(68, 4), "ASSY");
    EXPECT_EQ(Case::create(file).error().code, ErrorCode::BadArgument);
}

TEST(Case, SaysWhatIsWrongWithAFile)
{
    test::TemporaryDir dir;
    EXPECT_EQ(Case::open(dir.path() / "none.assay").error().code, ErrorCode::NotFound);
    EXPECT_EQ(Case::create(dir.path() / "no" / "such" / "folder.assay").error().code, ErrorCode::NotFound);
    const auto text = dir.write("text.assay", "this is no case" + std::string(4000, ' '));
    for (const auto mode : {CaseMode::ReadWrite, CaseMode::ReadWriteOnly, CaseMode::ReadOnly}) {
        EXPECT_EQ(Case::open(text, mode).error().code, ErrorCode::BadData);
        EXPECT_EQ(Case::open(dir.path(), mode).error().code, ErrorCode::BadData);
    }
    EXPECT_FALSE(std::filesystem::exists(dir.path() / "text.assay.d"));
    const auto empty = dir.write("empty.assay", "");
    EXPECT_EQ(Case::open(empty).error().code, ErrorCode::BadData);
}

TEST(Case, SecondOpenerReadsOnlyAndKnowsWhy)
{
    test::TemporaryDir dir;
    const auto file = dir.path() / "a.assay";
    const auto box = dir.write("a.mbox", test::sampleBox(30));
    auto first = Case::create(file);
    ASSERT_TRUE(first.ok());
    auto second = Case::open(file);
    ASSERT_TRUE(second.ok()) << second.error().toString();
    EXPECT_TRUE((*second)->isReadOnly());
    ASSERT_TRUE((*second)->readOnlyReason());
    EXPECT_EQ((*second)->readOnlyReason()->code, ErrorCode::Locked);
    EXPECT_NE((*second)->readOnlyReason()->detail.find("process"), std::string::npos);
    EXPECT_EQ(Case::open(file, CaseMode::ReadWriteOnly).error().code, ErrorCode::Locked);
    EXPECT_EQ((*second)->add(box, {}, {}).error().code, ErrorCode::Locked);
    EXPECT_EQ((*second)->setState("a", "b").error().code, ErrorCode::Locked);

    // It sees what the first commits.
    ASSERT_TRUE((*first)->add(box, {}, test::plainContext()).ok());
    EXPECT_EQ(test::foundItems(**second).size(), 30u);
    first->reset();
    auto third = Case::open(file);
    ASSERT_TRUE(third.ok());
    EXPECT_FALSE((*third)->isReadOnly());
    EXPECT_FALSE((*third)->wasLeftOpen());
}

TEST(Case, NoticesThatItWasLeftOpen)
{
    test::TemporaryDir dir;
    const auto file = dir.path() / "a.assay";
    ASSERT_TRUE(Case::create(file).ok());
    dir.write("a.assay.d/lock", "process 1 on elsewhere since 2020-01-01T00:00:00Z\n");
    auto opened = Case::open(file);
    ASSERT_TRUE(opened.ok());
    EXPECT_FALSE((*opened)->isReadOnly());
    EXPECT_TRUE((*opened)->wasLeftOpen());
}

TEST(Case, ReadsWhereItMayNotWrite)
{
    test::TemporaryDir dir;
    const auto file = dir.path() / "a.assay";
    ASSERT_TRUE(Case::create(file).ok());
    // A file in the place of the folder: no lock can be made there, whoever runs the test.
    std::filesystem::remove_all(dir.path() / "a.assay.d");
    dir.write("a.assay.d", "");
    auto opened = Case::open(file);
    ASSERT_TRUE(opened.ok()) << opened.error().toString();
    EXPECT_TRUE((*opened)->isReadOnly());
    EXPECT_TRUE((*opened)->readOnlyReason());
    EXPECT_FALSE(Case::open(file, CaseMode::ReadWriteOnly).ok());
}

TEST(Case, ReadsANewerVersionThatHasWhatItNeeds)
{
    test::TemporaryDir dir;
    const auto file = dir.path() / "a.assay";
    const auto box = dir.write("a.mbox", test::sampleBox(3));
    ASSERT_TRUE((*Case::create(file))->add(box, {}, test::plainContext()).ok());
    {
        auto database = store::Database::open(file, store::OpenMode::ReadWrite);
        ASSERT_TRUE(database->execute("PRAGMA user_version=99").ok());
    }
    auto opened = Case::open(file);
    ASSERT_TRUE(opened.ok()) << opened.error().toString();
    EXPECT_TRUE((*opened)->isReadOnly());
    EXPECT_EQ((*opened)->readOnlyReason()->code, ErrorCode::NewerVersion);
    EXPECT_EQ(test::foundItems(**opened).size(), 3u);
    EXPECT_EQ(Case::open(file, CaseMode::ReadWriteOnly).error().code, ErrorCode::NewerVersion);
    {
        auto database = store::Database::open(file, store::OpenMode::ReadWrite);
        ASSERT_TRUE(database->execute("ALTER TABLE item RENAME COLUMN subject TO topic").ok());
    }
    opened->reset();
    EXPECT_EQ(Case::open(file).error().code, ErrorCode::NewerVersion);
}

TEST(Case, KeepsStateAndThresholds)
{
    test::TemporaryDir dir;
    const auto file = dir.path() / "a.assay";
    {
        auto made = Case::create(file);
        EXPECT_EQ(*(*made)->state("layout"), "");
        ASSERT_TRUE((*made)->setState("layout", std::string("a\0b", 3)).ok());
        ASSERT_TRUE((*made)->setState("layout", std::string("c\0d", 3)).ok());
        EXPECT_EQ(*(*made)->thresholds(), Thresholds());
        ASSERT_TRUE((*made)->setThresholds({4.25, 12.1}).ok());
        EXPECT_EQ((*made)->setThresholds({7, 6}).error().code, ErrorCode::BadArgument);
    }
    auto opened = Case::open(file, CaseMode::ReadOnly);
    EXPECT_EQ(*(*opened)->state("layout"), std::string("c\0d", 3));
    EXPECT_EQ(*(*opened)->thresholds(), (Thresholds{4.25, 12.1}));
    EXPECT_EQ((*opened)->setState("layout", "x").error().code, ErrorCode::ReadOnly);
}

TEST(Case, FindsDamage)
{
    test::TemporaryDir dir;
    const auto file = dir.path() / "a.assay";
    const auto box = dir.write("a.mbox", test::sampleBox(200));
    ASSERT_TRUE((*Case::create(file))->add(box, {}, test::plainContext()).ok());
    {
        auto database = store::Database::open(file, store::OpenMode::ReadWrite);
        ASSERT_TRUE(database->execute("DELETE FROM item WHERE id=17").ok());
    }
    const auto report = (*Case::open(file, CaseMode::ReadOnly))->check({});
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->problems.size(), 2u);
    EXPECT_TRUE(report->sources.empty());
    {
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        bytes.seekp(4096 * 9);
        bytes << std::string(4096 * 8, '\xA5');
    }
    auto damaged = Case::open(file, CaseMode::ReadOnly);
    if (damaged) {
        const auto checked = (*damaged)->check({});
        EXPECT_TRUE(!checked || !checked->problems.empty());
    } else {
        EXPECT_EQ(damaged.error().code, ErrorCode::BadData);
    }
}

} // namespace
} // namespace assay
