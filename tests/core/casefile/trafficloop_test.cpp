// SPDX-License-Identifier: GPL-3.0-or-later
// The learning loop on request sets: batches, what is sent, trainings, scans, explanations, windows that swap models.
#include "core/casefile/attackproposals.h"
#include "core/casefile/casedetectors.h"
#include "core/casefile/modelling.h"
#include "core/features/featureset.h"
#include "core/models/xgboost/boostedkind.h"
#include "core/query/iplistfile.h"
#include "core/train/modelholder.h"
#include "core/train/registry.h"
#include "core/train/trainingset.h"
#include "tests/core/casefile/batchcase.h"
#include "tests/core/casefile/samplelog.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>

namespace assay::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using feedback::BatchState;

// A case with a log of 60 visitors, every tenth of which is a scanner.
class TrafficLoop : public BatchCase
{
protected:
    static constexpr feedback::LabelId bot = 6, notbot = 7, lowrate = 9;
    static constexpr int64_t nine = 1'795'251'600; // 2026-11-21 09:00 UTC, as in the log
    static constexpr uint32_t clients = 60;

    void SetUp() override
    {
        m_case = std::move(*Case::create(file()));
        m_case->setUser("ann");
        AddOptions options;
        options.read.traffic.host = "shop.test";
        const auto added = m_case->add(m_dir.write("access.log", sampleLog(clients)), options, plainContext());
        ASSERT_TRUE(added.ok()) << added.error().toString();
        m_sets = static_cast<uint32_t>((*m_case->snapshot())->items->count());
        ASSERT_EQ(m_sets, 2 * clients);
    }
    void addMail() { ASSERT_TRUE(m_case->add(m_dir.write("in.mbox", sampleBox(20)), {}, plainContext()).ok()); }
    bool isScanner(uint32_t row) const
    {
        const auto client = (*m_case->snapshot())->items->sourceIp(row);
        return client && client->bytes()[15] % 10 == 0;
    }
    std::vector<uint32_t> rowsThat(bool areScanners) const
    {
        std::vector<uint32_t> rows;
        for (uint32_t row = 0; row < m_sets; ++row) {
            if (isScanner(row) == areScanners)
                rows.push_back(row);
        }
        return rows;
    }
    void labelAll()
    {
        give(rowsThat(true), bot);
        give(rowsThat(false), notbot);
    }
    static feedback::BatchContext hour(feedback::Reason reason)
    {
        feedback::BatchContext about = context(reason);
        about.start = nine;
        about.stop = nine + 3600;
        return about;
    }
    static SubmitOptions dayAfter()
    {
        SubmitOptions options;
        options.at = nine + 86'400;
        return options;
    }
    BatchId batchOf(const std::vector<uint32_t>& rows, feedback::Reason reason = feedback::Reason::FalsePositive)
    {
        feedback::BatchScope chosen;
        chosen.added = items(rows);
        return create(hour(reason), chosen);
    }
    static TrainingSelection byQuery(const std::string& query)
    {
        TrainingSelection selection;
        selection.from = TrainingSelection::From::Query;
        selection.query = query;
        return selection;
    }
    std::shared_ptr<const train::TrainingSet> learn(const TrainingSelection& selection)
    {
        const auto set = m_case->trainingSet(selection, {}, plainContext());
        EXPECT_TRUE(set.ok()) << set.error().toString();
        return set ? *set : nullptr;
    }
    // Boosted trees from a training set, published under a name.
    std::string publish(const train::TrainingSet& set, const std::string& name, unsigned rounds = 20)
    {
        const auto params = models::Params::make(models::boostedKind().options(),
            {{"xgb.rounds", std::to_string(rounds)}, {"xgb.min_labels", "2"}, {"min_pos", "1"}, {"min_neg", "1"}});
        const auto model = models::boostedKind().fit({set.rows, set.labels, set.weights}, *params, 1, {});
        EXPECT_TRUE(model.ok()) << model.error().toString();
        models::Manifest manifest;
        manifest.thresholds = {{"alert", 0.5}};
        manifest.medians = models::columnMedians(set.rows);
        manifest.featureSet = set.featureSet;
        const auto staged = m_dir.path() / "staged";
        EXPECT_TRUE(models::saveModelDir(staged, **model, manifest).ok());
        train::Registry registry(m_case->folder() / "models");
        train::PublishRequest request;
        request.model = name;
        const auto version = registry.publish(staged, request);
        EXPECT_TRUE(version.ok()) << version.error().toString();
        return version ? version->id : std::string();
    }
    void promote(const std::string& name, const std::string& version)
    {
        train::PromoteRequest request;
        request.model = name;
        request.version = version;
        const auto promoted = m_case->promote(request);
        ASSERT_TRUE(promoted.ok()) << promoted.error().toString();
    }
    ScanId scan()
    {
        DetectorOptions options;
        options.kinds = {DetectorKind::Fusion};
        const auto detectors = createDetectors(*m_case, options);
        EXPECT_TRUE(detectors.ok()) << detectors.error().toString();
        const auto report = m_case->scan(*detectors, {}, plainContext());
        EXPECT_TRUE(report.ok()) << report.error().toString();
        return report ? report->scan : ScanId();
    }
    const StoredHit* hitOf(const ItemHits& hits, std::string_view symbol) const
    {
        const auto found = std::find_if(
            hits.hits.begin(), hits.hits.end(), [&](const StoredHit& hit) { return hit.symbol.name == symbol; });
        return found == hits.hits.end() ? nullptr : &*found;
    }
    void put(const std::string& name, const std::string& more) const
    {
        fs::create_directories(inbox());
        std::ofstream(inbox() / name) << R"({"uuid_organization":")" << *m_case->organization()
                                      << R"(","id_context":"1",)" << more << "}";
    }

    uint32_t m_sets = 0;
};

TEST_F(TrafficLoop, ABatchStaysADraftWhenTheProgramEnds)
{
    const std::vector<uint32_t> visitors = rowsThat(false);
    const std::vector<uint32_t> thirty(visitors.begin(), visitors.begin() + 30);
    give(thirty, notbot);
    const BatchId id = batchOf(thirty);
    reopen();
    EXPECT_EQ(state(id), BatchState::Draft);
    const auto review = m_case->reviewBatch(id, *now(), plainContext());
    ASSERT_TRUE(review.ok());
    EXPECT_EQ(review->counts.at(notbot)[2], 30u); // nothing has scored them
    EXPECT_TRUE(review->missingFeatures.empty());
    EXPECT_TRUE(review->outsidePeriod.empty());
}

TEST_F(TrafficLoop, ABatchSaysNeitherWhoNorWhere)
{
    labelAll();
    publish(*learn(byQuery("")), "traffic-xgboost");
    promote("traffic-xgboost", "1");
    scan();
    const BatchId id = batchOf(range(0, m_sets), feedback::Reason::TruePositive);
    const SubmitReceipt receipt = submit(id, dayAfter());
    ASSERT_EQ(receipt.files.size(), 1u);
    const std::string text = *readFile(receipt.files.front());
    EXPECT_EQ(text.find("192.0."), std::string::npos);
    EXPECT_EQ(text.find("shop.test"), std::string::npos);
    EXPECT_EQ(text.find("\"ip\""), std::string::npos);
    EXPECT_EQ(text.find("target"), std::string::npos);
    const auto json = readJson(receipt.files.front());
    ASSERT_EQ(json["feedback"].size(), m_sets);
    std::map<std::string, int> said;
    for (const auto& record : json["feedback"]) {
        ++said[record["feedback"].get<std::string>()];
        EXPECT_TRUE(record["features"].contains("request_rate"));
        EXPECT_TRUE(record["features"].contains("client.library"));
        EXPECT_FALSE(record["features"].contains("shape.bytes"));
        const bool isBot = record["feedback"] == "bot";
        EXPECT_EQ(record["prediction"], isBot ? 1 : 0);
        EXPECT_EQ(record["score"].get<double>() > 0.45, isBot);
    }
    EXPECT_EQ(said["bot"], static_cast<int>(rowsThat(true).size()));
    EXPECT_EQ(said["notbot"], static_cast<int>(rowsThat(false).size()));
    EXPECT_EQ(state(id), BatchState::Submitted);
    put("x.json", R"("success":false,"reason":"no room")");
    ASSERT_TRUE(m_case->readInbox().ok());
    EXPECT_EQ(state(id), BatchState::Failed);
    submit(id, dayAfter());
    put("y.json", R"("success":true)");
    ASSERT_TRUE(m_case->readInbox().ok());
    EXPECT_EQ(state(id), BatchState::Processed);
}

TEST_F(TrafficLoop, ARelabelledBatchIsSentAgainWhole)
{
    give(range(0, 30), notbot);
    const BatchId id = batchOf(range(0, 30));
    submit(id, dayAfter());
    give(range(0, 5), bot);
    EXPECT_EQ(state(id), BatchState::Changed);
    const SubmitReceipt receipt = submit(id, dayAfter());
    EXPECT_EQ(receipt.records, 30u);
    EXPECT_EQ(receipt.byLabel.at(bot), 5u);
    auto receiver = std::move(*Case::create(m_dir.path() / "host.assay"));
    fs::create_directories(receiver->folder() / "inbox");
    for (const auto& entry : fs::directory_iterator(outbox())) {
        if (entry.is_regular_file())
            fs::rename(entry.path(), receiver->folder() / "inbox" / entry.path().filename());
    }
    ASSERT_TRUE(receiver->readInbox().ok());
    const auto batches = receiver->batches();
    ASSERT_EQ(batches->size(), 1u);
    const auto records = *receiver->batchRecords(batches->front().id);
    EXPECT_EQ(records.size(), 30u);
    EXPECT_EQ(std::count_if(records.begin(), records.end(), [](const auto& record) { return record.label == bot; }), 5);
    // They are rows of traffic there too, and can be learned from without any log.
    const auto set = receiver->trainingSet({}, {}, plainContext());
    ASSERT_TRUE(set.ok()) << set.error().toString();
    EXPECT_EQ((*set)->featureSet, "traffic/1");
    EXPECT_EQ((*set)->size(), 30u);
    const auto own = learn({});
    const size_t column = models::findColumn(own->rows, "request_interval_average");
    std::multiset<double> here, there;
    for (size_t row = 0; row < 30; ++row) {
        here.insert(own->rows.at(row, column));
        there.insert((*set)->rows.at(row, models::findColumn((*set)->rows, "request_interval_average")));
    }
    EXPECT_EQ(here, there);
}

TEST_F(TrafficLoop, AListOfAddressesChoosesTheRequestSetsOfABatch)
{
    query::NamedList list;
    list.name = "ours";
    const auto read = query::readIpList("ip_address;note\n192.0.2.8/29;a\n2001:db8::1;b\n192.0.2.8/29;again\n"
                                        "junk;c\n300.1.1.1;d\nx.y;e\n",
        {}, plainContext());
    ASSERT_TRUE(read.ok()) << read.error().toString();
    EXPECT_EQ(read->rejected, 3u);
    EXPECT_EQ(read->duplicates, 1u);
    list.addresses = read->addresses;
    ASSERT_TRUE(m_case->setList(list).ok());
    feedback::BatchScope chosen = scope("*");
    chosen.list = "ours";
    const BatchId id = create(hour(feedback::Reason::Attack), chosen);
    const auto review = m_case->reviewBatch(id, *now(), plainContext());
    ASSERT_TRUE(review.ok());
    EXPECT_EQ(review->items.size(), 16u); // 8 addresses, two buckets each
    EXPECT_EQ(review->addresses, 8u);
    chosen.query = "date<2026-11-21T09:05:00Z";
    const auto dated = m_case->reviewBatch(create(hour(feedback::Reason::Attack), chosen), *now(), plainContext());
    ASSERT_TRUE(dated.ok());
    EXPECT_EQ(dated->items.size(), 8u);
}

TEST_F(TrafficLoop, ATrainingLearnsRequestSetsByClient)
{
    labelAll();
    const auto set = learn(byQuery(""));
    ASSERT_NE(set, nullptr);
    EXPECT_EQ(set->featureSet, "traffic/1");
    ASSERT_EQ(set->size(), m_sets);
    EXPECT_EQ(std::count(set->labels.begin(), set->labels.end(), 1), 12);
    EXPECT_EQ(std::set<uint64_t>(set->groups.begin(), set->groups.end()).size(), clients);
    EXPECT_EQ(models::findColumn(set->rows, "shape.bytes"), std::string::npos);
    const size_t library = models::findColumn(set->rows, "client.library");
    ASSERT_NE(library, std::string::npos);
    for (size_t row = 0; row < set->size(); ++row)
        EXPECT_EQ(set->rows.at(row, library), set->labels[row]);
    // Stored features are those that are computed.
    ASSERT_TRUE(m_case->updateFeatures(plainContext()).ok());
    const auto stored = learn(byQuery(""));
    for (size_t i = 0; i < set->rows.values.size(); ++i) {
        const double a = set->rows.values[i], b = stored->rows.values[i];
        ASSERT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << i;
    }
}

TEST_F(TrafficLoop, AMixtureOfKindsHasToBeChosenFrom)
{
    labelAll();
    addMail();
    give(range(m_sets, m_sets + 10), spam);
    give(range(m_sets + 10, m_sets + 20), ham);
    const auto mixed = m_case->trainingSet(byQuery(""), {}, plainContext());
    ASSERT_FALSE(mixed.ok());
    EXPECT_EQ(mixed.error().code, ErrorCode::BadArgument);
    TrainingSelection chosen = byQuery("");
    chosen.items = ItemKind::Message;
    EXPECT_EQ(learn(chosen)->size(), 20u);
    EXPECT_EQ(learn(chosen)->featureSet, "mail/1");
    chosen.items = ItemKind::RequestSet;
    EXPECT_EQ(learn(chosen)->size(), m_sets);
    EXPECT_FALSE(m_case->featureRows(items({0, m_sets}), plainContext()).ok());
    // A model that is there says what it reads.
    publish(*learn(chosen), "bots");
    promote("bots", "1");
    const auto known = m_case->trainingSet(byQuery(""), "bots", plainContext());
    ASSERT_TRUE(known.ok());
    EXPECT_EQ((*known)->featureSet, "traffic/1");
    TrainRequest wrong;
    wrong.kind = "xgboost";
    wrong.model = "bots";
    wrong.data = byQuery("");
    wrong.data.items = ItemKind::Message;
    const auto refused = m_case->train(wrong, plainContext(), {}, nullptr);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().detail.find("request sets"), std::string::npos);
    EXPECT_EQ(defaultModelName("xgboost", ItemKind::RequestSet), "traffic-xgboost");
    EXPECT_EQ(defaultModelName("xgboost", ItemKind::Message), "xgboost");
}

TEST_F(TrafficLoop, TheNeuralNetOfMailDoesNotLearnTraffic)
{
    labelAll();
    TrainRequest request;
    request.kind = "neural";
    request.data = byQuery("");
    const auto preview = m_case->previewTraining(request, plainContext());
    ASSERT_TRUE(preview.ok()) << preview.error().toString();
    EXPECT_TRUE(std::any_of(preview->checks.begin(), preview->checks.end(),
        [](const TrainingPreview::Check& check) { return check.name == "other_items" && check.stops; }));
}

TEST_F(TrafficLoop, PeopleWhoDisagreeAreListedAndLeftOut)
{
    labelAll();
    const uint32_t row = rowsThat(true).front();
    give({row}, notbot, "bob");
    const auto set = learn(byQuery(""));
    EXPECT_EQ(set->size(), m_sets - 1);
    EXPECT_EQ(set->conflicts, 1u);
    EXPECT_EQ(std::count(set->items.begin(), set->items.end(), row), 0);
    const BatchId id = batchOf(range(0, m_sets));
    const auto review = m_case->reviewBatch(id, *now(), plainContext());
    EXPECT_EQ(review->conflicts, items({row}));
    EXPECT_FALSE(review->sameAddressBothWays.empty()); // its other bucket is still called a bot
    give({row}, bot, "bob");
    EXPECT_EQ(learn(byQuery(""))->size(), m_sets);
}

TEST_F(TrafficLoop, AModelScoresAndExplainsRequestSets)
{
    labelAll();
    addMail();
    TrainingSelection traffic = byQuery("");
    traffic.items = ItemKind::RequestSet;
    publish(*learn(traffic), "traffic-xgboost");
    promote("traffic-xgboost", "1");
    const ScanId done = scan();
    const uint32_t scanner = rowsThat(true).front(), visitor = rowsThat(false).front();
    const ItemHits found = *m_case->hits(done, ItemId{scanner});
    const StoredHit* hit = hitOf(found, "BOOSTED_BOT");
    ASSERT_NE(hit, nullptr);
    EXPECT_NE(hitOf(found, "FUSED_RISK"), nullptr);
    EXPECT_NE(hitOf(*m_case->hits(done, ItemId{visitor}), "BOOSTED_NOTBOT"), nullptr);
    EXPECT_TRUE(m_case->hits(done, ItemId{m_sets})->hits.empty()); // mail
    const auto why = m_case->explain(done, ItemId{scanner}, *hit->output);
    ASSERT_TRUE(why.ok()) << why.error().toString();
    EXPECT_NEAR(1 / (1 + std::exp(-why->total)), hit->output->output, 1e-5);
    ASSERT_FALSE(why->contributions.empty());
    EXPECT_FALSE(why->contributions.front().meaning.empty());
    EXPECT_FALSE(m_case->explain(done, ItemId{m_sets}, *hit->output).ok());
    const auto scores = (*m_case->snapshot())->scores;
    for (uint32_t row = 0; row < m_sets; ++row)
        EXPECT_EQ(scores->predictions[row], isScanner(row) ? Prediction::Hostile : Prediction::Benign) << row;
    EXPECT_EQ(scores->predictions[m_sets], Prediction::Unknown);
}

// Windows of two seconds, replayed while models are promoted.
TEST_F(TrafficLoop, AReplaySwapsModelsBetweenWindows)
{
    labelAll();
    const auto set = learn(byQuery(""));
    const std::string first = publish(*set, "traffic-xgboost", 5), second = publish(*set, "traffic-xgboost", 20);
    promote("traffic-xgboost", first);
    train::HolderOptions options;
    options.columns = set->rows.names;
    options.items = &features::trafficFeatureSet();
    options.checkEvery = options.firstRetry = options.lastRetry = 1h;
    train::ModelHolder holder(m_case->folder() / "models", options);
    const auto load = [&] {
        const uint64_t before = holder.state().checks;
        holder.refresh();
        while (holder.state().checks == before)
            std::this_thread::sleep_for(100us);
    };
    std::map<int64_t, std::vector<size_t>> windows; // rows by two seconds
    for (size_t row = 0; row < set->size(); ++row)
        windows[set->times[row] / 2].push_back(row);
    ASSERT_GT(windows.size(), 6U);
    std::vector<std::string> log; // version of each window
    size_t scored = 0;
    for (const auto& [window, rows] : windows) {
        const size_t number = log.size();
        if (number == 2) { // stored while nothing runs
            promote("traffic-xgboost", second);
            load();
        }
        const train::ModelHolder::Batch batch(holder);
        ASSERT_EQ(batch.models().models.size(), 1U);
        if (number == 5) { // stored while this window is scored
            promote("traffic-xgboost", first);
            load();
        }
        for (const size_t row : rows) {
            const auto out = batch.models().models.front().voice->score(set->rows.row(row));
            ASSERT_TRUE(out.ok());
            ++scored;
        }
        log.push_back(batch.models().models.front().version);
    }
    EXPECT_EQ(scored, set->size());
    // Window 2 was the first after the storing: it keeps the old one. Window 5 keeps what it began with.
    const std::vector<std::string> expected = {first, first, first, second, second, second, first};
    EXPECT_EQ(std::vector<std::string>(log.begin(), log.begin() + 7), expected);
}

TEST_F(TrafficLoop, ProposesTheRequestSetsOfAnAttack)
{
    std::string log;
    for (unsigned second = 0; second < 3600; second += 4) {
        const std::string visitor = "198.51.100." + std::to_string(1 + second / 4 % 100);
        log += logLine(visitor, second, "GET /");
        log += logLine(visitor, second, "GET /style.css");
        if (second < 3000)
            continue;
        for (unsigned i = 0; i < 8; ++i)
            log += logLine("203.0.113." + std::to_string(1 + (second / 4 + i) % 40), second,
                "GET /search?q=" + std::to_string(second * 8 + i), 503);
    }
    AddOptions options;
    options.read.traffic.host = "attacked.test";
    ASSERT_TRUE(m_case->add(m_dir.write("attack.log", log), options, plainContext()).ok());
    AttackQuestion question;
    question.query = "ip:198.51.100.0/24 OR ip:203.0.113.0/24";
    question.start = nine + 3000;
    question.stop = nine + 3600;
    const auto answer = proposeAttack(*m_case, question, plainContext());
    ASSERT_TRUE(answer.ok()) << answer.error().toString();
    EXPECT_GT(answer->proposals.size(), 100u);
    const auto snapshot = *m_case->snapshot();
    for (const AttackAnswer::Proposal& proposal : answer->proposals) {
        const auto client = snapshot->items->sourceIp(snapshot->items->find(proposal.item));
        EXPECT_EQ(client->toString().substr(0, 10), "203.0.113.");
    }
    EXPECT_GT(answer->known, 0u);
    for (const feedback::LabelId label : labels())
        EXPECT_EQ(label, feedback::noLabel); // they are proposals
    question.stop = question.start - 1;
    EXPECT_FALSE(proposeAttack(*m_case, question, plainContext()).ok());
}

} // namespace
} // namespace assay::test
