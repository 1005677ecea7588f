// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of the window that show request sets, without a case.
#include "core/features/requestsetfeatures.h"
#include "core/traffic/sets/catalogue.h"
#include "widgets/bridge/featurepopulation.h"
#include "widgets/bridge/labeltext.h"
#include "widgets/bridge/requestfacts.h"
#include "widgets/bridge/requestrows.h"
#include "widgets/bridge/trafficcolumns.h"
#include "widgets/panels/items/itemcolumns.h"
#include "widgets/panels/items/itemtableview.h"
#include "widgets/panels/traffic/featurestab.h"
#include "widgets/panels/traffic/rawlinestab.h"
#include "widgets/panels/traffic/sessiontab.h"
#include "widgets/panels/traffic/tlstab.h"
#include "widgets/panels/traffic/trafficview.h"
#include "widgets/panels/triage/triagekeys.h"

#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

using namespace assay;
using namespace assay::gui;
using traffic::Request;
using traffic::RequestSet;

namespace {

constexpr int64_t second = 1'000'000'000;
constexpr int64_t begin = 1'795'251'600 * second; // 2026-11-21 09:00 UTC
const std::string chrome = "t13d1516h2_8daaf6152771_e5627efa2ab1";

Request request(double at, std::string_view path, uint16_t status = 200)
{
    Request made;
    made.time = begin + static_cast<int64_t>(at * 1e9);
    made.host = "shop.test";
    made.method = "GET";
    made.path = path;
    made.status = status;
    made.replyBytes = 500;
    made.contentType = "text/html";
    made.userAgent = "curl/8.0";
    made.place = static_cast<uint64_t>(at) + 1;
    return made;
}

std::shared_ptr<const RequestSet> setOf(const std::vector<Request>& requests, uint64_t before = 0)
{
    traffic::RequestSetHead head;
    head.target = "shop";
    head.host = "shop.test";
    head.client = *IpAddress::parse("203.0.113.7");
    head.bucketStart = begin;
    head.start = requests.front().time;
    head.stop = requests.back().time;
    head.requestsBefore = before;
    head.subset = before ? 2 : 1;
    for (const traffic::TrafficFeature& feature : traffic::trafficCatalogue())
        head.features.emplace_back(std::string(feature.name), feature.fallback);
    std::string document;
    traffic::appendHead(document, head);
    for (const Request& made : requests)
        traffic::appendRequestLine(document, made);
    auto set = RequestSet::parse(std::move(document));
    EXPECT_TRUE(set);
    return std::make_shared<const RequestSet>(*std::move(set));
}

ItemContent contentOf(const std::vector<Request>& requests, uint64_t before = 0)
{
    ItemContent content;
    content.requestSet = setOf(requests, before);
    content.requestFacts = std::make_shared<const RequestFacts>(requestFacts(*content.requestSet));
    return content;
}

Evidence evidenceOf(rules::Where where, const char* part, const char* field)
{
    Evidence evidence;
    evidence.where = where;
    evidence.part = part;
    evidence.header = field;
    return evidence;
}

} // namespace

TEST(RequestFactsOfASet, CountPausesByTheirLength)
{
    const auto set = setOf({request(0, "/"), request(0, "/a"), request(1.5, "/b"), request(31.5, "/c")});
    const RequestFacts facts = requestFacts(*set);
    EXPECT_EQ(std::accumulate(facts.gaps.begin(), facts.gaps.end(), uint64_t{0}), 3u);
    EXPECT_EQ(facts.gaps[0], 1u) << "no time between";
    for (size_t i = 0; i < gapBounds(); ++i) {
        if (gapBound(i) == 1 || gapBound(i) == 30) {
            EXPECT_EQ(facts.gaps[i], 1u) << gapBound(i);
        }
    }
    EXPECT_DOUBLE_EQ(facts.medianGap, 1.5);
    EXPECT_TRUE(facts.hasFractions);
    EXPECT_FALSE(requestFacts(*setOf({request(0, "/"), request(3, "/a")})).hasFractions);
}

TEST(RequestFactsOfASet, MakeATreeOfPathsWithTheMostAskedForFirst)
{
    const auto set = setOf({request(0, "/"), request(1, "/shop/a", 404), request(2, "/shop/b"), request(3, "/shop/b"),
        request(4, "/img/x.png", 500)});
    const RequestFacts facts = requestFacts(*set);
    ASSERT_EQ(facts.paths.size(), 6u);
    EXPECT_EQ(facts.paths[0].name, "/");
    EXPECT_EQ(facts.paths[0].requests, 5u);
    EXPECT_EQ(facts.paths[0].failed, 2u);
    EXPECT_EQ(facts.paths[1].name, "shop");
    EXPECT_EQ(facts.paths[1].requests, 3u);
    EXPECT_EQ(facts.paths[1].bytes, 1500u);
    EXPECT_EQ(facts.paths[2].name, "b");
    EXPECT_EQ(facts.paths[2].parent, 1);
    EXPECT_EQ(facts.paths[3].name, "a");
    EXPECT_EQ(facts.paths[4].name, "img");
    EXPECT_EQ(facts.failed, 2u);
    const std::vector<TreeNode> nodes = pathNodes(facts);
    EXPECT_EQ(nodes[2].value.toString(), QStringLiteral("/shop/b"));
    EXPECT_EQ(nodes[0].value.toString(), QStringLiteral("/"));
}

TEST(RequestFactsOfASet, KeepTheTreeOfPathsSmall)
{
    std::vector<std::string> paths;
    for (int i = 0; i < 20'000; ++i)
        paths.push_back("/p" + std::to_string(i) + std::string(400, '/') + "x");
    std::vector<Request> requests;
    for (const std::string& path : paths)
        requests.push_back(request(static_cast<double>(requests.size()), path));
    const RequestFacts facts = requestFacts(*setOf(requests));
    EXPECT_LT(facts.paths.size(), 12'000u);
    uint64_t below = 0;
    bool hasRest = false;
    for (const RequestFacts::PathNode& path : facts.paths) {
        below += path.parent == 0 ? path.requests : 0;
        hasRest = hasRest || path.isRest;
    }
    EXPECT_EQ(below, 20'000u) << "what is not listed is counted";
    EXPECT_TRUE(hasRest);
    const std::vector<TreeNode> nodes = pathNodes(facts);
    for (size_t i = 1; i < nodes.size(); ++i)
        ASSERT_LT(nodes[i].parent, static_cast<int>(i));
}

TEST(RequestFactsOfASet, FindTheLineOfARequest)
{
    std::vector<std::string> paths;
    for (int i = 0; i < 700; ++i)
        paths.push_back("/number-" + std::to_string(i));
    std::vector<Request> requests;
    for (const std::string& path : paths)
        requests.push_back(request(static_cast<double>(requests.size()), path));
    const auto set = setOf(requests);
    const RequestFacts facts = requestFacts(*set);
    for (const size_t i : {size_t{0}, size_t{255}, size_t{256}, size_t{699}})
        EXPECT_NE(requestLine(*set, facts, i).find("/number-" + std::to_string(i) + "\t"), std::string_view::npos) << i;
    EXPECT_TRUE(requestLine(*set, facts, 700).empty());
    EXPECT_TRUE(requestLine(*set, facts, 5'000'000).empty());
}

TEST(RequestFactsOfASet, TellWhichFeaturesAreDefaults)
{
    const auto alone = setOf({request(0, "/")});
    EXPECT_TRUE(isDefaultFilled(*alone, "request_rate")) << "no time passed";
    EXPECT_TRUE(isDefaultFilled(*alone, "request_interval_average"));
    EXPECT_TRUE(isDefaultFilled(*alone, "geo_time_average")) << "nobody knows where the client is";
    EXPECT_FALSE(isDefaultFilled(*alone, "request_total"));
    EXPECT_FALSE(isDefaultFilled(*alone, "payload_size_average"));
    EXPECT_FALSE(isDefaultFilled(*alone, "no_such_feature"));
    const auto later = setOf({request(0, "/")}, 10);
    EXPECT_FALSE(isDefaultFilled(*later, "request_rate")) << "earlier periods count";
}

TEST(RequestColumns, SortAndMarkRequests)
{
    const auto set =
        setOf({request(0, "/b", 404), request(1, "/a"), request(2, "/c"), request(2, "/wp-login.php?x=1", 403)});
    RequestMarks marks;
    marks.emplace(3, RequestMark{0, QStringLiteral("WEB_LOGIN"), "path"});
    const RequestRows rows(set, marks, QTimeZone::utc(), false);
    const TableColumns columns = requestColumns();
    ASSERT_EQ(rows.count(), 4u);
    EXPECT_EQ(columns[RequestTime].text(rows, 0), QStringLiteral("09:00:00")) << "all of one day";
    EXPECT_EQ(columns[RequestTime].extra(rows, 0, Qt::ToolTipRole).toString(), QStringLiteral("2026-11-21 09:00:00"));
    const RequestRows twoDays(setOf({request(0, "/"), request(86'400, "/")}), {}, QTimeZone::utc(), false);
    EXPECT_EQ(twoDays.time(1), QStringLiteral("2026-11-22 09:00:00"));
    EXPECT_EQ(columns[RequestStatus].text(rows, 0), QStringLiteral("404"));
    EXPECT_EQ(columns[RequestPath].value(rows, 1), "/a");
    const auto sorted = sortRows(rows, columns, {{RequestPath, Qt::AscendingOrder}}, {0, 1, 2, 3}, {});
    ASSERT_TRUE(sorted);
    EXPECT_EQ(*sorted, (std::vector<uint32_t>{1, 0, 2, 3}));
    const auto byStatus = sortRows(rows, columns, {{RequestStatus, Qt::DescendingOrder}}, {0, 1, 2, 3}, {});
    ASSERT_TRUE(byStatus);
    EXPECT_EQ(*byStatus, (std::vector<uint32_t>{0, 3, 1, 2}));
    EXPECT_TRUE(columns[RequestPath].extra(rows, 3, Qt::BackgroundRole).isValid());
    EXPECT_FALSE(columns[RequestPath].extra(rows, 2, Qt::BackgroundRole).isValid());
    EXPECT_TRUE(columns[RequestNumber].extra(rows, 3, Qt::DecorationRole).isValid()) << "not by colour alone";
    EXPECT_TRUE(columns[RequestPath].extra(rows, 3, Qt::ToolTipRole).toString().contains(QStringLiteral("WEB_LOGIN")));
    EXPECT_EQ(requestColumnOf("ua"), RequestAgent);
    EXPECT_EQ(requestColumnOf("query"), RequestPath);
    EXPECT_EQ(requestColumnOf("referer:decoded"), RequestReferer);
}

TEST(RequestColumns, AHitOnNearlyAllRequestsStandsOutOnlyWhenItIsChosen)
{
    const auto set = setOf({request(0, "/b"), request(1, "/a"), request(2, "/c")});
    RequestMarks marks;
    for (uint32_t row = 0; row < 3; ++row)
        marks.emplace(row, RequestMark{0, QStringLiteral("OLD_BROWSER"), "ua"});
    marks.emplace(1, RequestMark{1, QStringLiteral("INJECT"), "path"});
    const auto standing = [&](int hit) {
        const RequestRows rows(set, marks, QTimeZone::utc(), false, hit);
        std::vector<uint32_t> found;
        for (uint32_t row = 0; row < 3; ++row) {
            if (rows.standsOut(row))
                found.push_back(row);
        }
        return found;
    };
    EXPECT_EQ(standing(-1), std::vector<uint32_t>{1});
    EXPECT_EQ(standing(0), (std::vector<uint32_t>{0, 1, 2}));
    EXPECT_EQ(standing(1), std::vector<uint32_t>{1});
}

TEST(RequestMarksOfHits, AreThePlacesOfTrafficRules)
{
    EXPECT_EQ(requestOf(evidenceOf(rules::Where::Request, "2", "path"), 3), 1u);
    EXPECT_FALSE(requestOf(evidenceOf(rules::Where::Request, "4", "path"), 3));
    EXPECT_FALSE(requestOf(evidenceOf(rules::Where::Request, "0", "path"), 3));
    EXPECT_FALSE(requestOf(evidenceOf(rules::Where::Request, "2x", "path"), 3));
    EXPECT_FALSE(requestOf(evidenceOf(rules::Where::Request, "", "path"), 3));
    EXPECT_FALSE(requestOf(evidenceOf(rules::Where::Body, "2", ""), 3));
    ItemHits hits;
    StoredHit& hit = hits.hits.emplace_back();
    hit.symbol.name = "WEB_SCAN";
    hit.evidence = {evidenceOf(rules::Where::Request, "1", "path"), evidenceOf(rules::Where::Request, "3", "ua"),
        evidenceOf(rules::Where::Feature, "", "request_rate")};
    const RequestMarks marks = marksOf(hits);
    ASSERT_EQ(marks.size(), 2u);
    EXPECT_EQ(marks.begin()->first, 0u);
    EXPECT_EQ(marks.rbegin()->second.field, "ua");
}

TEST(Ja4InWords, SaysWhatItsFirstPartMeans)
{
    EXPECT_EQ(ja4Alpn(chrome), QStringLiteral("h2"));
    EXPECT_EQ(ja4Alpn("t12i0503h1_8daaf6152771_e5627efa2ab1"), QStringLiteral("http/1.1"));
    EXPECT_TRUE(ja4Alpn("t12i050300_8daaf6152771_e5627efa2ab1").isEmpty());
    EXPECT_TRUE(ja4Words("nonsense").isEmpty());
    EXPECT_TRUE(ja4Words("").isEmpty());
    const QString words = ja4Words(chrome);
    EXPECT_TRUE(words.contains(QStringLiteral("TLS 1.3 over TCP"))) << words.toStdString();
    EXPECT_TRUE(words.contains(QStringLiteral("15 cipher"))) << words.toStdString();
    EXPECT_TRUE(words.contains(QStringLiteral("ALPN h2"))) << words.toStdString();
    EXPECT_TRUE(ja4Words("q13i0310h3_8daaf6152771_e5627efa2ab1").contains(QStringLiteral("no server name")));
}

TEST(TlsOfASet, CountsItsClients)
{
    std::vector<Request> requests = {request(0, "/"), request(1, "/a"), request(2, "/b"), request(3, "/c")};
    requests[1].ja4 = requests[2].ja4 = chrome;
    requests[1].serverName = "shop.test";
    requests[2].serverName = "shop.test";
    requests[3].ja3 = "0123456789abcdef0123456789abcdef";
    const RequestFacts facts = requestFacts(*setOf(requests));
    ASSERT_EQ(facts.tls.size(), 2u);
    EXPECT_EQ(facts.tls[0].ja4, chrome);
    EXPECT_EQ(facts.tls[0].requests, 2u);
    EXPECT_EQ(facts.tls[0].serverNames, std::vector<std::string>{"shop.test"});
    EXPECT_EQ(facts.withoutTls, 1u);
}

TEST(FeatureRows, SayValueUnitPercentileDefaultAndContribution)
{
    const ItemContent content = contentOf({request(0, "/"), request(1, "/a")});
    const auto features = features::requestSetFeatures();
    FeaturePopulation population;
    population.sorted.resize(features.size());
    const auto total = static_cast<size_t>(features::findRequestSetFeature("request_total"));
    const auto value = static_cast<float>(content.requestFacts->features[total]);
    population.sorted[total] = {value - 2, value - 1, value, value + 1};
    population.sampled = population.items = 4;
    EXPECT_DOUBLE_EQ(*population.percentile(total, value), 0.625) << "two below, one equal by half, of four";
    EXPECT_FALSE(population.percentile(features.size(), 1));
    EXPECT_FALSE(population.percentile(total, std::nan("")));
    ModelExplanation model;
    model.output.model = "boosted";
    FeatureContribution& part = model.contributions.emplace_back();
    part.feature = "request_total";
    part.contribution = -0.25;
    const std::vector<TreeNode> nodes = featureNodes(content, &population, {model}, {});
    ASSERT_EQ(nodes.size(), features.size());
    EXPECT_EQ(featureColumns({model}).size(), static_cast<size_t>(FeatureContributions) + 1);
    EXPECT_EQ(nodes[total].texts[FeatureName], QStringLiteral("request_total"));
    EXPECT_TRUE(nodes[total].texts[FeaturePercentile].startsWith(QStringLiteral("62"))
        || nodes[total].texts[FeaturePercentile].startsWith(QStringLiteral("63")));
    EXPECT_TRUE(nodes[total].texts[FeatureContributions].endsWith(QStringLiteral("0.2500")));
    EXPECT_FALSE(nodes[total].toolTip.isEmpty());
    const auto geo = static_cast<size_t>(features::findRequestSetFeature("geo_time_average"));
    EXPECT_TRUE(nodes[geo].texts[FeatureValue].contains(QStringLiteral("default")));
    const std::vector<TreeNode> some = featureNodes(content, nullptr, {}, QStringLiteral("request_total"));
    ASSERT_EQ(some.size(), 1u);
    EXPECT_EQ(some[0].value.toString(), QStringLiteral("request_total"));
}

TEST(GapPlot, BeginsAndEndsWhereThereArePauses)
{
    const PlotData plot =
        gapPlot(requestFacts(*setOf({request(0, "/"), request(2, "/a"), request(4, "/a"), request(34, "/b")})));
    ASSERT_EQ(plot.series.size(), 1u);
    ASSERT_FALSE(plot.series[0].y.empty());
    EXPECT_EQ(plot.series[0].y.front(), 2);
    EXPECT_EQ(plot.series[0].y.back(), 1);
    EXPECT_FALSE(plot.x.text(0).isEmpty());
    EXPECT_TRUE(plot.x.text(1000).isEmpty());
    EXPECT_TRUE(gapPlot(requestFacts(*setOf({request(0, "/")}))).series.empty());
}

TEST(RequestSetSummary, NamesClientHostAndPeriod)
{
    const QString text = requestSetSummary(contentOf({request(0, "/"), request(90, "/a")}, 8), QTimeZone::utc());
    for (const char* part : {"203.0.113.7", "shop.test", "09:01:30", "10"})
        EXPECT_TRUE(text.contains(QString::fromLatin1(part))) << part << ": " << text.toStdString();
}

TEST(RawPlaces, AreFramesOfCapturesAndLinesOfLogs)
{
    ItemDetail detail;
    detail.container.format = "capture/pcapng";
    EXPECT_EQ(placesOf(detail), SourcePlaces::Frames);
    detail.container.format = "accesslog/combined";
    EXPECT_EQ(placesOf(detail), SourcePlaces::Lines);
}

TEST(LabelsByKind, ShareTheirKeys)
{
    EXPECT_EQ(labelFor(ItemKind::RequestSet, 1), 6) << "spam is bot";
    EXPECT_EQ(labelFor(ItemKind::RequestSet, 2), 7);
    EXPECT_EQ(labelFor(ItemKind::RequestSet, 3), 8);
    EXPECT_EQ(labelFor(ItemKind::RequestSet, 4), 9);
    EXPECT_EQ(labelFor(ItemKind::RequestSet, 5), 5);
    EXPECT_EQ(labelFor(ItemKind::Message, 9), 4);
    EXPECT_EQ(labelFor(ItemKind::Message, 2), 2);
    EXPECT_EQ(labelFor(ItemKind::RequestSet, feedback::noLabel), feedback::noLabel);
    EXPECT_EQ(triageTitle(TriageAction::Spam), QStringLiteral("Spam / Bot"));
    EXPECT_EQ(triageTitle(TriageAction::Unsure), QStringLiteral("Unsure"));
    EXPECT_EQ(triageTitle(TriageAction::Bookmark), QStringLiteral("Bookmark"));
}

TEST(Subnets, AreThoseThatPeopleMean)
{
    EXPECT_EQ(subnetOf(*IpAddress::parse("203.0.113.77")), "203.0.113.0/24");
    EXPECT_EQ(subnetOf(*IpAddress::parse("2001:db8:1:2:3::4")), "2001:db8:1:2::/64");
}

TEST(ListContents, FollowWhatACaseIsMostlyAbout)
{
    const auto tableOf = [](size_t messages, size_t sets) {
        auto block = std::make_shared<ItemBlock>();
        block->rows.resize(messages + sets);
        for (size_t i = messages; i < messages + sets; ++i)
            block->rows[i].kind = ItemKind::RequestSet;
        return ItemTable({block});
    };
    ContentsCounter counter;
    EXPECT_EQ(counter.update(tableOf(10, 0)), ListContents::Mail);
    EXPECT_EQ(counter.update(tableOf(10, 10)), ListContents::Mixed);
    EXPECT_EQ(counter.update(tableOf(0, 5)), ListContents::Traffic) << "another case, that is shorter";
    counter.reset();
    EXPECT_EQ(counter.update(tableOf(1, 999)), ListContents::Traffic);
    counter.reset();
    EXPECT_EQ(counter.update(tableOf(999, 1)), ListContents::Mail);
}

TEST(ListContents, HaveTheirOwnColumns)
{
    SnapshotTable table{itemColumns()};
    ItemTableView view{&table, nullptr};
    view.resize(1000, 300);
    ItemColumns columns{&table, &view};
    for (const ListContents contents : {ListContents::Traffic, ListContents::Mixed}) {
        for (const QString& key : usualColumns(contents))
            EXPECT_GE(columns.find(key), 0) << key.toStdString();
    }
    columns.restore("score,subject");
    columns.setContents(ListContents::Traffic);
    EXPECT_TRUE(columns.save().startsWith("traffic!label,"));
    EXPECT_TRUE(columns.save().contains(",ja4,"));
    columns.restore("traffic!ip,reqs:99");
    EXPECT_EQ(columns.save(), QByteArray("traffic!ip,reqs:99"));
    columns.restore("date,from"); // of a view on mail: for later
    EXPECT_EQ(columns.save(), QByteArray("traffic!ip,reqs:99"));
    columns.setContents(ListContents::Mail);
    EXPECT_EQ(columns.save(), QByteArray("date,from"));
    columns.setContents(ListContents::Traffic);
    EXPECT_EQ(columns.save(), QByteArray("traffic!ip,reqs:99"));
}
