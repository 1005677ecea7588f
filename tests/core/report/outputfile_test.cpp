// SPDX-License-Identifier: GPL-3.0-or-later
// What is on the disk while an export runs, and after it broke off.
#include "core/report/outputfile.h"
#include "tests/core/report/fakeitem.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay {
namespace {

using report::ExportOptions;
using report::OutputFile;
using test::FakeItem;

constexpr const char* kinds[] = {"csv", "jsonl", "mbox", "eml", "html", "iplist"};

TEST(OutputFile, AppearsWholeOrNotAtAll)
{
    test::TemporaryDir dir;
    const auto path = dir.write("out", "old");
    {
        auto file = OutputFile::create(path);
        ASSERT_TRUE(file.ok());
        ASSERT_TRUE(file->write("new").ok());
        ASSERT_TRUE(file->finish().ok());
        EXPECT_EQ(test::contentOf(path), "old");
    }
    EXPECT_EQ(test::contentOf(path), "old");
    auto file = OutputFile::create(path);
    ASSERT_TRUE(file->write(std::string(1'000'000, 'x')).ok());
    ASSERT_TRUE(file->write("y").ok());
    ASSERT_TRUE(file->finish().ok());
    ASSERT_TRUE(file->publish().ok());
    const std::string expected = std::string(1'000'000, 'x') + "y";
    EXPECT_EQ(test::contentOf(path), expected);
    EXPECT_EQ(file->sha256(), sha256(expected));
    EXPECT_EQ(file->bytes(), expected.size());
    EXPECT_EQ(test::namesIn(dir.path()), std::vector<std::string>{"out"});
}

TEST(OutputFile, IsAsPrivateAsTheUserWants)
{
    test::TemporaryDir dir;
    const mode_t before = umask(077);
    for (const char* kind : {"csv", "eml"}) {
        ExportOptions options;
        options.target = dir.path() / kind;
        ASSERT_TRUE(test::runExport(kind, options, {FakeItem(1, "Subject: s\n\n")}).ok());
    }
    umask(before);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir.path())) {
        EXPECT_EQ(entry.status().permissions() & std::filesystem::perms(077), std::filesystem::perms::none)
            << entry.path();
    }
}

TEST(OutputFile, SaysWhatIsWrongWithItsFolder)
{
    const auto file = OutputFile::create("/no/such/folder/out.csv");
    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().code, ErrorCode::NotFound);
    test::TemporaryDir dir;
    const auto folder = OutputFile::create(dir.path());
    ASSERT_FALSE(folder.ok());
    EXPECT_EQ(folder.error().code, ErrorCode::BadArgument);
}

TEST(Export, ThatCannotTakeItsNameLeavesNoSidecar)
{
    test::TemporaryDir dir;
    ExportOptions options;
    options.target = dir.path() / "out";
    auto exporter = report::findExporter("csv")->create(options);
    ASSERT_TRUE(exporter->begin(test::fakeHead()).ok());
    dir.write("out/in the way", "x");
    EXPECT_FALSE(exporter->finish().ok());
    exporter.reset();
    EXPECT_EQ(test::namesIn(dir.path()), std::vector<std::string>{"out"});
}

TEST(Export, ShowsNothingBeforeItIsFinished)
{
    for (const char* kind : kinds) {
        test::TemporaryDir dir;
        ExportOptions options;
        options.target = dir.path() / "out";
        {
            const auto exporter = report::findExporter(kind)->create(options);
            ASSERT_TRUE(exporter->begin(test::fakeHead()).ok());
            for (uint32_t i = 0; i < 50; ++i)
                ASSERT_TRUE(exporter->add(FakeItem(i, "Subject: s\n\n" + std::string(20'000, 'x') + "\n")).ok());
            EXPECT_FALSE(std::filesystem::exists(options.target)) << kind;
            EXPECT_FALSE(std::filesystem::exists(dir.path() / "out.json")) << kind;
        }
        EXPECT_TRUE(test::namesIn(dir.path()).empty()) << kind;
    }
}

TEST(Export, KilledAtAnyMomentLeavesNothingUnderItsName)
{
    for (const char* kind : kinds) {
        test::TemporaryDir dir;
        int ready[2];
        ASSERT_EQ(pipe(ready), 0);
        const pid_t child = fork();
        if (child == 0) {
            ExportOptions options;
            options.target = dir.path() / "out";
            const auto exporter = report::findExporter(kind)->create(options);
            if (!exporter->begin(test::fakeHead()))
                _exit(1);
            for (uint32_t i = 0;; ++i) {
                if (!exporter->add(FakeItem(i, "Subject: s\n\n" + std::string(20'000, 'x') + "\n")))
                    _exit(1);
                if (i == 40 && write(ready[1], "x", 1) != 1)
                    _exit(1);
            }
        }
        close(ready[1]);
        char byte = 0;
        EXPECT_EQ(read(ready[0], &byte, 1), 1) << kind;
        close(ready[0]);
        kill(child, SIGKILL);
        int status = 0;
        waitpid(child, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status)) << kind;
        EXPECT_FALSE(std::filesystem::exists(dir.path() / "out")) << kind;
        EXPECT_FALSE(std::filesystem::exists(dir.path() / "out.json")) << kind;
    }
}

// The limit of the file size stands for a full disk: the same call fails at the same place.
TEST(Export, SaysThatTheDiskIsFullAndLeavesNothing)
{
    for (const char* kind : {"csv", "jsonl", "mbox", "eml", "html"}) {
        test::TemporaryDir dir;
        const pid_t child = fork();
        if (child == 0) {
            signal(SIGXFSZ, SIG_IGN);
            const rlimit small{300'000, 300'000};
            if (setrlimit(RLIMIT_FSIZE, &small) != 0)
                _exit(2);
            ExportOptions options;
            options.target = dir.path() / "out";
            options.wholeBodies = true;
            std::vector<FakeItem> items;
            for (uint32_t i = 0; i < 3; ++i) {
                items.emplace_back(i, "Subject: s\n\n" + std::string(400'000, 'x') + "\n");
                items.back().noteText = std::string(400'000, 'n');
            }
            options.columns = {"note"};
            const auto done = test::runExport(kind, options, items);
            _exit(!done && done.error().code == ErrorCode::DiskFull ? 0 : 1);
        }
        int status = 0;
        waitpid(child, &status, 0);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << kind;
        EXPECT_TRUE(test::namesIn(dir.path()).empty()) << kind;
    }
}

} // namespace
} // namespace assay
