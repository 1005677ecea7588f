// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/traffic/log/logtext.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

const std::string combined = R"(192.0.2.7 - anna [17/May/2015:10:05:03 +0200] "GET /a/b.css?x=1 HTTP/1.1" 200 203023 )"
                             R"("http://example.org/" "Mozilla/5.0 (X11) Gecko")";

TEST(AccessLines, AreReadAsCombined)
{
    LogOptions options;
    options.host = "example.org";
    const ReadText read = readText(combined + "\n", options);
    ASSERT_EQ(read.requests.size(), 1U);
    const KeptRequest& request = read.requests[0];
    EXPECT_EQ(request.client, "192.0.2.7");
    EXPECT_EQ(request.user, "anna");
    EXPECT_EQ(request.request.time, 1'431'849'903'000'000'000);
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.path, "/a/b.css");
    EXPECT_EQ(request.query, "?x=1");
    EXPECT_EQ(request.version, "1.1");
    EXPECT_EQ(request.request.status, 200);
    EXPECT_EQ(request.request.replyBytes, 203'023U);
    EXPECT_EQ(request.referer, "http://example.org/");
    EXPECT_EQ(request.agent, "Mozilla/5.0 (X11) Gecko");
    EXPECT_EQ(request.contentType, "text/css");
    EXPECT_EQ(request.host, "example.org");
    EXPECT_EQ(request.request.place, 1U);
    EXPECT_EQ(read.summary.format, LogFormat::Combined);
}

TEST(AccessLines, AreReadAsCommonWithDashes)
{
    const ReadText read = readText("2001:db8::1 - - [17/May/2015:10:05:03 +0000] \"-\" 408 -\n");
    ASSERT_EQ(read.requests.size(), 1U);
    EXPECT_EQ(read.requests[0].client, "2001:db8::1");
    EXPECT_EQ(read.requests[0].path, "");
    EXPECT_EQ(read.requests[0].method, "");
    EXPECT_EQ(read.requests[0].request.replyBytes, 0U);
    EXPECT_EQ(read.requests[0].agent, "(none)");
    EXPECT_EQ(read.summary.format, LogFormat::Common);
}

TEST(AccessLines, MayBeginWithTheirHost)
{
    const ReadText read = readText("shop.example.org:443 " + combined + "\n");
    ASSERT_EQ(read.requests.size(), 1U);
    EXPECT_EQ(read.requests[0].host, "shop.example.org:443");
    EXPECT_EQ(read.requests[0].client, "192.0.2.7");
    EXPECT_EQ(read.requests[0].user, "anna");
    EXPECT_EQ(read.summary.format, LogFormat::VhostCombined);
}

TEST(AccessLines, KeepWhatIsBehindTheirFields)
{
    const ReadText read = readText(combined + " \"203.0.113.9\" 0.004\n");
    ASSERT_EQ(read.requests.size(), 1U);
    EXPECT_EQ(read.requests[0].extra, "\"203.0.113.9\" 0.004");
}

TEST(AccessLines, LoseTheirEscapes)
{
    const ReadText read = readText(R"(192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET /\x22a\"b\\ HTTP/1.0" 200 5 "-" )"
                                   R"("say \"hi\" \xe4\q")"
                                   "\n");
    ASSERT_EQ(read.requests.size(), 1U);
    EXPECT_EQ(read.requests[0].path, "/\"a\"b\\");
    EXPECT_EQ(read.requests[0].agent, "say \"hi\" \xe4\\q");
    EXPECT_EQ(read.requests[0].referer, "(none)");
}

TEST(AccessLines, KeepWhatIsNoHttp)
{
    const ReadText read = readText("192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"\\x16\\x03\\x01\" 400 0 \"-\" \"-\"\n"
                                   "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET /old\" 200 0\n"
                                   "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET /a b c HTTP/1.1\" 200 0\n"
                                   "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"hello world\" 400 0\n");
    ASSERT_EQ(read.requests.size(), 4U);
    EXPECT_EQ(read.requests[0].path, "\x16\x03\x01");
    EXPECT_EQ(read.requests[1].version, "0.9");
    EXPECT_EQ(read.requests[2].path, "/a b c");
    EXPECT_EQ(read.requests[2].version, "1.1");
    EXPECT_EQ(read.requests[3].path, "hello world");
    EXPECT_EQ(read.requests[3].method, "");
}

TEST(AccessLines, AreRejectedWithAReason)
{
    const std::pair<std::string, std::string> lines[] = {
        {"host.example - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5", "the client is no address"},
        {"192.0.2.7 - - \"GET / HTTP/1.1\" 200 5", "no time in brackets"},
        {"192.0.2.7 - - [17/Foo/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5", "the time cannot be read"},
        {"192.0.2.7 - - [17/May/2015:10:05:03 +0000] GET / 200 5", "no request in quotes"},
        {"192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1", "a quote is not closed"},
        {"192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" abc 5", "no status"},
        {"192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200", "no size"},
        {"192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"Mozi", "a quote is not closed"},
    };
    for (const auto& [line, why] : lines) {
        const ReadText read = readText(line + "\n");
        EXPECT_TRUE(read.requests.empty()) << line;
        ASSERT_EQ(read.rejects.size(), 1U) << line;
        EXPECT_EQ(read.rejects[0].why, why) << line;
        EXPECT_EQ(read.rejects[0].text, line);
    }
}

TEST(JsonLines, FollowTheSchemaOfDeliveryNetworks)
{
    const ReadText read = readText(
        R"({"@timestamp":"2018-04-17T08:30:54.050Z","client_ip":"10.0.2.34","client_request_host":"www.testhost.net",)"
        R"("client_request_method":"GET","client_ua":"A \"q\" \u00e4\ud83d\ude00","client_url":"/a/b.png",)"
        R"("client_user":"-","content_type":"image/png","host":"edge.example","http_request_version":"HTTP/1.1",)"
        R"("http_response_code":"404","querystring":"","reply_length_bytes":1549.0,"ts_process_time":8,)"
        R"("geoip":{"location":{"lat":"52.5","lon":13.4},"country_name":"Germany"},"tags":["x",{"client_ip":"9"}]})"
        "\n");
    ASSERT_EQ(read.requests.size(), 1U) << (read.rejects.empty() ? "" : read.rejects[0].why);
    const KeptRequest& request = read.requests[0];
    EXPECT_EQ(request.client, "10.0.2.34");
    EXPECT_EQ(request.host, "www.testhost.net");
    EXPECT_EQ(request.agent, "A \"q\" \xC3\xA4\xF0\x9F\x98\x80");
    EXPECT_EQ(request.query, "");
    EXPECT_EQ(request.request.status, 404);
    EXPECT_EQ(request.request.replyBytes, 1549U);
    EXPECT_EQ(request.request.milliseconds, 8U);
    EXPECT_EQ(request.user, "");
    EXPECT_EQ(request.version, "1.1");
    EXPECT_EQ(request.country, "Germany");
    EXPECT_EQ(request.request.location->latitude, 52.5);
    EXPECT_EQ(request.request.location->longitude, 13.4);
    EXPECT_EQ(read.summary.format, LogFormat::Json);
}

TEST(JsonLines, TakeNullForMissing)
{
    const std::string front = R"({"@timestamp":"2018-04-17T08:30:54Z","client_ip":"10.0.2.34","client_url":"/x.css",)";
    const ReadText read = readText(front + R"("client_request_host":"a.net","querystring":null,"content_type":null})"
        + "\n" + front + R"("client_request_host":null})" + "\n" + front + R"("host":"edge"})" + "\n");
    ASSERT_EQ(read.requests.size(), 1U);
    EXPECT_EQ(read.requests[0].query, "(none)");
    EXPECT_EQ(read.requests[0].contentType, "");
    ASSERT_EQ(read.rejects.size(), 2U);
    EXPECT_EQ(read.rejects[1].why, "no host");
}

TEST(JsonLines, FollowEcs)
{
    const ReadText read = readText(
        R"({"@timestamp":"2024-01-01T00:00:00Z","client":{"ip":"192.0.2.99"},"source":{"ip":"192.0.2.1","geo":)"
        R"({"country_name":"Chile"}},"url.domain":"example.org","url":{"path":"/x.js","query":"a=1"},)"
        R"("http":{"request":{"method":"POST","referrer":"r"},"version":"2","response":{"status_code":503,)"
        R"("bytes":7,"body":{"bytes":5}}},"user_agent":{"original":"curl/8"},"host":{"hostname":"web1"},)"
        R"("tls":{"client":{"ja4":"t13d_x","server_name":"sni.example"}}})"
        "\n"
        R"({"@timestamp":"2024-01-01T00:00:00Z","source.ip":"192.0.2.1","url.original":"https://b.example/p?q",)"
        R"("http.response.bytes":9})"
        "\n");
    ASSERT_EQ(read.requests.size(), 2U) << (read.rejects.empty() ? "" : read.rejects[0].why);
    const KeptRequest& request = read.requests[0];
    EXPECT_EQ(request.client, "192.0.2.1");
    EXPECT_EQ(request.host, "example.org");
    EXPECT_EQ(request.path, "/x.js");
    EXPECT_EQ(request.query, "?a=1");
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.version, "2");
    EXPECT_EQ(request.request.status, 503);
    EXPECT_EQ(request.request.replyBytes, 5U);
    EXPECT_EQ(request.agent, "curl/8");
    EXPECT_EQ(request.ja4, "t13d_x");
    EXPECT_EQ(request.serverName, "sni.example");
    EXPECT_EQ(request.country, "Chile");
    EXPECT_EQ(request.contentType, "application/javascript");
    EXPECT_EQ(read.requests[1].host, "b.example");
    EXPECT_EQ(read.requests[1].path, "/p");
    EXPECT_EQ(read.requests[1].query, "?q");
    EXPECT_EQ(read.requests[1].request.replyBytes, 9U);
    EXPECT_EQ(read.summary.format, LogFormat::Ecs);
}

TEST(JsonLines, FollowTheSchemaOfTheUser)
{
    LogOptions options;
    options.schema = R"({"name":"mine","properties":{"when":{"type":"string","field":"@timestamp"},"client_ip":{},)"
                     R"("site":{"field":"client_request_host","default":"d.example"},"code":{"field":)"
                     R"("http_response_code","default":204},"odd":{}},"required":["when"]})";
    const ReadText read = readText(R"({"when":1523953854,"client_ip":"10.0.0.1","client_ua":"not in it"})"
                                   "\n",
        options);
    ASSERT_EQ(read.requests.size(), 1U) << read.error;
    EXPECT_EQ(read.requests[0].host, "d.example");
    EXPECT_EQ(read.requests[0].request.status, 204);
    EXPECT_EQ(read.requests[0].agent, "(none)");
    options.schema = "{\"properties\":{\"odd\":{}}}";
    EXPECT_NE(readText("", options).error, "");
    options.schema = "{";
    EXPECT_NE(readText("", options).error, "");
}

TEST(JsonLines, MayBeReportsAboutClients)
{
    const ReadText read = readText(R"({"name":"ip_banned","value_ip":"192.0.2.5","value_site":"a.net","@timestamp":)"
                                   R"("2024-01-01T00:00:00Z"})"
                                   "\n"
                                   R"({"name":"ip_passed_challenge2","value_ip":"192.0.2.6"})"
                                   "\n"
                                   R"({"name":"status","regex_bans":4})"
                                   "\n"
                                   R"({"name":"ip_failed_challenge","value_ip":"nobody"})"
                                   "\n");
    ASSERT_EQ(read.challenges.size(), 2U);
    EXPECT_EQ(read.challenges[0].kind, ChallengeEvent::Kind::Banned);
    EXPECT_EQ(read.challenges[0].client.toString(), "192.0.2.5");
    EXPECT_EQ(read.challenges[0].host, "a.net");
    EXPECT_EQ(read.challenges[0].time, 1'704'067'200'000'000'000);
    EXPECT_EQ(read.challenges[1].kind, ChallengeEvent::Kind::Passed);
    EXPECT_EQ(read.challenges[1].time, 0);
    EXPECT_EQ(read.summary.challenges, 2U);
    ASSERT_EQ(read.rejects.size(), 1U);
    EXPECT_EQ(read.rejects[0].line, 4U);
}

TEST(JsonLines, AreRejectedWhenTheyAreBroken)
{
    for (const std::string line : {"{", "{\"a\"}", "{\"a\":1", "{\"a\":1,}", "{\"a\":\"x}", "{\"a\":[1,2}", "{}x",
             "{\"a\":}", "{\"@timestamp\":\"2024-01-01T00:00:00Z\"}"}) {
        const ReadText read = readText(line + "\n");
        EXPECT_EQ(read.rejects.size(), 1U) << line;
    }
    const std::string deep = std::string(100, '[') + std::string(100, ']');
    EXPECT_EQ(readText("{\"a\":" + deep + "}\n").rejects.at(0).why, "no JSON object");
    std::string nested;
    for (int i = 0; i < 100; ++i)
        nested += "{\"a\":";
    EXPECT_EQ(readText(nested + "1" + std::string(100, '}') + "\n").rejects.at(0).why, "no JSON object");
}

// What is deeper than any name that is known does not come back as one at the top.
TEST(JsonLines, DoNotTakeDeepMembersForOthers)
{
    const std::string name(120, 'x');
    const ReadText read = readText(R"({"@timestamp":"2024-01-01T00:00:00Z","client_request_host":"a","client_ip":)"
                                   R"("192.0.2.1",")"
        + name + R"(":{")" + name + R"(":{"client_ip":"192.0.2.2"}}})" + "\n");
    ASSERT_EQ(read.requests.size(), 1U);
    EXPECT_EQ(read.requests[0].client, "192.0.2.1");
}

TEST(W3cLines, FollowTheirFields)
{
    const ReadText read = readText(
        "#Software: Microsoft Internet Information Services 10.0\r\n#Date: 2024-01-01 00:00:00\r\n"
        "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query cs-username c-ip cs(User-Agent) cs(Referer) "
        "sc-status sc-bytes time-taken\r\n"
        "2024-01-01 00:00:05 10.0.0.1 GET /a.asp id=4 - 192.0.2.1 Mozilla/5.0+(X11) - 404 55 15\r\n"
        "2024-01-01 00:00:06 10.0.0.1 GET /a.asp - - 192.0.2.1 curl - 200\r\n"
        "#Fields: time c-ip cs-uri-stem cs-host\r\n"
        "00:00:07 192.0.2.2 /b h.example\r\n");
    ASSERT_EQ(read.requests.size(), 2U);
    EXPECT_EQ(read.requests[0].client, "192.0.2.1");
    EXPECT_EQ(read.requests[0].agent, "Mozilla/5.0 (X11)");
    EXPECT_EQ(read.requests[0].query, "?id=4");
    EXPECT_EQ(read.requests[0].referer, "(none)");
    EXPECT_EQ(read.requests[0].request.milliseconds, 15U);
    EXPECT_EQ(read.requests[0].request.time, 1'704'067'205'000'000'000);
    EXPECT_EQ(read.requests[1].host, "h.example");
    EXPECT_EQ(read.requests[1].request.time, 1'704'067'207'000'000'000);
    EXPECT_EQ(read.requests[1].request.place, 7U);
    ASSERT_EQ(read.rejects.size(), 1U);
    EXPECT_EQ(read.rejects[0].line, 5U);
    EXPECT_EQ(read.summary.format, LogFormat::W3c);
}

TEST(Patterns, ReadWhatNginxWrites)
{
    LogOptions options;
    options.pattern = "log_format main '$remote_addr|$time_iso8601|$host|\"$request\" $status $body_bytes_sent '\n"
                      "  '\"$http_user_agent\" rt=$request_time ${ssl_my_ja4}';";
    options.format = LogFormat::Custom;
    const ReadText read =
        readText("192.0.2.3|2024-01-01T00:00:00+00:00|a.net|\"GET /x?y HTTP/2.0\" 200 12 \"UA \\x22\" "
                 "rt=0.125 t13d\n192.0.2.3|2024\n",
            options);
    ASSERT_EQ(read.requests.size(), 1U) << read.error;
    EXPECT_EQ(read.requests[0].client, "192.0.2.3");
    EXPECT_EQ(read.requests[0].host, "a.net");
    EXPECT_EQ(read.requests[0].path, "/x");
    EXPECT_EQ(read.requests[0].query, "?y");
    EXPECT_EQ(read.requests[0].agent, "UA \"");
    EXPECT_EQ(read.requests[0].request.milliseconds, 125U);
    EXPECT_EQ(read.requests[0].ja4, "t13d");
    ASSERT_EQ(read.rejects.size(), 1U);
    EXPECT_EQ(read.rejects[0].why, "not as the log format says");
}

TEST(Patterns, AreRefusedWhenTheyCannotWork)
{
    LogOptions options;
    options.format = LogFormat::Custom;
    for (const char* pattern :
        {"", "$remote_addr", "$time_local $request", "$remote_addr$time_local", "$ $remote_addr"}) {
        options.pattern = pattern;
        EXPECT_NE(readText("", options).error, "") << pattern;
    }
}

} // namespace
} // namespace assay::traffic
