// SPDX-License-Identifier: GPL-3.0-or-later
// Logs as sources of a case: request sets are items like others.
#include "core/casefile/case.h"
#include "core/casefile/trafficviews.h"
#include "core/traffic/requestset.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/core/casefile/samplelog.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <fstream>
#include <numeric>
#include <sys/wait.h>
#include <unistd.h>

namespace assay {
namespace {

namespace fs = std::filesystem;

class TrafficCase : public testing::Test
{
protected:
    void SetUp() override
    {
        auto made = Case::create(file());
        ASSERT_TRUE(made.ok()) << made.error().toString();
        m_case = std::move(*made);
    }
    fs::path file() const { return m_dir.path() / "a.assay"; }
    fs::path spools() const { return m_dir.path() / "a.assay.d" / "spool"; }

    static AddOptions withHost(std::string host)
    {
        AddOptions options;
        options.read.traffic.host = std::move(host);
        return options;
    }
    AddReport addLog(
        const std::string& name, const std::string& text, AddOptions options = withHost("www.Shop.example"))
    {
        const auto added = m_case->add(m_dir.write(name, text), options, test::plainContext());
        EXPECT_TRUE(added.ok()) << added.error().toString();
        return added ? *added : AddReport();
    }
    std::vector<ItemId> found(std::string_view query = {}) const { return test::foundItems(*m_case, query); }
    // The document of every item.
    std::vector<std::string> documents() const
    {
        std::vector<std::string> all;
        for (const ItemId item : found()) {
            auto bytes = m_case->itemBytes(item);
            EXPECT_TRUE(bytes.ok()) << item.value << ": " << bytes.error().toString();
            all.push_back(bytes ? std::move(*bytes) : std::string());
        }
        return all;
    }
    void reopen(CaseMode mode = CaseMode::ReadWrite)
    {
        m_case.reset();
        auto opened = Case::open(file(), mode);
        ASSERT_TRUE(opened.ok()) << opened.error().toString();
        m_case = std::move(*opened);
    }
    static void change(const fs::path& file, size_t place)
    {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(static_cast<std::streamoff>(place));
        stream.put('\x7F');
    }
    fs::path onlySpool() const
    {
        fs::path only;
        for (const auto& entry : fs::directory_iterator(spools()))
            only = entry.path();
        return only;
    }

    test::TemporaryDir m_dir;
    std::unique_ptr<Case> m_case;
};

TEST_F(TrafficCase, RequestSetsAreItems)
{
    const AddReport added = addLog("access.log", test::sampleLog(40));
    EXPECT_EQ(added.items, 80u); // two buckets a client
    EXPECT_EQ(added.failed, 0u);
    EXPECT_TRUE(added.defects.isEmpty());
    const auto table = *m_case->itemTable();
    ASSERT_EQ(table->count(), 80u);
    const auto client = found("ip:192.0.2.10 start:2026-11-21");
    ASSERT_EQ(client.size(), 2u);
    const auto row = static_cast<uint32_t>(table->find(client[0]));
    EXPECT_EQ(table->row(row).kind, ItemKind::RequestSet);
    EXPECT_EQ(table->subject(row), "GET /wp-login.php (5 requests)");
    EXPECT_EQ(table->from(row), "192.0.2.10");
    EXPECT_EQ(table->row(row).date, 1'795'251'609); // 2026-11-21T09:00:09Z
    ASSERT_TRUE(table->sourceIp(row));
    EXPECT_EQ(table->sourceIp(row)->toString(), "192.0.2.10");

    const TrafficNumbers* first = table->traffic(row);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->requests, 5u);
    EXPECT_EQ(first->totalRequests, 5u);
    EXPECT_EQ(first->bytes, 1000u);
    EXPECT_EQ(first->errors, 5u);
    EXPECT_EQ(first->uniquePaths, 1u);
    EXPECT_EQ(first->userAgents, 1u);
    EXPECT_EQ(first->bucketSeconds, 120u);
    EXPECT_EQ(first->start, 1'795'251'609'000);
    EXPECT_EQ(first->stop, 1'795'251'613'000);
    const TrafficNumbers* second = table->traffic(table->find(client[1]));
    ASSERT_TRUE(second);
    EXPECT_EQ(second->start, first->start);
    EXPECT_EQ(second->first, 1'795'251'609'000 + 605'000);
    EXPECT_EQ(second->requests, 2u);
    EXPECT_EQ(second->totalRequests, 7u);

    const auto detail = m_case->item(client[0]);
    ASSERT_TRUE(detail.ok());
    EXPECT_EQ(detail->container.format, "accesslog/combined");
    EXPECT_EQ(detail->summary.to, "shop.example");
    EXPECT_EQ(detail->traffic, *first);
    const auto bytes = m_case->itemBytes(client[0]);
    ASSERT_TRUE(bytes.ok()) << bytes.error().toString();
    EXPECT_EQ(sha256(*bytes), detail->sha256);
    const auto set = traffic::RequestSet::parse(*bytes);
    ASSERT_TRUE(set.ok()) << set.error().toString();
    ASSERT_EQ(set->requests().size(), 5u);
    EXPECT_EQ(set->requests()[0].userAgent, "curl/8.0");
}

TEST_F(TrafficCase, QueriesKnowRequestSets)
{
    addLog("access.log", test::sampleLog(40));
    ASSERT_TRUE(m_case->add(m_dir.write("in.mbox", test::sampleBox(20)), {}, test::plainContext()).ok());
    for (const bool isIndexed : {false, true}) {
        if (isIndexed) {
            ASSERT_TRUE(m_case->updateIndex(test::plainContext()).ok());
        }
        SCOPED_TRACE(isIndexed);
        EXPECT_EQ(found().size(), 100u);
        EXPECT_EQ(found("kind:request_set").size(), 80u);
        EXPECT_EQ(found("kind:message").size(), 20u);
        EXPECT_EQ(found("host:shop.example").size(), 80u);
        EXPECT_EQ(found("target:example").size() + found("target:shop").size(), 80u);
        EXPECT_EQ(found("ua:curl").size(), 8u);
        EXPECT_EQ(found("path:/wp-login.php").size(), 8u);
        EXPECT_EQ(found("path:access.log").size(), 80u);
        EXPECT_EQ(found("path:in.mbox").size(), 20u);
        EXPECT_EQ(found("query:try=6").size(), 4u);
        EXPECT_EQ(found("status:404").size(), 8u);
        EXPECT_EQ(found("status:[403,404]").size(), 8u);
        EXPECT_EQ(found("status:400..499").size(), 8u);
        EXPECT_EQ(found("status<300").size(), 72u);
        EXPECT_EQ(found("method:GET").size(), 80u);
        EXPECT_EQ(found("method:POST").size(), 0u);
        EXPECT_EQ(found("reqs:7").size(), 40u);
        EXPECT_EQ(found("reqs>=5").size(), 80u);
        EXPECT_EQ(found("bytes:5000").size(), 36u);
        EXPECT_EQ(found("ip:192.0.2.0/29 kind:request_set").size(), 14u);
        EXPECT_EQ(found("start<2026-11-21T09:00:10Z kind:request_set").size(), 20u);
        EXPECT_EQ(found("stop>=2026-11-21T09:10").size(), 40u);
        EXPECT_EQ(found("has:start").size(), 80u);
        EXPECT_EQ(found("has:ua").size(), 80u);
        EXPECT_EQ(found("has:subject").size(), 100u);
        EXPECT_EQ(found("lowrate:no").size(), 80u);
        EXPECT_EQ(found("lowrate:yes").size(), 0u);
        EXPECT_EQ(found("prediction:unknown").size(), 80u);
        EXPECT_EQ(found("\"wp-login\"").size(), 8u);
        EXPECT_EQ(found("/wp-lo.in/").size(), 8u);
        EXPECT_EQ(found("body:curl").size(), 8u);
        EXPECT_EQ(found("is:duplicate").size(), 0u);
        EXPECT_EQ(found("feature.response4xx_total:5").size(), 4u);
        EXPECT_EQ(found("feature.request_total>=7").size(), 40u);
        EXPECT_EQ(found("has:feature.request_total").size(), 80u);
        EXPECT_EQ(found("feature.no_such_feature>0").size(), 0u);
        if (isIndexed) {
            ASSERT_TRUE(m_case->updateFeatures(test::plainContext()).ok());
            EXPECT_EQ(found("feature.request_total>=7").size(), 40u);
        }
    }
    const auto snapshot = m_case->snapshot();
    ASSERT_TRUE(snapshot.ok());
    const auto agents = m_case->fieldValues(**snapshot, "ua", "cu", 10);
    ASSERT_TRUE(agents.ok());
    ASSERT_EQ(agents->size(), 1u);
    EXPECT_EQ(agents->at(0).items, 8u);
    const auto order = parseOrder("reqs,ip");
    ASSERT_TRUE(order.ok());
    const auto sorted = m_case->find(**snapshot, FindRequest{nullptr, *order, false, {}});
    ASSERT_TRUE(sorted.ok()) << sorted.error().toString();
    EXPECT_EQ((*snapshot)->items->traffic(sorted->rows.front())->totalRequests, 5u);
    EXPECT_FALSE((*snapshot)->items->traffic(sorted->rows.back()));
}

TEST_F(TrafficCase, AMissingOrDamagedSpoolIsMadeAgain)
{
    addLog("access.log", test::sampleLog(300));
    const std::vector<std::string> before = documents();
    ASSERT_EQ(before.size(), 600u);
    ASSERT_TRUE(fs::exists(onlySpool()));
    for (const size_t place : {size_t{40}, size_t{4000}, size_t{UINT32_MAX}}) {
        const fs::path spool = onlySpool();
        if (place == UINT32_MAX)
            fs::remove(spool);
        else
            change(spool, std::min<size_t>(place, fs::file_size(spool) - 4));
        reopen();
        EXPECT_EQ(documents(), before) << place;
        EXPECT_TRUE(fs::exists(onlySpool()));
    }
    // A case that may not be written reads too, and nothing is made in its folder.
    fs::remove(onlySpool());
    reopen(CaseMode::ReadOnly);
    EXPECT_EQ(documents(), before);
    EXPECT_TRUE(fs::is_empty(spools()));
}

TEST_F(TrafficCase, AChangedLogCannotBeConvertedAgain)
{
    addLog("access.log", test::sampleLog(30));
    const std::vector<std::string> before = documents();
    std::ofstream(m_dir.path() / "access.log", std::ios::app) << test::logLine("192.0.2.1", 3000, "GET /more");
    reopen();
    EXPECT_EQ(documents(), before); // the spool has them
    fs::remove(onlySpool());
    reopen();
    const auto bytes = m_case->itemBytes(ItemId{0});
    ASSERT_FALSE(bytes.ok());
    EXPECT_EQ(bytes.error().code, ErrorCode::Changed);
    EXPECT_EQ(found("reqs:7").size(), 30u); // what the list knows stays
}

TEST_F(TrafficCase, BadLinesAreCountedAndTheRestIsTaken)
{
    const std::string log =
        test::sampleLog(30) + "this is no line of a log\n" + test::logLine("192.0.2.9", 900, "GET /");
    const AddReport added = addLog("access.log", log);
    EXPECT_EQ(added.items, 61u);
    EXPECT_TRUE(added.defects.has(Defect::TrafficBadLine));
    const auto sources = m_case->sources();
    ASSERT_EQ(sources->at(0).folders.size(), 1u);
    ASSERT_EQ(sources->at(0).folders[0].messages.size(), 1u);
    EXPECT_NE(sources->at(0).folders[0].messages[0].find("1 line is no request; line 211"), std::string::npos)
        << sources->at(0).folders[0].messages[0];
}

TEST_F(TrafficCase, OptionsAreKeptWithTheSource)
{
    AddOptions options = withHost("a.example");
    options.read.traffic.bucketSeconds = 3600;
    options.read.traffic.whiteList = {"192.0.2.1"};
    EXPECT_EQ(addLog("access.log", test::sampleLog(10), options).items, 9u);
    const std::vector<std::string> before = documents();
    fs::remove(onlySpool());
    reopen();
    EXPECT_EQ(documents(), before);
    EXPECT_EQ(m_case->sources()->at(0).traffic, options.read.traffic);
}

TEST_F(TrafficCase, AStoppedImportKeepsWhatItHas)
{
    std::stop_source stop;
    const RunContext context(stop.get_token(), nullptr, 2);
    const auto log = m_dir.write("access.log", test::sampleLog(4000));
    const auto added = m_case->add(log, withHost("a.example"), context, [&](const AddProgress& progress) {
        if (progress.items >= 1000)
            stop.request_stop();
    });
    ASSERT_TRUE(added.ok()) << added.error().toString();
    ASSERT_TRUE(added->stoppedBy);
    EXPECT_EQ(added->stoppedBy->code, ErrorCode::Cancelled);
    const std::vector<std::string> before = documents();
    ASSERT_GE(before.size(), 1000u);
    ASSERT_LT(before.size(), 8000u);
    // What it left is the beginning of what the whole log gives.
    for (const auto& entry : fs::directory_iterator(spools()))
        fs::remove(entry.path());
    reopen();
    EXPECT_EQ(documents(), before);
}

TEST_F(TrafficCase, AKilledImportLeavesItemsThatCanBeRead)
{
    const auto log = m_dir.write("access.log", test::sampleLog(2000));
    m_case.reset();
    const pid_t child = ::fork();
    if (child == 0) {
        const auto work = Case::open(file());
        if (work)
            (void)(*work)->add(log, withHost("a.example"), test::plainContext(), [](const AddProgress& progress) {
                if (progress.items >= 1000)
                    ::_exit(9);
            });
        ::_exit(1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    ASSERT_EQ(WEXITSTATUS(status), 9);
    // As it is when the spool was not finished.
    const fs::path spool = onlySpool();
    fs::rename(spool, spools() / "1234.spool.AbCdEf");
    reopen();
    EXPECT_TRUE(fs::is_empty(spools()));
    EXPECT_EQ(m_case->sources()->at(0).state, SourceState::Partial);
    const std::vector<std::string> left = documents();
    ASSERT_GE(left.size(), 1000u);
    for (const std::string& document : left)
        EXPECT_TRUE(traffic::RequestSet::parse(document).ok());
    EXPECT_EQ(m_case->item(ItemId{7})->sha256, sha256(left[7]));
}

TEST_F(TrafficCase, TimelineAndTopAddUpRequestSets)
{
    addLog("access.log", test::sampleLog(300));
    ASSERT_TRUE(m_case->add(m_dir.write("in.mbox", test::sampleBox(5)), {}, test::plainContext()).ok());
    ASSERT_TRUE(m_case->updateIndex(test::plainContext()).ok());
    const feedback::LabelKind* bot = feedback::findLabel(feedback::trafficScheme(), "bot");
    ASSERT_TRUE(m_case->label(found("ua:curl ip:192.0.2.0/24"), {bot->id, {}, 100, {}, {}}).ok());
    const auto snapshot = m_case->snapshot();
    ASSERT_TRUE(snapshot.ok());
    std::vector<uint32_t> rows((*snapshot)->items->count());
    std::iota(rows.begin(), rows.end(), 0U);

    const auto timeline = makeTimeline(**snapshot, rows);
    ASSERT_TRUE(timeline.ok());
    EXPECT_EQ((*timeline)->sets(), 600u);
    EXPECT_EQ((*timeline)->requests(), 2100u);
    EXPECT_EQ((*timeline)->begin(), 1'795'251'600'000);
    for (size_t number = 0; number < Timeline::levelCount; ++number) {
        const Timeline::Level& level = (*timeline)->level(number);
        EXPECT_EQ(level.step, 120'000 << (2 * number));
        EXPECT_EQ(level.begin % level.step, 0);
        uint64_t requests = 0, sets = 0, bots = 0, highest = 0;
        for (const TimelineBar& bar : level.bars) {
            requests += bar.total();
            sets += bar.sets;
            bots += bar.requests[static_cast<size_t>(TrafficClass::Bot)];
            highest = std::max(highest, bar.total());
        }
        EXPECT_EQ(requests, 2100u);
        EXPECT_EQ(sets, 600u);
        EXPECT_EQ(bots, 25u * 7);
        EXPECT_EQ(highest, level.highest);
    }
    EXPECT_EQ((*timeline)->level(0).bars.front().total(), 1500u);
    EXPECT_EQ(&(*timeline)->levelFor((*timeline)->begin(), (*timeline)->end(), 1000), &(*timeline)->level(0));
    EXPECT_EQ((*timeline)->levelFor((*timeline)->begin(), (*timeline)->end(), 3).step, 480'000);
    EXPECT_EQ(found(timelineQuery(1'795'251'600'000, 1'795'251'720'000)).size(), 300u);
    const auto none = makeTimeline(**snapshot, {});
    ASSERT_TRUE(none.ok());
    EXPECT_TRUE((*none)->isEmpty());

    struct Expected
    {
        TopKind kind;
        uint64_t distinct;
        std::string value;
        uint64_t sets, requests;
    };
    for (const Expected& expected :
        {Expected{TopKind::Address, 300, "192.0.2.1", 2, 7}, Expected{TopKind::Subnet, 2, "192.0.2.0/24", 500, 1750},
            Expected{TopKind::Host, 1, "shop.example", 600, 2100}, Expected{TopKind::Path, 8, "/", 270, 1350},
            Expected{TopKind::UserAgent, 2, "", 540, 0}, Expected{TopKind::Ja4, 0, "", 0, 0}}) {
        SCOPED_TRACE(topKindName(expected.kind));
        const auto top = m_case->topValues(**snapshot, rows, expected.kind, 3);
        ASSERT_TRUE(top.ok()) << top.error().toString();
        EXPECT_EQ(top->distinct, expected.distinct);
        EXPECT_TRUE(top->isExact);
        EXPECT_EQ(top->notIndexed, 0u);
        EXPECT_EQ(top->values.size(), std::min<size_t>(expected.distinct, 3));
        if (top->values.empty())
            continue;
        const TopValue& first = top->values.front();
        if (!expected.value.empty()) {
            EXPECT_EQ(first.value, expected.value);
        }
        EXPECT_EQ(first.sets, expected.sets);
        if (expected.requests > 0) {
            EXPECT_EQ(first.requests, expected.requests);
        }
        EXPECT_EQ(found(first.query + " kind:request_set").size(), first.sets) << first.query;
    }
    const auto subnets = m_case->topValues(**snapshot, rows, TopKind::Subnet, 1);
    ASSERT_TRUE(subnets.ok());
    EXPECT_EQ(subnets->values[0].hostile, 50u);
    EXPECT_EQ(subnets->values[0].hostileShare(), 1.0);
}

TEST_F(TrafficCase, LabelsGoAlongWhenBucketsChange)
{
    addLog("access.log", test::sampleLog(40));
    const feedback::LabelKind* bot = feedback::findLabel(feedback::trafficScheme(), "bot");
    const feedback::LabelKind* person = feedback::findLabel(feedback::trafficScheme(), "notbot");
    m_case->setUser("olena");
    ASSERT_TRUE(m_case->label(found("ua:curl"), {bot->id, {}, 80, {}, {}}).ok());
    const auto mixed = found("ip:192.0.2.1");
    ASSERT_EQ(mixed.size(), 2u);
    ASSERT_TRUE(m_case->label(std::span(mixed).first(1), {bot->id, {}, 100, {}, {}}).ok());
    ASSERT_TRUE(m_case->label(std::span(mixed).last(1), {person->id, {}, 100, {}, {}}).ok());

    const auto report = m_case->rebucket(1, 3600, test::plainContext());
    ASSERT_TRUE(report.ok()) << report.error().toString();
    EXPECT_EQ(report->replaced, 1u);
    EXPECT_EQ(report->added.items, 40u);
    EXPECT_EQ(report->carried, 4u);
    EXPECT_EQ(report->lostCount, 2u); // the two labels of one client do not agree
    ASSERT_EQ(report->lost.size(), 2u);
    EXPECT_EQ(report->lost[0].item, mixed[0]);
    const auto sources = m_case->sources();
    ASSERT_EQ(sources->size(), 2u);
    EXPECT_EQ(sources->at(1).replaces, 1u);
    EXPECT_EQ(sources->at(1).traffic.bucketSeconds, 3600u);
    const auto carried = found("label:bot label.by:olena id>=80");
    EXPECT_EQ(carried.size(), 4u);
    EXPECT_EQ(found("label:bot ua:curl label.conf:80").size(), 12u);
    EXPECT_EQ(found("reqs:7 id>=80").size(), 40u);
    EXPECT_EQ(m_case->rebucket(7, 60, test::plainContext()).error().code, ErrorCode::BadArgument);
    EXPECT_EQ(m_case->rebucket(1, 0, test::plainContext()).error().code, ErrorCode::BadArgument);
    std::ofstream(m_dir.path() / "access.log", std::ios::app) << "\n";
    EXPECT_EQ(m_case->rebucket(1, 60, test::plainContext()).error().code, ErrorCode::Changed);
}

TEST_F(TrafficCase, ExportsSayWhatARequestSetIs)
{
    addLog("access.log", test::sampleLog(10));
    ASSERT_TRUE(m_case->add(m_dir.write("in.mbox", test::sampleBox(3)), {}, test::plainContext()).ok());
    const auto snapshot = m_case->snapshot();
    ASSERT_TRUE(snapshot.ok());
    std::vector<uint32_t> rows((*snapshot)->items->count());
    std::iota(rows.begin(), rows.end(), 0U);
    const auto exported = [&](std::string_view kind, const char* name) {
        report::ExportOptions options;
        options.target = m_dir.path() / name;
        options.columns =
            kind == "csv" ? std::vector<std::string>{"kind", "reqs", "start", "subject"} : std::vector<std::string>();
        const auto report = m_case->exportItems(**snapshot, rows, kind, options, {});
        EXPECT_TRUE(report.ok()) << report.error().toString();
        if (report) {
            EXPECT_EQ(report->items, 23u);
            EXPECT_EQ(report->failed, 0u);
            EXPECT_EQ(report->leftOut, kind == "mbox" || kind == "eml" ? 20u : 0u);
        }
        if (fs::is_directory(options.target))
            return std::string();
        std::ifstream file(options.target, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    const std::string table = exported("csv", "items.csv");
    EXPECT_NE(table.find("request_set,5,2026-11-21T09:00:09Z,2026-11-21T09:00:09Z,GET /wp-login.php (5 requests)"),
        std::string::npos)
        << table;
    EXPECT_NE(table.find("message,,,,Letter 1"), std::string::npos);
    const std::string lines = exported("jsonl", "items.jsonl");
    EXPECT_NE(lines.find("\"features\":{\"request_total\":5"), std::string::npos);
    EXPECT_NE(lines.find("/wp-login.php?try=3 404 200 curl/8.0"), std::string::npos) << lines;
    const std::string page = exported("html", "items.html");
    EXPECT_NE(page.find("<h3>Requests</h3>"), std::string::npos);
    EXPECT_NE(page.find("<h3>Headers</h3>"), std::string::npos);
    const std::string box = exported("mbox", "items.mbox");
    EXPECT_EQ(box.find("assay-request-set"), std::string::npos);
    std::ifstream manifest(m_dir.path() / "items.mbox.manifest.csv");
    const std::string stated(std::istreambuf_iterator<char>(manifest), {});
    EXPECT_NE(stated.find("left out"), std::string::npos);
    exported("eml", "mails");
}

} // namespace
} // namespace assay
