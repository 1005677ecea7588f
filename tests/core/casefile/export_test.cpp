// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/casefile/case.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <numeric>
#include <random>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace assay {
namespace {

namespace fs = std::filesystem;

struct CaseExport : testing::Test
{
    void open(unsigned letters)
    {
        box = dir.write("in.mbox", test::sampleBox(letters));
        work = std::move(*Case::create(dir.path() / "trial.assay"));
        ASSERT_TRUE(work->add(box, {}, test::plainContext()).ok());
        refresh();
    }
    void refresh()
    {
        snapshot = *work->snapshot();
        rows.resize(snapshot->items->count());
        std::iota(rows.begin(), rows.end(), 0u);
    }
    Result<report::ExportReport> run(std::string_view kind, const RunContext& context = {})
    {
        report::ReportHead head;
        head.query = "all of it";
        return work->exportItems(*snapshot, rows, kind, options, head, context);
    }
    std::string content(const fs::path& file) { return *readFile(file); }

    test::TemporaryDir dir;
    fs::path box;
    std::unique_ptr<Case> work;
    std::shared_ptr<const CaseSnapshot> snapshot;
    std::vector<uint32_t> rows;
    report::ExportOptions options;
};

TEST_F(CaseExport, KeepsTheOrderOfTheRows)
{
    open(5);
    options.target = dir.path() / "out.csv";
    options.columns = {"id", "subject"};
    rows = {3, 0, 4};
    const auto done = run("csv");
    ASSERT_TRUE(done.ok()) << done.error().toString();
    EXPECT_EQ(done->items, 3u);
    EXPECT_EQ(content(options.target), "id,subject\r\n3,Letter 3\r\n0,Letter 0\r\n4,Letter 4\r\n");
}

TEST_F(CaseExport, TellsLabelsAndMarksAndIsInTheAuditLog)
{
    open(3);
    work->setUser("ann");
    const ItemId second{1};
    ASSERT_TRUE(
        work->label(std::span(&second, 1), {feedback::findLabel(feedback::mailScheme(), "phish")->id, {}, 100, {}, {}})
            .ok());
    ASSERT_TRUE(work->bookmark(std::span(&second, 1), true).ok());
    ASSERT_TRUE(work->tag(std::span(&second, 1), "wave-1", true).ok());
    ASSERT_TRUE(work->setNote(second, "ask the bank").ok());
    refresh();
    options.target = dir.path() / "out.csv";
    options.columns = {"id", "label", "label.by", "bookmark", "tag", "note"};
    ASSERT_TRUE(run("csv").ok());
    EXPECT_EQ(content(options.target),
        "id,label,label.by,bookmark,tag,note\r\n0,,,,,\r\n1,phish,ann,yes,wave-1,ask the bank\r\n2,,,,,\r\n");
    std::vector<store::AuditEntry> exports;
    ASSERT_TRUE(work->visitAudit(1,
                        [&](const store::AuditEntry& entry) {
                            if (entry.action == "export")
                                exports.push_back(entry);
                            return true;
                        })
                    .ok());
    ASSERT_EQ(exports.size(), 1u);
    EXPECT_EQ(exports[0].object, options.target.string());
    EXPECT_EQ(exports[0].count, 3u);
    EXPECT_EQ(exports[0].query, "all of it");
    EXPECT_EQ(exports[0].user, "ann");
    EXPECT_FALSE(work->verifyAudit()->firstBroken.has_value());
}

TEST_F(CaseExport, GivesAMailboxWithTheSameMessages)
{
    open(60);
    options.target = dir.path() / "out.mbox";
    ASSERT_TRUE(run("mbox").ok());
    auto other = std::move(*Case::create(dir.path() / "other.assay"));
    ASSERT_TRUE(other->add(options.target, {}, test::plainContext()).ok());
    for (uint32_t i = 0; i < 60; ++i) {
        EXPECT_EQ(other->item(ItemId{i})->sha256, work->item(ItemId{i})->sha256) << i;
        EXPECT_EQ(other->item(ItemId{i})->summary.date, work->item(ItemId{i})->summary.date) << i;
    }
}

TEST_F(CaseExport, StatesTheHashOfASourceOnlyWhileItIsAsImported)
{
    open(3);
    options.target = dir.path() / "out.csv";
    ASSERT_TRUE(run("csv").ok());
    const std::string digest = toHex(sha256(content(box)));
    const fs::path sidecar = dir.path() / "out.csv.json";
    EXPECT_NE(content(sidecar).find("\"sha256\":\"" + digest + "\"}],\"files\""), std::string::npos);
    // Taken when it was as imported, it stays true of what was imported.
    std::ofstream(box, std::ios::app) << "From x\n\nmore\n";
    ASSERT_TRUE(run("csv").ok());
    EXPECT_NE(content(sidecar).find(digest), std::string::npos);

    const auto late = dir.write("late.mbox", test::sampleBox(2));
    ASSERT_TRUE(work->add(late, {}, test::plainContext()).ok());
    std::ofstream(late, std::ios::app) << "From x\n\nmore\n";
    refresh();
    ASSERT_TRUE(run("csv").ok());
    EXPECT_NE(content(sidecar).find(
                  "late.mbox\",\"bytes\":" + std::to_string(snapshot->sources->at(1).bytes) + ",\"sha256\":null"),
        std::string::npos);
}

TEST_F(CaseExport, CountsWhatCannotBeReadAndGoesOn)
{
    open(4);
    fs::remove(box);
    options.target = dir.path() / "out";
    const auto done = run("eml");
    ASSERT_TRUE(done.ok()) << done.error().toString();
    EXPECT_EQ(done->items, 4u);
    EXPECT_EQ(done->failed, 4u);
    EXPECT_NE(content(options.target / "manifest.csv").find("failed"), std::string::npos);
}

TEST_F(CaseExport, NeverWritesOverSourcesOrTheCase)
{
    open(2);
    const fs::path folder = dir.path() / "maildir";
    dir.write("maildir/1.eml", test::sampleMessage(1));
    ASSERT_TRUE(work->add(folder, {}, test::plainContext()).ok());
    refresh();
    fs::create_symlink(folder, dir.path() / "link");
    const auto beside = dir.write("late.json", test::sampleMessage(2)); // where the sidecar of "late" would be
    ASSERT_TRUE(work->add(beside, {}, test::plainContext()).ok());
    refresh();
    const std::string before = content(box);
    for (const fs::path& target : {box, dir.path() / "x" / ".." / "in.mbox", folder / "out.csv", folder,
             dir.path() / "link" / "out.csv", dir.path() / "late", work->path(), work->folder() / "out.csv"}) {
        options.target = target;
        for (const char* kind : {"csv", "mbox", "eml"}) {
            const auto done = run(kind);
            ASSERT_FALSE(done.ok()) << target;
            EXPECT_EQ(done.error().code, ErrorCode::BadArgument) << target;
        }
    }
    EXPECT_EQ(content(box), before);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 1);
    options.target = dir.path() / "in.mbox.csv"; // only looks like it
    EXPECT_TRUE(run("csv").ok());
}

TEST_F(CaseExport, RefusesAKindThatIsUnknown)
{
    open(1);
    options.target = dir.path() / "out";
    const auto done = run("pdf");
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, ErrorCode::BadArgument);
}

TEST_F(CaseExport, LeavesNothingWhenItIsCancelled)
{
    open(200);
    for (const char* kind : {"csv", "jsonl", "mbox", "eml", "html", "iplist"}) {
        std::stop_source stop;
        Progress progress;
        options.target = dir.path() / "out";
        std::jthread canceller([&] {
            while (progress.done < 10)
                std::this_thread::yield();
            stop.request_stop();
        });
        rows.assign(1'000'000, 7); // far more than are written before the stop
        const auto done = run(kind, RunContext(stop.get_token(), &progress, 1));
        ASSERT_FALSE(done.ok()) << kind;
        EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
        for (const auto& entry : fs::directory_iterator(dir.path()))
            EXPECT_FALSE(entry.path().filename().string().starts_with("out")) << entry.path();
    }
}

TEST_F(CaseExport, KilledAtAnyMomentLeavesTheWholeTargetOrNone)
{
    open(2000);
    options.target = dir.path() / "out.jsonl";
    options.wholeBodies = true;
    ASSERT_TRUE(run("jsonl").ok());
    const std::string whole = content(options.target);
    fs::remove(options.target);
    work.reset();
    std::minstd_rand random(20'241'121);
    unsigned none = 0;
    for (int round = 0; round < 20; ++round) {
        const pid_t child = fork();
        if (child == 0) {
            work = std::move(*Case::open(dir.path() / "trial.assay"));
            refresh();
            _exit(run("jsonl").ok() ? 0 : 1);
        }
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 400'000));
        kill(child, SIGKILL);
        int status = 0;
        waitpid(child, &status, 0);
        if (!fs::exists(options.target)) {
            ++none;
            continue;
        }
        EXPECT_EQ(content(options.target), whole);
        fs::remove(options.target);
    }
    EXPECT_GT(none, 0u);
    auto opened = Case::open(dir.path() / "trial.assay");
    ASSERT_TRUE(opened.ok());
    EXPECT_TRUE((*opened)->check({})->problems.empty());
}

} // namespace
} // namespace assay
