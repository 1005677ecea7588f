// SPDX-License-Identifier: GPL-3.0-or-later
// Logs given to verbs that know items: import, find, show, scan, traffic rebucket.
#include "tests/core/ctl/runctl.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace assay::test {
namespace {

using nlohmann::json;

// Three clients with two requests each, one minute apart.
std::string log()
{
    std::string lines;
    for (const char* minute : {"00", "01"}) {
        for (const char* client : {"198.51.100.1", "198.51.100.2", "2001:db8::7"}) {
            lines += client;
            lines += " - - [21/Nov/2026:09:";
            lines += minute;
            lines += ":30 +0000] \"GET /login?u=1 HTTP/1.1\" 403 20 \"-\" \"curl/8.0\"\n";
        }
    }
    return lines;
}

TEST(CtlTrafficItems, LinesThatAreNoRequestsAreNamed)
{
    TemporaryDir dir;
    const auto file = dir.write("access.log", log() + "neither this\n" + log() + "nor this\n").string();
    const auto imported =
        runCtl({"import", file, "--case", (dir.path() / "a.assay").string(), "--host", "shop.example", "--json"});
    ASSERT_EQ(imported.code, 0) << imported.err;
    const std::vector<std::string> messages = imported.objects().at(0)["messages"];
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0].find("2 lines are no request; line 7: "), 0u) << messages[0];
    EXPECT_NE(messages[0].find("; line 14: "), std::string::npos) << messages[0];
}

TEST(CtlTrafficItems, OfALogAreImportedFoundAndPutInOtherBuckets)
{
    TemporaryDir dir;
    const auto file = dir.write("access.log", log()).string();
    const auto work = (dir.path() / "a.assay").string();
    const auto imported =
        runCtl({"import", file, "--case", work, "--host", "www.shop.example", "--bucket", "60", "--json"});
    ASSERT_EQ(imported.code, 0) << imported.err;
    EXPECT_EQ(imported.objects().at(0)["items"], 6);

    const auto found = runCtl({"find", "ip:2001:db8::/32 status:403 ua:curl", "--case", work, "--jsonl"});
    ASSERT_EQ(found.code, 0) << found.err;
    const auto items = found.objects();
    ASSERT_EQ(items.size(), 2u);
    EXPECT_EQ(items[0]["kind"], "request_set");
    EXPECT_EQ(items[0]["host"], "shop.example");
    EXPECT_EQ(items[0]["from"], "2001:db8::7");
    EXPECT_EQ(items[0]["subject"], "GET /login (1 request)");
    EXPECT_EQ(items[1]["requests"], 2);
    EXPECT_EQ(items[1]["stop"], "2026-11-21T09:01:30Z");

    ASSERT_EQ(runCtl({"label", "ip:198.51.100.1", "bot", "--case", work}).code, 0);
    const auto again = runCtl({"traffic", "rebucket", "--case", work, "--bucket", "120", "--json"});
    ASSERT_EQ(again.code, 0) << again.err;
    const json report = again.objects().at(0);
    EXPECT_EQ(report["schema"], "assay.rebucket/1");
    EXPECT_EQ(report["items"], 3);
    EXPECT_EQ(report["labels_carried"], 1);
    EXPECT_EQ(report["labels_lost"], 0);
    EXPECT_EQ(runCtl({"find", "label:bot", "--case", work, "--count"}).out, "3\n");
    EXPECT_EQ(runCtl({"import", file, "--case", work, "--format", "nonsense"}).code, 64);
}

TEST(CtlTrafficItems, OfALogAreShownAndScanned)
{
    TemporaryDir dir;
    const auto file = dir.write("access.log", log()).string();
    const auto shown = runCtl({"show", file, "--item", "1", "--host", "shop.example", "--json"});
    ASSERT_EQ(shown.code, 0) << shown.err;
    const json set = json::parse(shown.out);
    EXPECT_EQ(set["schema"], "assay.request_set/1");
    EXPECT_EQ(set["target_original"], "shop.example");
    EXPECT_EQ(set["requests"], 2);
    EXPECT_EQ(set["features"]["response4xx_total"], 2);
    ASSERT_EQ(set["items"].size(), 2u);
    EXPECT_EQ(set["items"][1]["query"], "?u=1");
    EXPECT_EQ(set["items"][1]["ts"], "2026-11-21T09:01:30.000Z");
    const auto text = runCtl({"show", file});
    EXPECT_EQ(text.code, 0);
    EXPECT_NE(text.out.find("403 GET /login?u=1  curl/8.0"), std::string::npos) << text.out;

    const auto scanned = runCtl({"scan", file, "--jsonl", "--no-progress"});
    ASSERT_EQ(scanned.code, 0) << scanned.err;
    size_t sets = 0;
    for (const json& object : scanned.objects())
        sets +=
            object["schema"] == "assay.scan/1" && object["kind"] == "request_set" && !object.contains("error") ? 1 : 0;
    EXPECT_EQ(sets, 3u);
}

} // namespace
} // namespace assay::test
