// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/redactor.h"
#include "tests/core/report/fakeitem.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

using report::ExportOptions;
using report::Redaction;
using report::Redactor;
using test::FakeItem;

const Redaction everything{true, true, true, "key"};

FakeItem telling(uint32_t id)
{
    FakeItem item(id,
        "Received: from mx.corp.example (mx.corp.example [203.0.113.77]) by in.other.example with ESMTP;"
        " Mon, 01 Jan 2024 10:00:00 +0000\n"
        "From: \"Joe Miller\" <joe.miller@corp.example>\nTo: eve@other.example\nReply-To: boss@third.example\n"
        "Subject: Secret merger plan\nMessage-ID: <abc@corp.example>\nX-Client: [2001:db8::77]\n\n"
        "Joe.Miller@CORP.example wrote about the Secret merger plan from 203.0.113.77.\n"
        "See http://www.corp.example/?to=joe.miller%40corp.example and host-203-0-113-77.corp.example;"
        " boss lives at third.example. Yours, Joe Miller\n");
    item.total = 6;
    item.found = {test::fakeHit("ONE", 6, "wrote joe.miller@corp.example"), test::fakeHit("TWO", 0, "oe.mille")};
    item.found[0].hit.options = {"203.0.113.77"};
    item.noteText = "asked eve@other.example";
    item.tagNames = {"corp.example"};
    return item;
}

TEST(Redactor, FindsAddressesInAllSpellings)
{
    Redactor redactor(Redaction{true, false, false, "key"});
    const std::string mask = redactor.text("joe@corp.example");
    EXPECT_TRUE(mask.starts_with("user-")) << mask;
    EXPECT_TRUE(mask.ends_with(".invalid")) << mask;
    for (const char* text : {"JOE@Corp.Example", "joe%40corp.example", "joe=40corp.example", "joe&#64;corp.example",
             "joe&#x40;corp.example",
             "joe\xEF\xBC\xA0"
             "corp.example"})
        EXPECT_EQ(redactor.text(text), mask) << text;
    EXPECT_EQ(redactor.text("(<joe@corp.example>,joe@corp.example.)"), "(<" + mask + ">," + mask + ".)");
    EXPECT_EQ(redactor.text("?to=joe@corp.example"), "?to=" + mask);
    EXPECT_EQ(redactor.text("a @ b, @home, 5@"), "a @ b, @home, " + redactor.text("5@"));
    EXPECT_EQ(redactor.text("\"joe m\"@corp.example").find("joe"), std::string::npos);
    EXPECT_EQ(redactor.text("joe@[192.0.2.1]").find("192"), std::string::npos);
    EXPECT_EQ(redactor.text("\xC3\xA9ric@caf\xC3\xA9.example").find("ric"), std::string::npos);
    // The same domain keeps its mask, so that groups stay visible.
    const std::string other = redactor.text("ann@corp.example");
    EXPECT_NE(other, mask);
    EXPECT_EQ(other.substr(other.find('@')), mask.substr(mask.find('@')));
}

TEST(Redactor, FindsIpAddressesButNoTimesAndVersions)
{
    Redactor redactor(Redaction{false, true, false, "key"});
    const std::string mask = redactor.text("192.0.2.1");
    EXPECT_TRUE(mask.starts_with("ip-"));
    EXPECT_EQ(redactor.text("[192.0.2.1]:25"), "[" + mask + "]:25");
    EXPECT_EQ(redactor.text("host-192-0-2-1.dyn.example"), "host-" + mask + ".dyn.example");
    EXPECT_EQ(redactor.text("192.0.2.1."), mask + ".");
    const std::string six = redactor.text("2001:db8::1");
    EXPECT_TRUE(six.starts_with("ip-"));
    EXPECT_EQ(redactor.text("[IPv6:2001:DB8:0::1]"), "[IPv6:" + six + "]");
    for (const char* text :
        {"09:14:22", "version 1.2.3", "2026-11-21T09:14:22+02:00", "std::string", "300.1.2.3", "x:1:2"})
        EXPECT_EQ(redactor.text(text), text);
}

TEST(Redactor, DependsOnItsKeyAlone)
{
    Redactor first(everything), again(everything), other(Redaction{true, true, true, "another"}),
        random(Redaction{true, true, true, {}}), random2(Redaction{true, true, true, {}});
    const std::string text = "joe@corp.example 192.0.2.1";
    EXPECT_EQ(first.text(text), again.text(text));
    EXPECT_NE(first.text(text), other.text(text));
    EXPECT_NE(random.text(text), random2.text(text));
    EXPECT_EQ(first.subject("x"), again.subject("x"));
}

TEST(Redactor, TakesLinearTimeForHostileText)
{
    Redactor redactor(everything);
    for (const char* unit : {"@", "a@", "\"@", "%40", ":::", "1.", "f:", "&#64;", "a.", "=40="}) {
        std::string text;
        while (text.size() < 400'000)
            text += unit;
        EXPECT_FALSE(redactor.text(text).empty()) << unit;
    }
}

TEST(Redaction, LeavesNoTraceInAnyTextThatIsExported)
{
    for (const char* kind : {"csv", "jsonl", "html"}) {
        test::TemporaryDir dir;
        ExportOptions options;
        options.target = dir.path() / "out";
        options.wholeBodies = true;
        options.redaction = everything;
        for (const std::string_view name : report::tableColumns())
            options.columns.emplace_back(name);
        ASSERT_TRUE(test::runExport(kind, options, {telling(1), telling(2)}).ok());
        const std::string content = test::contentOf(options.target) + test::contentOf(dir.path() / "out.json");
        for (const char* word : {"joe", "Joe", "oe.mille", "miller", "Miller", "CORP", "corp.example", "other.example",
                 "third.example", "eve@", "203.0.113.77", "203-0-113-77", "2001:db8", "ecret merger"})
            EXPECT_EQ(content.find(word), std::string::npos) << kind << ": " << word;
        EXPECT_NE(content.find(R"("redacted":["addresses","ips","subjects"])"), std::string::npos);
        EXPECT_NE(content.find("user-"), std::string::npos);
    }
}

TEST(Redaction, GivesTheSamePersonTheSameNameEverywhere)
{
    test::TemporaryDir dir;
    ExportOptions options;
    options.target = dir.path() / "out.csv";
    options.redaction = everything;
    options.columns = {"from", "from.address", "subject", "ip"};
    ASSERT_TRUE(test::runExport("csv", options, {telling(1), telling(2)}).ok());
    const auto records = test::readCsv(test::contentOf(options.target));
    ASSERT_EQ(records.size(), 3u);
    EXPECT_EQ(records[1], records[2]);
    EXPECT_EQ(records[1][0], records[1][1]);
    EXPECT_TRUE(records[1][2].starts_with("subject-"));
    EXPECT_TRUE(records[1][3].starts_with("ip-"));
}

TEST(Redaction, RefusesAListOfAddressesItWouldHide)
{
    test::TemporaryDir dir;
    ExportOptions options;
    options.target = dir.path() / "ips.txt";
    options.redaction.ips = true;
    EXPECT_FALSE(test::runExport("iplist", options, {telling(1)}).ok());
    EXPECT_TRUE(test::namesIn(dir.path()).empty());
}

} // namespace
} // namespace assay
