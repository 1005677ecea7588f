// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/folder/foldernames.h"
#include "tests/core/corpus/collectingsink.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

using test::readAll;

const std::string message = "From: a@example.org\nSubject: s\n\nbody\n";

TEST(FolderNames, DecodeModifiedUtf7)
{
    EXPECT_EQ(decodeModifiedUtf7("Entw&APw-rfe"), "Entwürfe");
    EXPECT_EQ(decodeModifiedUtf7("~peter/mail/&U,BTFw-/&ZeVnLIqe-"), "~peter/mail/台北/日本語");
    EXPECT_EQ(decodeModifiedUtf7("A&-B"), "A&B");
    EXPECT_EQ(decodeModifiedUtf7("&2D3eQg-"), "🙂");
    for (const char* bad : {"&", "A&B", "&!!-", "&2D0-"})
        EXPECT_EQ(decodeModifiedUtf7(bad), bad);
    EXPECT_EQ(maildirFolderName(".Sent.2023.&AOQ-"), "Sent/2023/ä");
}

TEST(FolderNames, FindFlags)
{
    EXPECT_EQ(maildirFlags("1700000000.M1P1.host:2,RS"), "RS");
    EXPECT_EQ(maildirFlags("1700000001.M1P1.host!2,S"), "S");
    EXPECT_EQ(maildirFlags("1700000001.M1P1.host;2,Sx"), "Sx");
    EXPECT_EQ(maildirFlags("1700000003.host,S=200,W=210:2,FT"), "FT");
    EXPECT_EQ(maildirFlags("1700000003.host:1,FT"), "");
    EXPECT_EQ(maildirFlags("noflags"), "");
}

TEST(FolderNames, OrderByNumber)
{
    EXPECT_TRUE(mhNameLess("2", "10"));
    EXPECT_FALSE(mhNameLess("10", "2"));
    EXPECT_TRUE(mhNameLess("99999999999999999999", "100000000000000000000"));
}

TEST(Folder, ReadsMaildirWithItsFolders)
{
    test::TemporaryDir dir;
    for (const char* name : {"cur/1:2,RS", "new/2", ".Entw&APw-rfe.x/cur/3:2,S", ".Entw&APw-rfe.x/new/4", "tmp/5",
             "cur/.hidden", "dovecot-uidlist"})
        dir.write(name, message);
    dir.write("dovecot-uidlist", "3 V1 N1\n");
    const auto read = readAll(dir.path());
    ASSERT_TRUE(read.result.ok());
    EXPECT_EQ(read.sink.names(),
        (std::vector<std::string>{"cur/1:2,RS", "new/2", ".Entw&APw-rfe.x/cur/3:2,S", ".Entw&APw-rfe.x/new/4"}));
    EXPECT_EQ(read.sink.found[0].flags, "RS");
    EXPECT_EQ(read.sink.containers[0].format, "maildir");
    EXPECT_EQ(read.sink.containers[0].folder, "");
    EXPECT_EQ(read.sink.containers[2].folder, "Entwürfe/x");
    EXPECT_EQ(test::loadAll(dir.path(), read.sink), std::vector<std::string>(4, message));
}

TEST(Folder, ReadsMhByNumber)
{
    test::TemporaryDir dir;
    for (const char* name : {"inbox/1", "inbox/2", "inbox/10", "inbox/,3", "inbox/#4", "inbox/sub/1"})
        dir.write(name, message);
    dir.write("inbox/.mh_sequences", "unseen: 1\n");
    const auto read = readAll(dir.path());
    EXPECT_EQ(read.sink.names(), (std::vector<std::string>{"inbox/1", "inbox/2", "inbox/10", "inbox/sub/1"}));
    EXPECT_EQ(read.sink.containers[0].format, "mh");
    EXPECT_EQ(read.sink.containers[0].folder, "inbox");
}

TEST(Folder, ReadsLooseFilesAndSkipsWhatIsNoMail)
{
    test::TemporaryDir dir;
    dir.write("b.eml", message);
    dir.write(
        "a/box", "From a@b Mon Jan  1 10:00:00 2024\n" + message + "\nFrom a@b Mon Jan  1 10:00:00 2024\n" + message);
    dir.write("readme.txt", "note: this is no mail\n");
    dir.write("picture.jpg", std::string("\xff\xd8\xff\0\0", 5));
    dir.write("empty.eml", "");
    const auto read = readAll(dir.path());
    ASSERT_TRUE(read.result.ok());
    EXPECT_EQ(read.sink.names(), (std::vector<std::string>{"b.eml", "0", "1"}));
    ASSERT_EQ(read.sink.containers.size(), 3u);
    EXPECT_EQ(read.sink.containers[1].path, "empty.eml");
    EXPECT_TRUE(read.sink.containers[1].defects.has(Defect::Empty));
    EXPECT_EQ(read.sink.containers[2].path, "a/box");
    EXPECT_EQ(test::loadAll(dir.path(), read.sink), std::vector<std::string>(3, message));
}

TEST(Folder, StaysInsideAndOutOfLoops)
{
    test::TemporaryDir outside;
    outside.write("secret.eml", message);
    test::TemporaryDir dir;
    dir.write("a/1.eml", message);
    namespace fs = std::filesystem;
    fs::create_directory_symlink(dir.path(), dir.path() / "a" / "loop");
    fs::create_directory_symlink(outside.path(), dir.path() / "out");
    fs::create_symlink(outside.path() / "secret.eml", dir.path() / "out.eml");
    fs::create_symlink("nowhere", dir.path() / "dangling.eml");
    EXPECT_EQ(readAll(dir.path()).sink.names(), std::vector<std::string>{"a/1.eml"});
}

TEST(Folder, SaysThatNothingIsMail)
{
    test::TemporaryDir dir;
    dir.write("readme.txt", "hello\n");
    const auto read = readAll(dir.path());
    ASSERT_FALSE(read.result.ok());
    EXPECT_EQ(read.result.error().code, ErrorCode::NotRecognised);
}

} // namespace
} // namespace assay
