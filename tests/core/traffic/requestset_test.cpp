// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/requestset.h"

#include <gtest/gtest.h>

#include <deque>
#include <limits>
#include <random>

namespace assay::traffic {
namespace {

IpAddress address(std::string_view text)
{
    return IpAddress::parse(text).value_or(IpAddress());
}

RequestSetHead exampleHead()
{
    RequestSetHead head;
    head.target = "example";
    head.host = "shop.example.org";
    head.client = address("192.0.2.17");
    head.start = 1'000'000'000;
    head.stop = 1'500'000'000'123'456'789;
    head.bucketStart = -5;
    head.subset = 3;
    head.requestsBefore = 17;
    head.country = "New\tZealand";
    head.features = {{"request_total", 3}, {"request_rate", 0.1}};
    head.context = {{"ips_per_ja4", 2}};
    return head;
}

std::string documentOf(const std::vector<Request>& requests)
{
    std::string document;
    appendHead(document, exampleHead());
    for (const Request& request : requests)
        appendRequestLine(document, request);
    return document;
}

void expectSame(const Request& a, const Request& b)
{
    EXPECT_EQ(a.time, b.time);
    EXPECT_EQ(a.host, b.host);
    EXPECT_EQ(a.method, b.method);
    EXPECT_EQ(a.path, b.path);
    EXPECT_EQ(a.query, b.query);
    EXPECT_EQ(a.version, b.version);
    EXPECT_EQ(a.status, b.status);
    EXPECT_EQ(a.replyBytes, b.replyBytes);
    EXPECT_EQ(a.contentType, b.contentType);
    EXPECT_EQ(a.userAgent, b.userAgent);
    EXPECT_EQ(a.referer, b.referer);
    EXPECT_EQ(a.location, b.location);
    EXPECT_EQ(a.ja4, b.ja4);
    EXPECT_EQ(a.ja3, b.ja3);
    EXPECT_EQ(a.serverName, b.serverName);
    EXPECT_EQ(a.user, b.user);
    EXPECT_EQ(a.milliseconds, b.milliseconds);
    EXPECT_EQ(a.hasCookie, b.hasCookie);
    EXPECT_EQ(a.hasAcceptLanguage, b.hasAcceptLanguage);
    EXPECT_EQ(a.isSmugglingSuspect, b.isSmugglingSuspect);
    EXPECT_EQ(a.extra, b.extra);
    EXPECT_EQ(a.place, b.place);
    EXPECT_EQ(a.stream, b.stream);
    EXPECT_EQ(a.offset, b.offset);
}

TEST(RequestSets, KeepTheirHead)
{
    const RequestSetHead head = exampleHead();
    std::string document;
    appendHead(document, head);
    const auto read = parseHead(document);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->target, head.target);
    EXPECT_EQ(read->host, head.host);
    EXPECT_EQ(read->client, head.client);
    EXPECT_EQ(read->start, head.start);
    EXPECT_EQ(read->stop, head.stop);
    EXPECT_EQ(read->bucketStart, head.bucketStart);
    EXPECT_EQ(read->bucketSeconds, head.bucketSeconds);
    EXPECT_EQ(read->subset, head.subset);
    EXPECT_EQ(read->requestsBefore, head.requestsBefore);
    EXPECT_EQ(read->country, head.country);
    EXPECT_EQ(read->features, head.features);
    EXPECT_EQ(read->context, head.context);
}

TEST(RequestSets, TellAbsentFromEmpty)
{
    Request request;
    request.query = "";
    request.userAgent = "-";
    request.path = "a\tb\\c\nd\r";
    std::string document;
    appendRequestLine(document, request);
    EXPECT_EQ(document, "0\t0\t0\t0\t-\ta\\tb\\\\c\\nd\\r\t\t-\t-\t-\t\\-\n");
    auto set = RequestSet::parse(documentOf({request, Request{}}));
    ASSERT_TRUE(set);
    ASSERT_EQ(set->requests().size(), 2U);
    expectSame(set->requests()[0], request);
    expectSame(set->requests()[1], Request{});
    EXPECT_EQ(set->requests()[0].client, address("192.0.2.17"));
    EXPECT_EQ(set->totalRequests(), 19U);
}

// The text before an escape needs room, too.
TEST(RequestSets, MayHaveAnEscapeAtTheVeryEnd)
{
    Request request;
    request.userAgent = "a text that is longer than what a string holds without memory\\";
    const auto set = RequestSet::parse(documentOf({Request{}, request}));
    ASSERT_TRUE(set);
    EXPECT_EQ(set->requests()[1].userAgent, request.userAgent);
}

TEST(RequestSets, SurviveBeingMoved)
{
    Request request;
    request.userAgent = "tab\t";
    auto parsed = RequestSet::parse(documentOf({request}));
    ASSERT_TRUE(parsed);
    const RequestSet copy = *parsed;
    const RequestSet moved = std::move(*parsed);
    EXPECT_EQ(moved.requests()[0].userAgent, "tab\t");
    EXPECT_EQ(copy.requests()[0].userAgent, "tab\t");
}

TEST(RequestSets, SayWhichLineIsWrong)
{
    const std::string good = documentOf({Request{}});
    EXPECT_TRUE(RequestSet::parse(good));
    const auto detail = [](const std::string& bytes) {
        const auto set = RequestSet::parse(bytes);
        return set ? std::string() : set.error().detail;
    };
    const std::string line = "line " + std::to_string(std::count(good.begin(), good.end(), '\n') + 1);
    for (const char* bad : {"\n", "1\t2\n", "x\t0\t0\t0\n", "-\t0\t0\t0\n", "1\t0\t0\t0", "1\t0\t0\t0\t\\x\n",
             "1\t0\t0\t-1\n", "1\t0\t0\t0\tGET\t/\t-\t70000\n", "-5\t0\t0\t0\n", "1\t0\t0\t0\ta\\\n",
             "1\t0\t0\t0\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tinf,1\n", "1\t0\t0\t0\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t1\n",
             "1\t0\t0\t0\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tz\n",
             "1\t0\t0\t0\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t\n"}) {
        EXPECT_EQ(detail(good + bad), line) << bad;
    }
    EXPECT_FALSE(RequestSet::parse("assay-request-set 2\n\n"));
    EXPECT_EQ(detail("assay-request-set 1\nsubset\tx\n\n"), "line 2");
    EXPECT_EQ(detail("assay-request-set 1\nsubset 4\n\n"), "line 2");
    EXPECT_EQ(detail("assay-request-set 1\nfeature\ta\tnan\n\n"), "line 2");
    EXPECT_EQ(detail("assay-request-set 1\n"), "line 2");
    std::string endless = "assay-request-set 1\n";
    for (int i = 0; i < 5000; ++i)
        endless += "later\tmember\n";
    EXPECT_EQ(parseHead(endless + "\n").error().code, ErrorCode::LimitExceeded);
}

TEST(RequestSets, PassOverHeadLinesOfLaterVersions)
{
    const auto head = parseHead("assay-request-set 1\nlater\tmember\nsubset\t4\n\n");
    ASSERT_TRUE(head);
    EXPECT_EQ(head->subset, 4U);
}

TEST(RequestSets, LeaveOutWhatIsNoNumber)
{
    RequestSetHead head = exampleHead();
    head.features = {{"a", std::numeric_limits<double>::quiet_NaN()}, {"b", 2}};
    std::string document;
    appendHead(document, head);
    const auto read = parseHead(document);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->features.size(), 1U);
    EXPECT_EQ(read->features[0].first, "b");
}

// Requests made of awkward pieces.
class RandomRequests
{
public:
    explicit RandomRequests(uint32_t seed)
        : m_random(seed)
    {
    }
    Request next(int64_t time)
    {
        Request request;
        request.time = time;
        request.host = text();
        request.method = text();
        request.path = text();
        request.version = text();
        request.contentType = text();
        request.ja4 = text();
        request.ja3 = text();
        request.serverName = text();
        request.user = text();
        request.extra = text();
        request.query = maybe(text());
        request.userAgent = maybe(text());
        request.referer = maybe(text());
        request.status = maybe(static_cast<uint16_t>(m_random()));
        request.replyBytes = maybe(uint64_t{m_random()} << (m_random() % 33));
        request.milliseconds = maybe(static_cast<uint32_t>(m_random()));
        request.hasCookie = maybe(m_random() % 2 == 0);
        request.hasAcceptLanguage = maybe(m_random() % 2 == 0);
        request.isSmugglingSuspect = m_random() % 4 == 0;
        request.location = maybe(Location{m_random() / 7.0, -(m_random() / 3.0), text()});
        request.place = uint64_t{m_random()} << 20;
        request.stream = static_cast<uint32_t>(m_random());
        request.offset = m_random();
        return request;
    }
    uint32_t number() { return static_cast<uint32_t>(m_random()); }

private:
    template <typename T>
    std::optional<T> maybe(T value)
    {
        return m_random() % 3 == 0 ? std::nullopt : std::optional<T>(value);
    }
    std::string_view text()
    {
        static constexpr std::string_view pieces[] = {"-", "\t", "\n", "\\", "\r", "a", "\\-", "t", "\xff", "", "\\t"};
        std::string made;
        for (size_t i = m_random() % 5; i > 0; --i)
            made += pieces[m_random() % std::size(pieces)];
        return m_texts.emplace_back(made);
    }
    std::mt19937 m_random;
    std::deque<std::string> m_texts; // stay where they are
};

TEST(RequestSets, ComeBackAsWritten)
{
    for (uint32_t seed = 1; seed <= 200; ++seed) {
        RandomRequests random(seed);
        std::vector<Request> requests;
        for (size_t i = random.number() % 20; i > 0; --i)
            requests.push_back(random.next(static_cast<int64_t>(requests.size()) - 3));
        const std::string document = documentOf(requests);
        const auto set = RequestSet::parse(document);
        ASSERT_TRUE(set) << "seed " << seed;
        EXPECT_EQ(set->bytes(), document);
        ASSERT_EQ(set->requests().size(), requests.size());
        for (size_t i = 0; i < requests.size(); ++i)
            expectSame(set->requests()[i], requests[i]);
    }
}

// A copy with a byte changed is read or refused.
TEST(RequestSets, StandDamage)
{
    RandomRequests random(7);
    std::vector<Request> requests;
    for (int i = 0; i < 5; ++i)
        requests.push_back(random.next(i));
    const std::string document = documentOf(requests);
    for (size_t at = 0; at < document.size(); ++at) {
        for (const char c : {'\t', '\n', '\\', '-', '9', '\0'}) {
            std::string damaged = document;
            damaged[at] = c;
            const auto set = RequestSet::parse(damaged);
            EXPECT_TRUE(set || !set.error().detail.empty() || at < 20);
        }
        const std::string cut = document.substr(0, at);
        if (RequestSet::parse(cut)) {
            EXPECT_EQ(cut.back(), '\n');
        }
    }
}

} // namespace
} // namespace assay::traffic
