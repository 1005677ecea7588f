// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/labelcase.h"

namespace assay {
namespace {

using feedback::LabelId;

constexpr LabelId spam = 1, ham = 2, phish = 3;

class LabelImport : public test::LabelCase
{
protected:
    LabelImportReport importText(const std::string& text)
    {
        const auto file = m_dir.write("labels.csv", text);
        const auto report = m_case->importLabels(file);
        EXPECT_TRUE(report.ok()) << report.error().toString();
        return report ? *report : LabelImportReport();
    }
    // A folder with files of its own as one source.
    void addFolder(const std::vector<std::pair<std::string, std::string>>& files)
    {
        for (const auto& [name, content] : files)
            m_dir.write("mail/" + name, content);
        m_case = std::move(*Case::create(file()));
        m_case->setUser("ann");
        ASSERT_TRUE(m_case->add(m_dir.path() / "mail", {}, test::plainContext()).ok());
    }
    std::string nameOf(uint32_t row) const
    {
        const auto detail = m_case->item(ItemId{row});
        return detail->container.path + "#" + detail->record.name;
    }
    std::map<std::string, LabelId> labelsByName() const
    {
        std::map<std::string, LabelId> all;
        const auto now = labels();
        for (uint32_t row = 0; row < now.size(); ++row)
            all[nameOf(row)] = now[row];
        return all;
    }
    static std::vector<std::string> rejectsOf(const LabelImportReport& report)
    {
        std::vector<std::string> all;
        for (const auto& reject : report.rejects)
            all.push_back(std::to_string(reject.line) + " " + reject.text + ": " + reject.why);
        return all;
    }
};

TEST_F(LabelImport, FindsItemsByMessageIdPathNumberAndHash)
{
    fill(6);
    const std::string hash = toHex(*m_case->item(ItemId{3})->sha256);
    const auto report = importText("message_id,path,item,sha256,label\n"
                                   "<1@example.net>,,,,spam\n"
                                   ",in.mbox,2,,ham\n"
                                   ",,,"
        + hash
        + ",phish\n"
          ",,4,,Not Spam\n"
          ","
        + (m_dir.path() / "in.mbox").string() + ",5,,junk\n");
    EXPECT_EQ(report.rows, 5u);
    EXPECT_EQ(report.matched, 5u);
    EXPECT_EQ(report.rejected, 0u) << rejectsOf(report).front();
    EXPECT_EQ(report.operation.changed, 5u);
    EXPECT_EQ(report.operation.kind, feedback::OperationKind::Import);
    EXPECT_EQ(labels(), (std::vector<LabelId>{0, spam, ham, phish, ham, spam}));
    LabelCase::done(m_case->undo());
    EXPECT_EQ(columns()->labelled, 0u);
    EXPECT_FALSE(m_case->verifyAudit()->firstBroken.has_value());
}

TEST_F(LabelImport, KeepsAuthorTimeConfidenceAndNote)
{
    fill(2);
    importText("item,label,author,at,confidence,note\n1,spam,ben,2026-01-02T03:04:05Z,70,why\n0,ham,,,,\n");
    const auto now = columns();
    EXPECT_EQ(now->authors.at(now->author[1]), "ben");
    EXPECT_EQ(now->authors.at(now->author[0]), "ann");
    EXPECT_EQ(now->at[1], 1767323045);
    EXPECT_EQ(now->confidence[1], 70);
    EXPECT_EQ(m_case->labelHistory(ItemId{1})->front().note, "why");
}

TEST_F(LabelImport, RejectsByLineWhatCannotBeUsed)
{
    fill(3);
    const auto report = importText("message_id,path,item,label\n"
                                   "nobody@example.net,,,spam\n"
                                   "1@example.net,,,sausage\n"
                                   ",in.mbox,,spam\n"
                                   ",in.mbox,77,spam\n"
                                   ",other.mbox,1,spam\n"
                                   ",,3,spam\n"
                                   "1@example.net,,,\n"
                                   ",,2,bot\n");
    EXPECT_EQ(rejectsOf(report),
        (std::vector<std::string>{"2 spam nobody@example.net: no item has this Message-ID",
            "3 sausage 1@example.net: the label is unknown",
            "4 spam in.mbox: the path is a mailbox; its message is not named by an item number",
            "5 spam in.mbox 77: the mailbox has no item of this number", "6 spam other.mbox 1: no item has this path",
            "7 spam 3: the case has no item of this number", "8 1@example.net,,,: there is no label"}));
    EXPECT_EQ(report.rows, 8u);
    EXPECT_EQ(report.rejected, 7u);
    EXPECT_EQ(report.matched, 1u);
}

TEST_F(LabelImport, CopiesOfAMessageAreAllLabelledButOneNameOfTwoIsAmbiguous)
{
    const std::string two = "From: x@example.net\nMessage-ID: <9@example.net>\n\nother\n";
    addFolder({{"a/1.eml", test::sampleMessage(9)}, {"b/1.eml", test::sampleMessage(9)}, {"c/2.eml", two},
        {"d/3.eml", test::sampleMessage(5)}, {"e/3.eml", test::sampleMessage(5)}});
    const auto report = importText("message_id,path,label\n9@example.net,,spam\n,3.eml,ham\n,c/2.eml,phish\n");
    EXPECT_EQ(rejectsOf(report),
        (std::vector<std::string>{"2 spam 9@example.net: several different messages have this name"}));
    EXPECT_EQ(labelsByName(),
        (std::map<std::string, LabelId>{{"a/1.eml#a/1.eml", 0}, {"b/1.eml#b/1.eml", 0}, {"c/2.eml#c/2.eml", phish},
            {"d/3.eml#d/3.eml", ham}, {"e/3.eml#e/3.eml", ham}}));
    EXPECT_EQ(report.matched, 3u);
}

TEST_F(LabelImport, PathsMeanTheLastNames)
{
    addFolder({{"data/inmail.1", test::sampleMessage(1)}, {"other/inmail.1", test::sampleMessage(2)},
        {"data/xinmail.1", test::sampleMessage(3)}});
    const auto report =
        importText("label,path\nspam,../data/inmail.1\nham,inmail.1\nham,ata/inmail.1\nham,/data/inmail.1\n");
    EXPECT_EQ(rejectsOf(report),
        (std::vector<std::string>{"3 ham inmail.1: several different messages have this name",
            "4 ham ata/inmail.1: no item has this path", "5 ham /data/inmail.1: no item has this path"}));
    EXPECT_EQ(labelsByName().at("data/inmail.1#data/inmail.1"), spam);
}

TEST_F(LabelImport, LinesThatContradictEachOtherAreRefusedAuthorsAreNot)
{
    fill(2);
    const auto report = importText("item,label,by\n0,spam,ann\n0,ham,ann\n0,spam,ann\n1,spam,ann\n1,ham,ben\n");
    EXPECT_EQ(rejectsOf(report), (std::vector<std::string>{"3 ham item 0: line 2 gives the item another label"}));
    const auto now = columns();
    EXPECT_EQ(now->labels, (std::vector<LabelId>{spam, ham}));
    EXPECT_EQ(now->marks, (std::vector<uint8_t>{0, feedback::markConflict}));
    EXPECT_EQ(report.operation.changed, 2u);
    LabelCase::done(m_case->undo());
    EXPECT_EQ(labels(), (std::vector<LabelId>{0, 0}));
    LabelCase::done(m_case->redo());
    EXPECT_EQ(labels(), (std::vector<LabelId>{spam, ham}));
    EXPECT_EQ(columns()->marks, now->marks);
}

TEST_F(LabelImport, FolderNamesLabelWhatHasNoLabel)
{
    addFolder({{"spam/1.eml", test::sampleMessage(1)}, {"spam/2.eml", test::sampleMessage(2)},
        {"ham/spam.eml", test::sampleMessage(3)}, {"ham/phish-2024/1.eml", test::sampleMessage(4)},
        {"other/1.eml", test::sampleMessage(5)}, {"boxes/junk.mbox", test::sampleBox(2)},
        {"Maildir/cur/1:2,S", test::sampleMessage(6)}, {"Maildir/new/.keep", ""},
        {"Maildir/.Junk/cur/2:2,", test::sampleMessage(7)}, {"Maildir/.Junk/new/.keep", ""}});
    std::filesystem::remove(m_dir.path() / "mail/Maildir/new/.keep");
    uint32_t first = 0;
    while (nameOf(first) != "spam/1.eml#spam/1.eml")
        ++first;
    give({first}, ham);
    const auto report = m_case->importLabels({});
    ASSERT_TRUE(report.ok());
    const auto by = labelsByName();
    EXPECT_EQ(by.at("spam/1.eml#spam/1.eml"), ham); // an analyst knows better than a folder
    EXPECT_EQ(by.at("spam/2.eml#spam/2.eml"), spam);
    EXPECT_EQ(by.at("ham/spam.eml#ham/spam.eml"), ham);
    EXPECT_EQ(by.at("ham/phish-2024/1.eml#ham/phish-2024/1.eml"), phish);
    EXPECT_EQ(by.at("other/1.eml#other/1.eml"), 0);
    EXPECT_EQ(by.at("boxes/junk.mbox#0"), spam);
    EXPECT_EQ(by.at("boxes/junk.mbox#1"), spam);
    EXPECT_EQ(by.at("Maildir/cur/1:2,S#Maildir/cur/1:2,S"), 0);
    EXPECT_EQ(by.at("Maildir/.Junk/cur/2:2,#Maildir/.Junk/cur/2:2,"), spam);
    EXPECT_EQ(report->matched, 7u);
    EXPECT_EQ(report->operation.changed, 6u);
    EXPECT_EQ(report->operation.unchanged, 1u);
    const auto again = m_case->importLabels({});
    EXPECT_FALSE(again->operation.isStored());
    EXPECT_EQ(again->operation.unchanged, 7u);
    LabelCase::done(m_case->undo());
    EXPECT_EQ(columns()->labelled, 1u);
}

TEST_F(LabelImport, AFileThatIsNoneChangesNothing)
{
    fill(1);
    const auto wrong = m_case->importLabels(m_dir.write("x.csv", "a,b\n1,2\n"));
    ASSERT_FALSE(wrong.ok());
    EXPECT_EQ(wrong.error().code, ErrorCode::BadData);
    EXPECT_EQ(wrong.error().subject, (m_dir.path() / "x.csv").string());
    EXPECT_EQ(m_case->importLabels(m_dir.path() / "none.csv").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace assay
