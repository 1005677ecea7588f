// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl case, import, find, and scan into a case.
#include "tests/core/ctl/runctl.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string box(int count)
{
    std::string text;
    for (int i = 0; i < count; ++i)
        text += "From a@b Mon Jan  1 10:00:00 2024\nFrom: a@b.example\nSubject: Brief " + std::to_string(i)
            + "\n\nText " + std::to_string(i) + "\n\n";
    return text;
}

class CtlCase : public testing::Test
{
protected:
    test::TemporaryDir m_dir;
    std::string m_case = (m_dir.path() / "c.assay").string();
    std::string m_box = m_dir.write("in.mbox", box(40)).string();
    std::string m_rules =
        m_dir.write("r.cf", "header T_BRIEF Subject =~ /Brief/\nscore T_BRIEF 6\nheader T_Z exists:From\nscore T_Z 0\n")
            .string();
};

TEST_F(CtlCase, NewCaseIsEmpty)
{
    ASSERT_EQ(test::runCtl({"case", "new", m_case}).code, 0);
    const auto all = test::runCtl({"find", "", "--case", m_case, "--jsonl"});
    EXPECT_EQ(all.code, 0);
    EXPECT_EQ(all.out, "");
    EXPECT_EQ(test::runCtl({"find", "nothing", "--case", m_case, "--jsonl"}).code, 2);
    EXPECT_EQ(test::runCtl({"case", "new", m_case}).code, 73);
    EXPECT_EQ(test::runCtl({"case", "check", m_case}).code, 0);
}

TEST_F(CtlCase, ImportMakesTheCaseAndFindListsIt)
{
    ASSERT_EQ(test::runCtl({"import", m_box, "--case", m_case}).code, 0);
    const auto all = test::runCtl({"find", "", "--case", m_case, "--jsonl"}).objects();
    ASSERT_EQ(all.size(), 40u);
    EXPECT_EQ(all[7]["schema"], "assay.item/1");
    EXPECT_EQ(all[7]["source"], m_box);
    EXPECT_EQ(all[7]["item"], "7");
    EXPECT_EQ(all[7]["sha256"].get<std::string>().size(), 64u);
    EXPECT_EQ(test::runCtl({"find", "\"brief 39\"", "--case", m_case, "--jsonl"}).objects().size(), 1u);
    EXPECT_EQ(test::runCtl({"find", "absent", "--case", m_case}).code, 2);
}

TEST_F(CtlCase, ScanStoresAndScansAgain)
{
    const auto first = test::runCtl({"scan", m_box, "--case", m_case, "--rules", m_rules, "--jsonl"});
    ASSERT_EQ(first.code, 0) << first.err;
    ASSERT_EQ(first.objects().size(), 41u);
    EXPECT_EQ(first.objects()[3]["item"], "3");
    EXPECT_EQ(first.objects()[3]["action"], "add_header");
    EXPECT_EQ(first.objects()[3]["hits"].size(), 1u);
    // The same file is not imported twice; without a path all items are scanned.
    ASSERT_EQ(test::runCtl({"scan", m_box, "--case", m_case, "--rules", m_rules, "--jsonl"}).code, 0);
    ASSERT_EQ(test::runCtl({"scan", "--case", m_case, "--rules", m_rules}).code, 0);
    const auto info = test::runCtl({"case", "info", m_case, "--json"}).objects().at(0);
    EXPECT_EQ(info["items"], 40);
    ASSERT_EQ(info["scans"].size(), 3u);
    EXPECT_EQ(info["scans"][2]["items"], 40);
    EXPECT_EQ(info["scans"][2]["complete"], true);
}

TEST_F(CtlCase, ExitCodesTellWhatIsWrong)
{
    EXPECT_EQ(test::runCtl({"find", "", "--case", m_dir.path() / "none.assay"}).code, 66);
    EXPECT_EQ(test::runCtl({"find", "", "--case", m_box}).code, 65);
    EXPECT_EQ(test::runCtl({"import", m_box, "--case", m_rules}).code, 65);
    EXPECT_EQ(test::runCtl({"import", m_dir.path() / "none", "--case", m_case}).code, 66);
    EXPECT_EQ(test::runCtl({"import", m_box}).code, 64);
    EXPECT_EQ(test::runCtl({"find", "--case", m_case}).code, 64);
}

} // namespace
} // namespace assay
