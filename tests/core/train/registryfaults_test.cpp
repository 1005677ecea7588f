// SPDX-License-Identifier: GPL-3.0-or-later
// The registry with damaged files, full disks, clocks that jump and changes that were broken off.
#include "core/train/modelfolder.h"
#include "core/train/registry.h"
#include "core/train/registrylock.h"
#include "core/train/registrylog.h"
#include "core/train/registrynames.h"
#include "tests/core/train/registrysample.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::train {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

void writeText(const fs::path& path, std::string_view text)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

class RegistryFaults : public testing::Test
{
protected:
    VersionInfo publish(unsigned seed)
    {
        const auto staged = test::stagedModel(m_dir.path() / ("staged" + std::to_string(seed)), seed);
        const auto published = m_registry.publish(staged, {"forest"});
        EXPECT_TRUE(published.ok()) << published.error().toString();
        return published ? *published : VersionInfo();
    }
    void promote(const std::string& version) { EXPECT_TRUE(m_registry.promote({"forest", version}).ok()); }
    fs::path folder() { return m_dir.path() / "models" / "forest"; }
    fs::path modelFile(const VersionInfo& info) { return folder() / "versions" / info.id / "model.bin"; }

    test::TemporaryDir m_dir;
    Registry m_registry{m_dir.path() / "models"};
};

TEST_F(RegistryFaults, ADamagedVersionIsQuarantinedAndThePreviousOneServes)
{
    const VersionInfo first = publish(1), second = publish(2);
    promote("1");
    promote("2");
    std::fstream file(modelFile(second), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100);
    file.put('\x55').put('\x55').put('\x55').put('\x55');
    file.close();
    const auto loaded = m_registry.loadCurrent();
    ASSERT_EQ(loaded->size(), 1u);
    EXPECT_EQ(loaded->front().info.id, first.id);
    EXPECT_EQ(m_registry.find("forest", "2")->status, VersionStatus::Quarantined);
    EXPECT_EQ(m_registry.load("forest", "2").error().code, ErrorCode::BadData);
    EXPECT_EQ(m_registry.promote({"forest", "2", "night", "", "", "I insist"}).error().code, ErrorCode::BadData);
    EXPECT_EQ(m_registry.decisions()->back().event, "LOAD_FAILED");
    const size_t noted = m_registry.decisions()->size();
    EXPECT_EQ(m_registry.loadCurrent()->size(), 1u);
    EXPECT_EQ(m_registry.decisions()->size(), noted); // once
    // Rolling back makes the sound one current.
    EXPECT_EQ(m_registry.rollBack("forest", "", "")->id, first.id);
}

TEST_F(RegistryFaults, MissingAndShortFilesShowInTheList)
{
    const VersionInfo first = publish(1), second = publish(2), third = publish(3);
    fs::remove(modelFile(first));
    fs::resize_file(modelFile(second), 10);
    writeText(folder() / "versions" / third.id / "manifest.json", "{\"schema\":\"assay.model/1\"");
    const auto all = m_registry.list();
    ASSERT_EQ(all->size(), 3u);
    for (const VersionInfo& info : *all)
        EXPECT_EQ(info.status, VersionStatus::Quarantined);
    for (const VersionInfo& info : {first, second, third})
        EXPECT_EQ(m_registry.load("forest", info.id).error().code, ErrorCode::BadData);
    EXPECT_EQ(publish(4).number, 4u);
}

TEST_F(RegistryFaults, AVersionUnderAnotherNameIsNotUsed)
{
    const VersionInfo first = publish(1);
    const std::string other = makeVersionId(nowMilliseconds());
    fs::copy(folder() / "versions" / first.id, folder() / "versions" / other);
    EXPECT_EQ(m_registry.find("forest", other)->status, VersionStatus::Quarantined);
    EXPECT_EQ(m_registry.load("forest", other).error().code, ErrorCode::BadData);
    EXPECT_TRUE(m_registry.load("forest", first.id).ok());
}

TEST_F(RegistryFaults, AliasesAreUntrusted)
{
    const VersionInfo first = publish(1);
    const std::string texts[] = {"", "\n", "../../etc\n", first.id.substr(1), first.id + "/..\n",
        std::string(5000, 'a'), "20269922T045012345Z-1a2b3c\n", std::string("\0\0", 2), makeVersionId(0) + "\n"};
    for (const std::string& text : texts) {
        writeText(folder() / "current", text);
        EXPECT_EQ(m_registry.find("forest", "current").error().code, ErrorCode::NotFound) << text.substr(0, 50);
        EXPECT_TRUE(m_registry.loadCurrent()->empty());
    }
    fs::remove(folder() / "current");
    fs::create_symlink("/proc/self/environ", folder() / "current");
    EXPECT_EQ(m_registry.find("forest", "current").error().code, ErrorCode::NotFound);
    fs::remove(folder() / "current");
    fs::create_directory(folder() / "current");
    EXPECT_EQ(m_registry.list()->size(), 1u);
    fs::remove(folder() / "current");
    writeText(folder() / "current", first.id); // without the end of its line it is as good
    EXPECT_EQ(m_registry.find("forest", "current")->id, first.id);
    fs::create_directory_symlink(folder(), m_dir.path() / "models" / "elsewhere");
    fs::create_directory_symlink("/usr", m_dir.path() / "models" / "foreign");
    fs::create_directory_symlink(
        folder() / "versions" / first.id, folder() / "versions" / makeVersionId(nowMilliseconds()));
    EXPECT_EQ(m_registry.list()->size(), 1u);
}

TEST_F(RegistryFaults, WhatIsStagedIsVerified)
{
    const auto staged = test::stagedModel(m_dir.path() / "staged", 1);
    fs::resize_file(staged / "model.bin", fs::file_size(staged / "model.bin") - 1);
    EXPECT_EQ(m_registry.publish(staged, {"forest"}).error().code, ErrorCode::BadData);
    EXPECT_TRUE(fs::exists(staged / "model.bin"));
    fs::remove(staged / "model.bin");
    fs::create_symlink("/etc/hostname", staged / "model.bin");
    EXPECT_EQ(m_registry.publish(staged, {"forest"}).error().code, ErrorCode::BadData);
    EXPECT_EQ(m_registry.publish(m_dir.path() / "nothing", {"forest"}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(m_registry.publish(staged, {"../forest"}).error().code, ErrorCode::BadArgument);
    EXPECT_TRUE(m_registry.list()->empty());
    EXPECT_TRUE(m_registry.decisions()->empty());
    EXPECT_TRUE(fs::is_empty(folder() / "versions"));
}

TEST_F(RegistryFaults, AMoveOfTwoAliasesIsDecidedAtOnce)
{
    const VersionInfo first = publish(1), second = publish(2);
    promote("1");
    // What a crash right after the decision leaves behind.
    writeText(folder() / ".move", "current " + second.id + "\nprevious " + first.id + "\ncandidate -\n");
    EXPECT_EQ(m_registry.find("forest", "current")->id, second.id);
    EXPECT_EQ(m_registry.find("forest", "previous")->id, first.id);
    EXPECT_FALSE(m_registry.find("forest", "candidate").ok());
    EXPECT_EQ(m_registry.loadCurrent()->front().info.id, second.id);
    // The next change ends it.
    ASSERT_TRUE(m_registry.log({}).ok());
    EXPECT_FALSE(fs::exists(folder() / ".move"));
    EXPECT_EQ(m_registry.find("forest", "current")->id, second.id);
    EXPECT_EQ(m_registry.find("forest", "previous")->id, first.id);
    EXPECT_FALSE(m_registry.find("forest", "candidate").ok());
    // One that nobody can read decides nothing.
    writeText(folder() / ".move", "current " + first.id + "\nprevious ../../x\n");
    EXPECT_EQ(m_registry.find("forest", "current")->id, second.id);
}

TEST_F(RegistryFaults, LeftoversGoAfterAnHour)
{
    const VersionInfo info = publish(1);
    const auto versions = folder() / "versions";
    for (const char* name : {".tmp-old", ".tmp-new", ".tmp-future"})
        writeText(versions / name / "model.bin", "half");
    fs::last_write_time(versions / ".tmp-old", fs::file_time_type::clock::now() - 2h);
    fs::last_write_time(versions / ".tmp-future", fs::file_time_type::clock::now() + 48h);
    const Registry again(m_dir.path() / "models");
    EXPECT_FALSE(fs::exists(versions / ".tmp-old"));
    EXPECT_FALSE(fs::exists(versions / ".tmp-future"));
    EXPECT_TRUE(fs::exists(versions / ".tmp-new"));
    EXPECT_EQ(again.list()->size(), 1u);
    EXPECT_TRUE(again.load("forest", info.id).ok());
}

TEST_F(RegistryFaults, NumbersCountOnWhenTheClockWasSetBack)
{
    const VersionInfo first = publish(1);
    const std::string future = makeVersionId(nowMilliseconds() + int64_t{400} * 24 * 3600 * 1000);
    auto manifest = first.manifest;
    manifest.versionId = future;
    manifest.number = 9;
    fs::copy(folder() / "versions" / first.id, folder() / "versions" / future);
    writeText(folder() / "versions" / future / "manifest.json", models::manifestToJson(manifest) + "\n");
    EXPECT_EQ(publish(2).number, 10u);
    EXPECT_EQ(m_registry.list()->front().number, 10u);
    EXPECT_EQ(m_registry.list()->at(1).id, future);
    EXPECT_EQ(m_registry.find("forest", "candidate")->number, 10u);
}

TEST_F(RegistryFaults, OneChangesAtATime)
{
    publish(1);
    const auto lockFile = m_dir.path() / "models" / ".lock";
    {
        const auto held = RegistryLock::take(lockFile, 0ms);
        ASSERT_TRUE(held.ok());
        const auto refused = m_registry.setPinned("forest", "1", true);
        EXPECT_EQ(refused.error().code, ErrorCode::Locked);
        EXPECT_NE(refused.error().detail.find("process " + std::to_string(getpid())), std::string::npos);
        EXPECT_TRUE(m_registry.load("forest", "1").ok()); // reading waits for nobody
    }
    EXPECT_TRUE(m_registry.setPinned("forest", "1", true).ok());
    // A killed holder leaves its name and no lock.
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        const auto held = RegistryLock::take(lockFile, 1s);
        const char told = held ? 'y' : 'n';
        if (write(ready[1], &told, 1) != 1)
            _exit(1);
        pause();
        _exit(0);
    }
    char told = 0;
    ASSERT_EQ(read(ready[0], &told, 1), 1);
    EXPECT_EQ(told, 'y');
    EXPECT_EQ(RegistryLock::take(lockFile, 0ms).error().code, ErrorCode::Locked);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(ready[0]);
    close(ready[1]);
    EXPECT_GT(fs::file_size(lockFile), 0u);
    EXPECT_TRUE(m_registry.setPinned("forest", "1", false).ok());
}

TEST_F(RegistryFaults, AFullDiskChangesNothing)
{
    const auto disk = m_dir.path() / "disk";
    fs::create_directory(disk);
    if (mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=600k") != 0)
        GTEST_SKIP() << "no small file system can be mounted here";
    {
        Registry registry(disk / "models");
        const auto first = registry.publish(test::stagedModel(m_dir.path() / "a", 1), {"forest"});
        EXPECT_TRUE(first.ok()) << first.error().toString();
        EXPECT_TRUE(registry.promote({"forest", "1"}).ok());
        const size_t noted = registry.decisions()->size();
        // The file fills what is left.
        std::ofstream(disk / "filler") << std::string(600u << 10, 'x');
        const auto staged = test::stagedModel(m_dir.path() / "b", 2);
        const auto second = registry.publish(staged, {"forest"});
        EXPECT_EQ(second.error().code, ErrorCode::DiskFull) << second.error().toString();
        EXPECT_TRUE(fs::exists(staged / "model.bin"));
        EXPECT_EQ(registry.promote({"forest", "1", "night"}).error().code, ErrorCode::DiskFull);
        EXPECT_EQ(registry.list()->size(), 1u);
        EXPECT_EQ(registry.list()->front().aliases, std::vector<std::string>{"current"});
        EXPECT_EQ(registry.decisions()->size(), noted);
        EXPECT_TRUE(registry.load("forest", "current").ok());
        fs::remove(disk / "filler");
        const auto again = registry.publish(staged, {"forest"});
        EXPECT_TRUE(again.ok());
        EXPECT_EQ(again->number, 2u);
        EXPECT_FALSE(fs::exists(staged));
    }
    EXPECT_EQ(umount(disk.c_str()), 0);
}

TEST_F(RegistryFaults, AReadOnlyFolderCanBeRead)
{
    publish(1);
    promote("1");
    const auto disk = m_dir.path() / "disk";
    fs::create_directory(disk);
    if (mount((m_dir.path() / "models").c_str(), disk.c_str(), nullptr, MS_BIND, nullptr) != 0
        || mount(nullptr, disk.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) != 0)
        GTEST_SKIP() << "no read-only file system can be mounted here";
    {
        Registry registry(disk);
        EXPECT_EQ(registry.loadCurrent()->size(), 1u);
        EXPECT_EQ(registry.rollBack("forest", "", "").error().code, ErrorCode::NotFound);
        EXPECT_EQ(registry.setPinned("forest", "1", true).error().code, ErrorCode::ReadOnly);
        fs::resize_file(modelFile(*m_registry.find("forest", "1")), 10);
        EXPECT_EQ(registry.load("forest", "1").error().code, ErrorCode::BadData);
    }
    EXPECT_EQ(umount(disk.c_str()), 0);
}

TEST_F(RegistryFaults, LogsRotateAndATornLineIsLeftOut)
{
    const RegistryLog log(m_dir.path(), "decisions", 200);
    for (int i = 0; i < 10; ++i)
        ASSERT_TRUE(log.append("{\"n\":" + std::to_string(i) + std::string(60, ' ') + "}").ok());
    EXPECT_TRUE(fs::exists(m_dir.path() / "decisions.1.jsonl"));
    EXPECT_TRUE(fs::exists(m_dir.path() / "decisions.3.jsonl"));
    EXPECT_FALSE(fs::exists(m_dir.path() / "decisions.4.jsonl"));
    const auto lines = log.lines();
    ASSERT_EQ(lines->size(), 4u); // of the file and the one before
    EXPECT_EQ(lines->back().substr(0, 6), "{\"n\":9");
    std::ofstream(m_dir.path() / "decisions.jsonl", std::ios::app) << "{\"torn";
    EXPECT_EQ(log.lines()->size(), 4u);
    ASSERT_TRUE(log.append("{\"n\":10}").ok());
    EXPECT_EQ(log.lines()->back(), "{\"n\":10}");
    EXPECT_EQ(log.append(std::string(RegistryLog::longestLine + 1, 'x')).error().code, ErrorCode::LimitExceeded);
    EXPECT_FALSE(decisionFromJson("{\"torn").ok());
}

TEST(RegistryNames, AreWhatTheyLookLike)
{
    EXPECT_TRUE(isVersionId("20261122T045012345Z-1a2b3c"));
    for (const char* id : {"", "20261122T045012345Z-1A2b3c", "20261322T045012345Z-1a2b3c", "20261122T045012345Z-1a2b3",
             "20261122T045012345Z-1a2b3c0", "2026112T2045012345Z-1a2b3c"})
        EXPECT_FALSE(isVersionId(id)) << id;
    EXPECT_EQ(timeOfVersionId("19700101T000001002Z-000000"), 1002);
    EXPECT_EQ(makeVersionId(1002).substr(0, 20), "19700101T000001002Z-");
    EXPECT_NE(makeVersionId(1002), makeVersionId(1002));
    EXPECT_EQ(toIsoMilliseconds(1002), "1970-01-01T00:00:01.002Z");
    EXPECT_EQ(fromIsoMilliseconds("1970-01-01T00:00:01.002Z"), 1002);
    EXPECT_FALSE(fromIsoMilliseconds("1970-01-01T00:00:01Z"));
    EXPECT_TRUE(isModelName("boosted_2-x"));
    for (const std::string& name : {std::string(), std::string("a.b"), std::string("a/b"), std::string(65, 'a')})
        EXPECT_FALSE(isModelName(name)) << name;
}

} // namespace
} // namespace assay::train
