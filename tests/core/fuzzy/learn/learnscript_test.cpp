// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/learn/learnscript.h"

#include <gtest/gtest.h>

#include <random>

namespace assay::fuzzy {
namespace {

constexpr std::string_view mail =
    "Return-Path: <bounce@mailer.example.org>\r\n"
    "Received: from relay.example.net (relay.example.net [198.51.100.7]) by mx.example.com "
    "with ESMTP id 1; Mon, 1 Jun 2026 10:00:00 +0000\r\n"
    "X-Source: first\r\n"
    "From: =?utf-8?Q?J=C3=B6rg?= <joerg@Example.ORG>, second@b.example\r\n"
    "To: a@b.example, \"C\" <c@d.example>\r\n"
    "Cc: e@f.example\r\n"
    "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= here\r\n"
    "X-Source: second\r\n"
    "Message-ID: <id1@x.example>\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n"
    "\r\n"
    "--b\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "\r\n"
    "See http://www.Shop.co.uk/path?q=1 today\r\n"
    "--b\r\n"
    "Content-Type: application/pdf; name=a.pdf\r\n"
    "Content-Disposition: attachment; filename=a.pdf\r\n"
    "\r\n"
    "%PDF-1.4 xx\r\n"
    "--b--\r\n";

LearnAnswer answer(const std::string& script, const LearnScriptLimits& limits = {})
{
    const auto compiled = LearnScript::compile(script, limits);
    EXPECT_TRUE(compiled.ok()) << compiled.error().toString();
    return compiled ? (*compiled)->ask(mail, 11) : LearnAnswer();
}

LearnAnswer body(const std::string& lines, const LearnScriptLimits& limits = {})
{
    return answer("return function(task)\n" + lines + "\nend", limits);
}

// A condition in Lua that must hold; the answer's reason says what it was instead.
#define EXPECT_LUA(condition)                                                                                          \
    EXPECT_TRUE(body("return " condition).learn) << body("error(tostring(" condition "))").reason

TEST(LearnScript, FollowsTheContractOfThePeer)
{
    EXPECT_TRUE(body("return true").learn);
    EXPECT_FALSE(body("return false").learn);
    EXPECT_FALSE(body("").learn); // a filter that returns nothing for the good case blocks learning
    EXPECT_FALSE(body("return nil").learn);
    EXPECT_FALSE(body("return 'yes'").learn);
    EXPECT_FALSE(body("return 1").learn);

    const LearnAnswer moved = body("return true, 13");
    EXPECT_TRUE(moved.learn);
    EXPECT_EQ(moved.flag, uint8_t{13});
    EXPECT_FALSE(body("return true, 11").flag.has_value());
    EXPECT_FALSE(body("return false, 13").learn);
    EXPECT_TRUE(body("return true, nil").learn);
    for (const char* flag : {"0", "256", "-1", "1.5", "'x'", "{}"})
        EXPECT_FALSE(body(std::string("return true, ") + flag).learn) << flag;
}

TEST(LearnScript, ErrorsLearnAndAreTold)
{
    const LearnAnswer failed = body("local x = nil\nreturn x.y");
    EXPECT_TRUE(failed.learn);
    EXPECT_EQ(failed.reason.substr(0, 17), "learn_condition:3");
    EXPECT_TRUE(body("error({})").learn);
    EXPECT_TRUE(body("error()").learn);
}

TEST(LearnScript, WhatDoesNotCompileNamesTheLine)
{
    for (const auto& [script, detail] : {std::pair("return function(task)\n  return tru e\nend", "learn_condition:2"),
             std::pair("return 5", "must return function"), std::pair("", "must return function"),
             std::pair("local m = require 'rspamd_logger'", "learn_condition:1"),
             std::pair("while true do end", "too many steps"), std::pair("\x1bLua", "binary")}) {
        const auto compiled = LearnScript::compile(script);
        ASSERT_FALSE(compiled.ok()) << script;
        EXPECT_EQ(compiled.error().code, ErrorCode::BadRule);
        EXPECT_NE(compiled.error().detail.find(detail), std::string::npos) << compiled.error().detail;
    }
}

// The values that rspamd 3.4 gives for the same message.
TEST(LearnScript, TaskAnswersAsThePeer)
{
    EXPECT_LUA("task:get_from()[1].addr == 'bounce@mailer.example.org'");
    EXPECT_LUA("task:get_from('smtp')[1].domain == 'mailer.example.org' and #task:get_from(1) == 1");
    EXPECT_LUA("#task:get_from('mime') == 2 and task:get_from(2)[1].name == 'J\\xc3\\xb6rg'");
    EXPECT_LUA("task:get_from('mime')[1].domain == 'Example.ORG' and task:get_from('mime')[1].user == 'joerg'");
    EXPECT_LUA("task:get_from('mime')[2]['flags']['valid'] and task:has_from('mime') and task:has_from()");
    EXPECT_LUA("#task:get_recipients() == 3 and task:get_rcpt('mime')[2].addr == 'c@d.example'");
    EXPECT_LUA("task:get_recipients('smtp') == nil and not task:has_recipients('smtp')");
    EXPECT_LUA("task:get_header('x-source') == 'first' and task:get_header('x-source', true) == nil");
    EXPECT_LUA("task:get_header('Subject') == 'Gr\\xc3\\xbc\\xc3\\x9fe here'");
    EXPECT_LUA("task:get_header_raw('Subject') == '=?utf-8?Q?Gr=C3=BC=C3=9Fe?= here'");
    EXPECT_LUA("#task:get_header_full('X-Source') == 2 and task:get_header_full('X-Source')[2].decoded == 'second'");
    EXPECT_LUA("task:get_header_count('X-Source') == 2 and task:get_header_full('Nope') == nil");
    EXPECT_LUA("task:get_header('Nope') == nil and task:has_header('To') and not task:has_header('Nope')");
    EXPECT_LUA("task:get_subject() == task:get_header('Subject') and task:get_message_id() == 'id1@x.example'");
    EXPECT_LUA("task:get_size() == #task:get_content() and #task:get_raw_headers() > 300");
    EXPECT_LUA("task:get_from_ip():to_string() == '198.51.100.7' and task:get_from_ip():get_version() == 4");
    EXPECT_LUA("#task:get_urls() == 1 and task:get_urls()[1]:get_host() == 'www.shop.co.uk'");
    EXPECT_LUA("task:get_urls()[1]:get_tld() == 'shop.co.uk' and tostring(task:get_urls()[1]):find('path', 1, true)"
               " ~= nil");
    EXPECT_LUA("#task:get_parts() == 2 and select(2, task:get_parts()[1]:get_type()) == 'plain'");
    EXPECT_LUA("task:get_parts()[2]:get_filename() == 'a.pdf' and task:get_parts()[2]:is_attachment()");
    EXPECT_LUA("#task:get_text_parts() == 1 and not task:get_text_parts()[1]:is_html()");
    EXPECT_LUA("task:get_text_parts()[1]:get_content():find('today') ~= nil and task:get_user() == nil");
}

// The shapes of scripts that are in circulation.
TEST(LearnScript, ExamplesOfThePeersDocumentationWork)
{
    EXPECT_FALSE(body("local skip_domains = {'example.com', 'mailer.example.org'}\n"
                      "local from = task:get_from()\n"
                      "if from and from[1] and from[1]['addr'] then\n"
                      "  for i, d in ipairs(skip_domains) do\n"
                      "    if string.find(from[1]['addr'], d) then return false end\n"
                      "  end\n"
                      "end\n"
                      "return true")
                     .learn);
    EXPECT_EQ(body("local flags = {first = 13}\n"
                   "local source = task:get_header('X-Source')\n"
                   "if source and flags[source] then return true, flags[source] end\n"
                   "return false")
                  .flag,
        uint8_t{13});
}

TEST(LearnScript, VariablesLiveOnButObjectsOfAnEarlierMessageDoNot)
{
    const auto script = LearnScript::compile("local count, old = 0, nil\n"
                                             "return function(task)\n"
                                             "  count = count + 1\n"
                                             "  if old then return old:get_filename() == 'a.pdf' end\n"
                                             "  old = task:get_parts()[2]\n"
                                             "  return true, count + 20\n"
                                             "end");
    ASSERT_TRUE(script.ok());
    EXPECT_EQ((*script)->ask(mail, 11).flag, uint8_t{21});
    const LearnAnswer second = (*script)->ask("Subject: x\n\nshort", 11);
    EXPECT_NE(second.reason.find("the message of this object is gone"), std::string::npos) << second.reason;
}

TEST(LearnScript, HasNoWayOut)
{
    for (const char* name : {"io", "os", "debug", "package", "require", "load", "loadstring", "loadfile", "dofile",
             "coroutine", "collectgarbage", "utf8", "string.dump", "string.pack", "table.move"})
        EXPECT_TRUE(body(std::string("return ") + name + " == nil").learn) << name;
    EXPECT_LUA("getmetatable(task) == false");
    EXPECT_FALSE(body("setmetatable({}, {__gc = function() while true do end end})\nreturn true").reason.empty());
    EXPECT_FALSE(body("string.gsub('x', 'x', string.rep)\nreturn true").reason.empty());
}

// None of these may run on: each is stopped by one of the bounds and then does not learn.
TEST(LearnScript, HostileScriptsAreStopped)
{
    LearnScriptLimits limits;
    limits.instructions = 2'000'000;
    limits.bytes = 4U << 20;
    for (const char* lines : {
             "while true do end",
             "local function f() return f() end return f()",
             "while true do pcall(error) end",
             "local function g() while true do end end while true do pcall(g) end",
             "local function g() while true do end end for i = 1, 100 do pcall(pcall, pcall, g) end while true do end",
             "xpcall(function() while true do end end, function() while true do end end) while true do end",
             "local t = setmetatable({}, {__close = function() while true do end end}) "
             "local x <close> = t while true do end",
             "return string.find(('a'):rep(100000), ('a-'):rep(40) .. 'b') == nil",
             "return string.find(('a'):rep(3000), ('a*'):rep(30) .. 'b') == nil",
             "return (string.gsub(('a'):rep(3000), '.-.-.-.-.-b', '')) == ''",
             "for m in string.gmatch(('('):rep(100000), '%b()') do end while true do end",
             "local s = ('x'):rep(1000000) while true do local t = s .. s end",
             "local t = {} while true do t[#t + 1] = 'y' .. #t end",
             "return ('x'):rep(1 << 40) == ''",
             "local s = 'x' while true do s = s .. s end",
             "table.sort(setmetatable({}, {__len = function() return 1 << 30 end}), rawequal) while true do end",
             "return table.concat(setmetatable({}, {__index = rawlen}), '', 1, 1 << 52) == ''",
             "while true do local t = {table.unpack({}, 1, 100000)} end",
             "('x'):rep(1 << 62, '') while true do ('').rep('', 1 << 62) end",
         }) {
        const LearnAnswer stopped = body(lines, limits);
        const bool isTold = !stopped.reason.empty();
        EXPECT_TRUE(isTold) << lines;
    }
    // The reason of those that no error of Lua ends first.
    EXPECT_FALSE(body("while true do pcall(error) end", limits).learn);
    EXPECT_FALSE(body("local s = 'x' while true do s = s .. s end", limits).learn);
    EXPECT_FALSE(body("return string.find(('a'):rep(3000), ('a*'):rep(30) .. 'b') == nil", limits).learn);
    EXPECT_FALSE(body("local function f() return 1 + f() end return f()", limits).learn);
}

TEST(LearnScript, WorksOnAfterItWasStopped)
{
    LearnScriptLimits limits;
    limits.instructions = 100'000;
    const auto script = LearnScript::compile("local first = true\n"
                                             "return function(task)\n"
                                             "  if first then first = false; while true do end end\n"
                                             "  return true\n"
                                             "end",
        limits);
    ASSERT_TRUE(script.ok());
    EXPECT_FALSE((*script)->ask(mail, 11).learn);
    EXPECT_TRUE((*script)->ask(mail, 11).learn);
}

TEST(LearnScript, ProtectedCallsKeepLuasResults)
{
    EXPECT_LUA("select('#', pcall(function() return 1, nil, 3 end)) == 4");
    EXPECT_LUA("select(2, pcall(error, 'x')) == 'x'");
    EXPECT_LUA("select(2, xpcall(error, function(m) return m .. '!' end, 'x')) == 'x!'");
    EXPECT_LUA("select(3, xpcall(function(a, b) return b, a end, error, 1, 2)) == 1");
    EXPECT_LUA("getmetatable(setmetatable({}, {__index = {a = 1}})).__index.a == 1");
    EXPECT_LUA("table.concat({1, 2, 3}, '-') == '1-2-3' and unpack({4, 5}) == 4");
    EXPECT_LUA(
        "(function() local t = {3, 1, 2} table.sort(t) table.insert(t, 9) return t[1] == 1 and t[4] == 9 end)()");
}

} // namespace
} // namespace assay::fuzzy
