// SPDX-License-Identifier: GPL-3.0-or-later
// Tables, JSON lines, lists of addresses, and the sidecar.
#include "core/base/hash.h"
#include "core/text/timezone.h"
#include "tests/core/report/fakeitem.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

using report::ExportOptions;
using test::FakeItem;

FakeItem letter(uint32_t id, const std::string& from, const std::string& subject, const std::string& ip = "203.0.113.9")
{
    return FakeItem(id,
        "Received: from a.example (a.example [" + ip
            + "]) by b.example; Mon, 01 Jan 2024 10:00:00 +0000\n"
              "From: "
            + from + "\nTo: bob@example.org\nSubject: " + subject
            + "\nDate: Mon, 01 Jan 2024 10:00:00 +0000\nMessage-ID: <" + std::to_string(id)
            + "@example.net>\n\nHello\n");
}

TEST(CsvExport, WritesChosenColumnsWithTimesInBothZones)
{
    test::TemporaryDir dir;
    ExportOptions options;
    options.target = dir.path() / "out.csv";
    options.columns = {"id", "date", "subject", "score", "label", "label.at", "symbol"};
    FakeItem first = letter(1, "ann@example.net", "a, \"b\" and\tc");
    first.total = 6.5;
    first.label = "spam";
    first.found = {test::fakeHit("ONE", 4, "x"), test::fakeHit("TWO", 2.5, "y")};
    const auto done = test::runExport("csv", options, {first, letter(2, "eve@example.net", "plain")});
    ASSERT_TRUE(done.ok()) << done.error().toString();
    EXPECT_EQ(done->items, 2u);
    EXPECT_EQ(test::contentOf(options.target),
        "id,date,date.utc,subject,score,label,label.at,label.at.utc,symbol\r\n"
        "1,2024-01-01T12:00:00+02:00,2024-01-01T10:00:00Z,\"a, \"\"b\"\" and c\",6.5,spam,2023-11-15T00:13:20+02:00,"
        "2023-11-14T22:13:20Z,ONE TWO\r\n"
        "2,2024-01-01T12:00:00+02:00,2024-01-01T10:00:00Z,plain,,,,,\r\n");
}

TEST(CsvExport, KeepsEveryTextAndDisarmsFormulas)
{
    test::TemporaryDir dir;
    ExportOptions options;
    options.target = dir.path() / "out.csv";
    options.columns = {"note", "tag", "score"};
    const std::vector<std::string> plain = {"", "1+1", "a=b", "line\nbreak", "say \"x\"", ",", "\xC3\xA9"};
    const std::vector<std::string> formulas = {"=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\t=1", "\rx",
        "\xEF\xBC\x9D"
        "1",
        "\xE2\x80\x8B=1", "\xC2\xA0=cmd|' /C calc'!A0"};
    std::vector<FakeItem> items;
    for (const auto* texts : {&plain, &formulas}) {
        for (const std::string& text : *texts) {
            items.push_back(letter(1, "a@example.net", "s"));
            items.back().noteText = text;
            items.back().tagNames = {text};
            items.back().total = -2.5;
        }
    }
    ASSERT_TRUE(test::runExport("csv", options, items).ok());
    auto records = test::readCsv(test::contentOf(options.target));
    ASSERT_EQ(records.size(), items.size() + 1);
    for (size_t i = 0; i < items.size(); ++i) {
        const std::string guard = i < plain.size() ? "" : "'";
        EXPECT_EQ(
            records[i + 1], (std::vector<std::string>{guard + items[i].noteText, guard + items[i].noteText, "-2.5"}));
    }
    options.formulaGuard = false;
    ASSERT_TRUE(test::runExport("csv", options, items).ok());
    records = test::readCsv(test::contentOf(options.target));
    for (size_t i = 0; i < items.size(); ++i)
        EXPECT_EQ(records[i + 1][0], items[i].noteText);
}

TEST(CsvExport, NamesTheColumnThatIsUnknownAndMakesNothing)
{
    test::TemporaryDir dir;
    ExportOptions options;
    options.target = dir.path() / "out.csv";
    options.columns = {"id", "colour"};
    const auto done = test::runExport("csv", options, {});
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, ErrorCode::BadArgument);
    EXPECT_EQ(done.error().subject, "colour");
    EXPECT_TRUE(test::namesIn(dir.path()).empty());
    for (const std::string_view name : report::tableColumns()) {
        options.columns = {std::string(name)};
        EXPECT_TRUE(test::runExport("csv", options, {letter(1, "a@example.net", "s")}).ok()) << name;
    }
}

TEST(CsvExport, FollowsTheZoneAcrossTheEndOfSummerTime)
{
    test::TemporaryDir dir;
    ExportOptions options;
    options.target = dir.path() / "out.csv";
    options.columns = {"date"};
    const auto zone = TimeZone::find("Europe/Kyiv");
    ASSERT_TRUE(zone.ok());
    const auto exporter = report::findExporter("csv")->create(options);
    report::ReportHead head = test::fakeHead();
    head.zoneOffset = [&](int64_t seconds) { return zone->offsetAt(seconds); };
    ASSERT_TRUE(exporter->begin(head).ok());
    // Clocks went from 04:00 to 03:00 on 2024-10-27, at 01:00 UTC.
    for (const char* time : {"Sun, 27 Oct 2024 00:59:59 +0000", "Sun, 27 Oct 2024 01:00:00 +0000"})
        ASSERT_TRUE(exporter->add(FakeItem(1, "Date: " + std::string(time) + "\n\n")).ok());
    ASSERT_TRUE(exporter->finish().ok());
    const auto records = test::readCsv(test::contentOf(options.target));
    EXPECT_EQ(records[1], (std::vector<std::string>{"2024-10-27T03:59:59+03:00", "2024-10-27T00:59:59Z"}));
    EXPECT_EQ(records[2], (std::vector<std::string>{"2024-10-27T03:00:00+02:00", "2024-10-27T01:00:00Z"}));
}

TEST(JsonlExport, GivesEverythingOnOneLineEach)
{
    test::TemporaryDir dir;
    ExportOptions options;
    options.target = dir.path() / "out.jsonl";
    FakeItem item(7,
        "From: Ann <ann@example.net>\nSubject: s\nDate: Mon, 01 Jan 2024 10:00:00 +0000\nMessage-ID: <7@x.example>\n\n"
        "Hello \"you\"\n");
    item.total = 5;
    item.found = {test::fakeHit("ONE", 5, "Hello")};
    item.label = "ham";
    item.author = "bob";
    item.bookmarked = true;
    item.tagNames = {"t1", "t2"};
    item.noteText = "n";
    ASSERT_TRUE(test::runExport("jsonl", options, {item}).ok());
    EXPECT_EQ(test::contentOf(options.target),
        R"({"schema":"assay.item/1","source":"/mail/in.mbox","item":"7","kind":"message","id":7,"offset":"7000",)"
        R"("bytes":)"
            + std::to_string(item.bytes()) + R"(,"sha256":")" + toHex(*item.sha256())
            + R"(","message_id":"<7@x.example>","subject":"s","from":"Ann <ann@example.net>",)"
              R"("from_address":"ann@example.net","to":"","date":"2024-01-01T12:00:00+02:00",)"
              R"("date_utc":"2024-01-01T10:00:00Z","ip":null,"defects":[],"limits_hit":[],"score":5,)"
              R"("action":"add_header","hits":[{"symbol":"ONE","detector":"rules","score":5,"count":1,"group":"group",)"
              R"("description":"what it means","options":[],"matches":[{"part":"","where":"body","piece":0,"offset":0,)"
              R"("length":0,"raw_offset":null,"raw_reason":"no_bytes","text":"Hello"}]}],"label":{"name":"ham",)"
              R"("by":"bob","at":"2023-11-15T00:13:20+02:00","at_utc":"2023-11-14T22:13:20Z"},"bookmarked":true,)"
              R"("tags":["t1","t2"],"note":"n","headers":[{"name":"From","value":"Ann <ann@example.net>"},)"
              R"({"name":"Subject","value":"s"},{"name":"Date","value":"Mon, 01 Jan 2024 10:00:00 +0000"},)"
              R"({"name":"Message-ID","value":"<7@x.example>"}],"attachments":[],"text":"Hello \"you\"\n",)"
              R"("text_bytes_left":0,"headers_left":0,"attachments_left":0})"
              "\n");
}

TEST(JsonlExport, CutsTextsAndSaysSoUnlessAskedForAll)
{
    test::TemporaryDir dir;
    ExportOptions options;
    options.target = dir.path() / "out.jsonl";
    const std::vector<FakeItem> items = {FakeItem(1, "Subject: s\n\n" + std::string(10'000, 'x'))};
    ASSERT_TRUE(test::runExport("jsonl", options, items).ok());
    EXPECT_NE(test::contentOf(options.target).find("\"text_bytes_left\":5904,"), std::string::npos);
    options.wholeBodies = true;
    ASSERT_TRUE(test::runExport("jsonl", options, items).ok());
    EXPECT_NE(test::contentOf(options.target).find(std::string(10'000, 'x')), std::string::npos);
}

TEST(IpListExport, IsSortedAndWithoutRepeats)
{
    test::TemporaryDir dir;
    ExportOptions options;
    options.target = dir.path() / "ips.txt";
    const std::vector<FakeItem> items = {letter(1, "a@x.example", "s", "203.0.113.20"),
        letter(2, "a@x.example", "s", "203.0.113.9"), letter(3, "a@x.example", "s", "203.0.113.20"),
        letter(4, "a@x.example", "s", "2001:db8::1"), FakeItem(5, "Subject: none\n\n")};
    ASSERT_TRUE(test::runExport("iplist", options, items).ok());
    EXPECT_EQ(test::contentOf(options.target), "203.0.113.9\n203.0.113.20\n2001:db8::1\n");
    options.counts = true;
    ASSERT_TRUE(test::runExport("iplist", options, items).ok());
    EXPECT_EQ(
        test::contentOf(options.target), "203.0.113.9  # 1 item\n203.0.113.20  # 2 items\n2001:db8::1  # 1 item\n");
}

TEST(Sidecar, StatesQueryZoneCountAndHashes)
{
    test::TemporaryDir dir;
    ExportOptions options;
    options.target = dir.path() / "out.csv";
    options.columns = {"id"};
    const auto done = test::runExport("csv", options, {letter(1, "a@x.example", "s")});
    ASSERT_TRUE(done.ok());
    EXPECT_EQ(done->files, (std::vector<std::filesystem::path>{options.target, dir.path() / "out.csv.json"}));
    const std::string table = test::contentOf(options.target);
    EXPECT_EQ(test::contentOf(dir.path() / "out.csv.json"),
        R"({"schema":"assay.export/1","kind":"csv","case":"Trial","case_file":"/cases/trial.assay","query":"score>5",)"
        R"("zone":"+02:00","items":1,"failed":0,"columns":["id"],"redacted":[],"made_at":"2023-11-15T00:13:20+02:00",)"
        R"("made_at_utc":"2023-11-14T22:13:20Z","made_by":"ann","program":"Assay test","rule_set":"","sources":[)"
        R"({"path":"/mail/in.mbox","bytes":12,"sha256":")"
            + std::string(64, 'a') + R"("}],"files":[{"name":"out.csv","bytes":)" + std::to_string(table.size())
            + R"(,"sha256":")" + toHex(sha256(table)) + "\"}]}\n");
}

} // namespace
} // namespace assay
