// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/iplistfile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace assay::query {
namespace {

IpListFile read(std::string_view bytes, const IpListOptions& options = {})
{
    auto file = readIpList(bytes, options, RunContext());
    EXPECT_TRUE(file.ok()) << file.error().toString();
    return file.ok() ? std::move(*file) : IpListFile();
}

// "10.0.0.1 10.0.0.0-10.0.0.255"
std::string entries(const IpListFile& file)
{
    std::string made;
    for (const IpRange& range : file.entries) {
        made += (made.empty() ? "" : " ") + range.low.toString();
        made += range.low == range.high ? "" : "-" + range.high.toString();
    }
    return made;
}

std::string rejects(const IpListFile& file)
{
    std::string made;
    for (const IpListReject& reject : file.rejects)
        made += (made.empty() ? "" : " ") + std::to_string(reject.line) + ":" + reject.text;
    return made;
}

std::string cell(std::string_view text)
{
    const auto range = readIpCell(text);
    return !range                   ? "-"
        : range->low == range->high ? range->low.toString()
                                    : range->low.toString() + "-" + range->high.toString();
}

TEST(IpListFile, CellsInEverySpelling)
{
    EXPECT_EQ(cell(" 1.2.3.4 "), "1.2.3.4");
    EXPECT_EQ(cell("1.2.3.4:443"), "1.2.3.4");
    EXPECT_EQ(cell("[2001:DB8::1]:80"), "2001:db8::1");
    EXPECT_EQ(cell("[2001:db8::1]"), "2001:db8::1");
    EXPECT_EQ(cell("fe80::1%eth0"), "fe80::1");
    EXPECT_EQ(cell("2001:0db8:0:0:0:0:0:0001"), "2001:db8::1");
    EXPECT_EQ(cell("::ffff:1.2.3.4"), "1.2.3.4");
    EXPECT_EQ(cell("10.1.2.3/8"), "10.0.0.0-10.255.255.255");
    EXPECT_EQ(cell("1.2.3.4/32"), "1.2.3.4");
    EXPECT_EQ(cell("2001:db8::/127"), "2001:db8::-2001:db8::1");
    EXPECT_EQ(cell("1.2.3.4-1.2.3.9"), "1.2.3.4-1.2.3.9");
    EXPECT_EQ(cell("1.2.3.4 - 1.2.3.9"), "1.2.3.4-1.2.3.9");
    EXPECT_EQ(cell("::1..::9"), "::1-::9");
    EXPECT_EQ(cell("203.0.113.*"), "203.0.113.0-203.0.113.255");
    for (const char* wrong : {"", "x", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4/33", "1.2.3.9-1.2.3.4", "1.2.3.4-::1",
             "1.2.3.4:99999", "1.2.3.4:", "*", "1.2.3.4.5", "1.2.3.4x", "-", "2001:db8::1:", "[1.2.3.4"})
        EXPECT_EQ(cell(wrong), "-") << wrong;
    EXPECT_EQ(cell(std::string(1000, '1')), "-");
}

TEST(IpListFile, OneALineWithComments)
{
    const IpListFile file =
        read("# scanners\n10.0.0.2\n\n10.0.0.1 # twice\n  10.0.0.2\r\n10.1.0.0/16\nnonsense\n1.2.3.400\n");
    EXPECT_EQ(entries(file), "10.0.0.1 10.0.0.2 10.1.0.0-10.1.255.255");
    EXPECT_EQ(file.rows, 6U);
    EXPECT_EQ(file.singles, 2U);
    EXPECT_EQ(file.networks, 1U);
    EXPECT_EQ(file.duplicates, 1U);
    EXPECT_EQ(file.rejected, 2U);
    EXPECT_EQ(rejects(file), "7:nonsense 8:1.2.3.400");
    EXPECT_FALSE(file.hasHeader);
    EXPECT_EQ(file.delimiter, 0);
    EXPECT_TRUE(file.addresses.contains(*IpAddress::parse("10.1.2.3")));
}

TEST(IpListFile, HeadersByNameInAnyColumn)
{
    for (const char* name : {"ip", "IP_Address", "client_ip", "src_ip", "source.ip", "ADDRESS"}) {
        const IpListFile file =
            read("other," + std::string(name) + ",label\n9.9.9.9,1.2.3.4,bot\n9.9.9.8,1.2.3.5,notbot\n");
        EXPECT_EQ(entries(file), "1.2.3.4 1.2.3.5") << name;
        EXPECT_TRUE(file.hasHeader);
        EXPECT_EQ(file.column, 1U);
        EXPECT_EQ(file.labelColumn, std::optional<size_t>(2));
        ASSERT_EQ(file.columns.size(), 3U);
        EXPECT_EQ(file.columns[0].name, "other");
        EXPECT_EQ(file.columns[0].addresses, 2U);
        EXPECT_EQ(file.columns[1].example, "1.2.3.4");
        EXPECT_EQ(file.columns[2].addresses, 0U);
    }
}

TEST(IpListFile, ColumnsByWhatTheyHold)
{
    const IpListFile headed = read("when;seen from\n2026;1.2.3.4\n2026;1.2.3.5\n2026;x\n2026;1.2.3.6\n2026;1.2.3.7\n");
    EXPECT_EQ(headed.column, 1U);
    EXPECT_TRUE(headed.hasHeader);
    EXPECT_EQ(headed.delimiter, ';');
    EXPECT_EQ(rejects(headed), "4:x");
    const IpListFile bare = read("a\t1.2.3.4\nb\t::1\n");
    EXPECT_FALSE(bare.hasHeader);
    EXPECT_EQ(entries(bare), "::1 1.2.3.4");
    // A broken address in the first row is no header.
    const IpListFile broken = read("1.2.3.444\n1.2.3.4\n");
    EXPECT_FALSE(broken.hasHeader);
    EXPECT_EQ(rejects(broken), "1:1.2.3.444");
    const IpListFile nothing = read("just,words\nand,more\n");
    EXPECT_TRUE(nothing.entries.empty());
    EXPECT_EQ(nothing.rejected + (nothing.hasHeader ? 1 : 0), 2U);
}

TEST(IpListFile, TheUserMayKnowBetter)
{
    const std::string text = "ip,peer\n1.2.3.4,5.6.7.8\n1.2.3.5,5.6.7.9\n";
    EXPECT_EQ(entries(read(text, {1, std::nullopt})), "5.6.7.8 5.6.7.9");
    EXPECT_TRUE(read(text, {1, std::nullopt}).hasHeader);
    const auto none = readIpList(text, {7, std::nullopt}, RunContext());
    ASSERT_FALSE(none.ok());
    EXPECT_EQ(none.error().code, ErrorCode::BadArgument);
    EXPECT_EQ(read("1.2.3.4\n1.2.3.4,x\n", {std::nullopt, char(0)}).rejected, 1U);
}

TEST(IpListFile, QuotesEncodingsAndLabels)
{
    EXPECT_EQ(entries(read("\"note, with\nline\",\"1.2.3.4\"\n\"b\",\"1.2.3.5\"\n")), "1.2.3.4 1.2.3.5");
    EXPECT_EQ(rejects(read("\"a\nb\",1.2.3.4\n\"c\",x\nd,1.2.3.5\ne,1.2.3.6\nf,1.2.3.7\ng,1.2.3.8\n")), "3:x");
    std::string wide = "\xFF\xFE";
    for (const char c : std::string("ip\n1.2.3.4\n")) {
        wide += c;
        wide += '\0';
    }
    EXPECT_EQ(entries(read(wide)), "1.2.3.4");
    EXPECT_EQ(read(wide).charset, "utf-16le");
    const IpListFile latin = read("M\xFCller,1.2.3.4\nx,1.2.3.5\n");
    EXPECT_EQ(latin.columns[0].example, "Müller");
    EXPECT_EQ(read("1.2.3.4,1\n1.2.3.5,0\n").labelColumn, std::optional<size_t>(1));
    EXPECT_EQ(read("1.2.3.4,1\n1.2.3.5,2\n").labelColumn, std::nullopt);
}

TEST(IpListFile, EmptyAndStopped)
{
    for (const char* text : {"", "\n\n", "# nothing\n"}) {
        const IpListFile file = read(text);
        EXPECT_EQ(file.rows, 0U);
        EXPECT_TRUE(file.addresses.isEmpty());
        EXPECT_EQ(file.columns.size(), 1U);
    }
    std::string many;
    for (int i = 0; i < 20000; ++i)
        many += "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250) + "\n";
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = readIpList(many, {}, RunContext(stop.get_token(), nullptr, 1));
    ASSERT_FALSE(stopped.ok());
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    Progress progress;
    EXPECT_TRUE(readIpList(many, {}, RunContext({}, &progress, 1)).ok());
    EXPECT_EQ(progress.done, many.size());
    EXPECT_EQ(progress.total, many.size());
}

TEST(IpListFile, EveryRowIsAnEntryADuplicateOrARejection)
{
    std::mt19937 random(12);
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        for (size_t left = random() % 60; left > 0; --left) {
            static const std::vector<std::string> pieces = {"1.2.3.4", "::1", "10.0.0.0/8", ",", ",", ";", "\n", "\n",
                "\"", "x", "#", "\t", " ", "\xff", "1-2", "ip"};
            text += pieces[random() % pieces.size()];
        }
        const IpListFile file = read(text);
        ASSERT_EQ(file.entries.size() + file.duplicates + file.rejected, file.rows) << text;
        ASSERT_EQ(file.singles + file.networks, file.entries.size());
        ASSERT_EQ(file.rejects.size(), file.rejected);
        ASSERT_LT(file.column, file.columns.size());
        ASSERT_TRUE(std::is_sorted(file.addresses.ranges().begin(), file.addresses.ranges().end(),
            [](const IpRange& a, const IpRange& b) { return a.high < b.low; }));
    }
}

} // namespace
} // namespace assay::query
