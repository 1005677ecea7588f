// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/ctl/runctl.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace assay::test {
namespace {

std::vector<std::string> linesOf(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

size_t cellsIn(const std::string& line)
{
    return 1 + static_cast<size_t>(std::count(line.begin(), line.end(), ','));
}

constexpr const char* box = "From a@b.test Fri Mar  6 10:00:00 2026\nFrom: a@b.test\nSubject: one\n\nText\n\n"
                            "From a@b.test Fri Mar  6 10:00:00 2026\nFrom: a@b.test\nSubject: two\n\nMore!\n\n";

TEST(CtlFeatures, PrintTheCatalogueAndARowForEachMessage)
{
    const auto list = runCtl({"features", "--list"});
    ASSERT_EQ(list.code, 0) << list.err;
    const auto names = linesOf(list.out);
    EXPECT_NE(list.out.find("shape.bytes\tbytes\t"), std::string::npos);

    TemporaryDir dir;
    const auto file = dir.write("in.mbox", box);
    const auto rows = runCtl({"features", file.string(), "--csv"});
    ASSERT_EQ(rows.code, 0) << rows.err;
    const auto lines = linesOf(rows.out);
    ASSERT_EQ(lines.size(), 3u);
    for (const std::string& line : lines)
        EXPECT_EQ(cellsIn(line), names.size());
    EXPECT_NE(lines[1], lines[2]);
    EXPECT_EQ(runCtl({"features"}).code, 64);
    EXPECT_EQ(runCtl({"features", (dir.path() / "none").string()}).code, 1);
}

TEST(CtlFeatures, PrintARowForEachRequestSet)
{
    const auto list = runCtl({"features", "--list", "--items", "traffic"});
    ASSERT_EQ(list.code, 0) << list.err;
    EXPECT_EQ(list.out.substr(0, 14), "request_total\t");
    TemporaryDir dir;
    const auto file = dir.write("access.log",
        "192.0.2.1 - - [21/Nov/2025:09:00:00 +0000] \"GET / HTTP/1.1\" 200 10 \"-\" \"curl/8.0\"\n"
        "192.0.2.2 - - [21/Nov/2025:09:00:01 +0000] \"GET /a HTTP/1.1\" 404 10 \"-\" \"Mozilla/5.0\"\n");
    const auto rows = runCtl({"features", file.string(), "--host", "shop.test"});
    ASSERT_EQ(rows.code, 0) << rows.err;
    const auto lines = linesOf(rows.out);
    ASSERT_EQ(lines.size(), 3u);
    for (const std::string& line : lines)
        EXPECT_EQ(cellsIn(line), linesOf(list.out).size());
    EXPECT_NE(lines[1], lines[2]);
    EXPECT_EQ(runCtl({"features", "--list", "--items", "letters"}).code, 64);
}

TEST(CtlFeatures, PrintTheItemsOfACase)
{
    TemporaryDir dir;
    const auto work = (dir.path() / "c.assay").string();
    ASSERT_EQ(runCtl({"import", "--case", work, dir.write("in.mbox", box).string()}).code, 0);
    const auto rows = runCtl({"features", "--case", work, "--query", "subject:two"});
    ASSERT_EQ(rows.code, 0) << rows.err;
    const auto lines = linesOf(rows.out);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0].substr(0, 6), "_item,");
    EXPECT_EQ(cellsIn(lines[0]), cellsIn(lines[1]));
    EXPECT_EQ(runCtl({"features", "--case", work, "--query", "(("}).code, 64);
}

} // namespace
} // namespace assay::test
