// SPDX-License-Identifier: GPL-3.0-or-later
// Mailboxes and folders of messages.
#include "tests/core/report/fakeitem.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <map>

namespace assay {
namespace {

using report::ExportOptions;
using test::FakeItem;

TEST(EmlExport, WritesTheStoredBytesUnderSafeNamesWithAManifest)
{
    test::TemporaryDir dir;
    ExportOptions options;
    options.target = dir.path() / "mail";
    FakeItem altered(3, "Subject: altered\n\nx\n");
    altered.recorded = sha256("something else");
    FakeItem gone(4, "Subject: gone\n\nx\n");
    gone.isGone = true;
    const std::vector<FakeItem> items = {FakeItem(1,
                                             "Subject: ../../etc/passwd \xE2\x80\xAE"
                                             "fdp.exe\n\nx\r\n"),
        FakeItem(2,
            "Subject: ../../etc/passwd \xE2\x80\xAE"
            "fdp.exe\n\nFrom here\n"),
        altered, gone, FakeItem(5, "Subject: " + std::string(5'000, 'y') + "\n\n")};
    const auto done = test::runExport("eml", options, items);
    ASSERT_TRUE(done.ok()) << done.error().toString();
    EXPECT_EQ(done->failed, 1u);
    EXPECT_EQ(test::namesIn(dir.path()), (std::vector<std::string>{"mail", "mail.json"}));
    EXPECT_EQ(test::namesIn(options.target),
        (std::vector<std::string>{"00000001-etc-passwd-fdp-exe.eml", "00000002-etc-passwd-fdp-exe.eml",
            "00000003-altered.eml", "00000005-" + std::string(40, 'y') + ".eml", "manifest.csv"}));
    EXPECT_EQ(test::contentOf(options.target / "00000002-etc-passwd-fdp-exe.eml"), *items[1].rawBytes());

    const auto records = test::readCsv(test::contentOf(options.target / "manifest.csv"));
    ASSERT_EQ(records.size(), 6u);
    std::map<std::string, std::string> states;
    for (const auto& record : records)
        states[record[0]] = record[9];
    EXPECT_EQ(states,
        (std::map<std::string, std::string>{
            {"id", "state"}, {"1", "same"}, {"2", "same"}, {"3", "differs"}, {"4", "failed"}, {"5", "same"}}));
    EXPECT_EQ(records[2][7], toHex(sha256(*items[1].rawBytes())));
    EXPECT_EQ(records[4][10], "/mail/in.mbox does not exist");
    EXPECT_NE(test::contentOf(dir.path() / "mail.json").find("\"name\":\"mail/manifest.csv\""), std::string::npos);
}

TEST(EmlExport, NeverWritesIntoAFolderThatHoldsSomething)
{
    test::TemporaryDir dir;
    dir.write("mail/old.eml", "old");
    ExportOptions options;
    options.target = dir.path() / "mail";
    const auto done = test::runExport("eml", options, {FakeItem(1, "Subject: s\n\n")});
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, ErrorCode::BadArgument);
    EXPECT_EQ(test::namesIn(options.target), std::vector<std::string>{"old.eml"});
    EXPECT_EQ(test::namesIn(dir.path()), std::vector<std::string>{"mail"});
}

TEST(MboxExport, QuotesBordersAndSaysWhatItAdded)
{
    test::TemporaryDir dir;
    ExportOptions options;
    options.target = dir.path() / "out.mbox";
    const std::vector<FakeItem> items = {FakeItem(1,
                                             "From: ann@example.net\nDate: Sun, 29 Feb 2032 10:00:00 +0000\n\nFrom "
                                             "here\n>From there\n>>From\n From no\n"),
        FakeItem(2, "Subject: no end")};
    ASSERT_TRUE(test::runExport("mbox", options, items).ok());
    EXPECT_EQ(test::contentOf(options.target),
        "From ann@example.net Sun Feb 29 10:00:00 2032\n"
        "From: ann@example.net\nDate: Sun, 29 Feb 2032 10:00:00 +0000\n\n>From here\n>>From there\n>>From\n From no\n\n"
        "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\nSubject: no end\n\n");
    const auto records = test::readCsv(test::contentOf(dir.path() / "out.mbox.manifest.csv"));
    ASSERT_EQ(records.size(), 3u);
    EXPECT_EQ(records[1][5], "0");
    EXPECT_EQ(records[1][9], "same");
    EXPECT_EQ(records[1][10], "lines quoted with >: 2");
    EXPECT_EQ(records[2][10], "line end added");
}

TEST(MailExport, RefusesToRedactRawMessages)
{
    test::TemporaryDir dir;
    for (const char* kind : {"eml", "mbox"}) {
        ExportOptions options;
        options.target = dir.path() / "out";
        options.redaction.ips = true;
        const auto done = test::runExport(kind, options, {FakeItem(1, "Subject: s\n\n")});
        ASSERT_FALSE(done.ok());
        EXPECT_EQ(done.error().code, ErrorCode::BadArgument);
    }
    EXPECT_TRUE(test::namesIn(dir.path()).empty());
}

} // namespace
} // namespace assay
