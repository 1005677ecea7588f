// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the storage manager that need no window.
#include "tests/support/testpaths.h"
#include "widgets/panels/fuzzy/flageffect.h"
#include "widgets/panels/fuzzy/hashchange.h"
#include "widgets/panels/fuzzy/hashquery.h"
#include "widgets/panels/fuzzy/servicesettings.h"
#include "widgets/panels/fuzzy/statisticsrows.h"
#include "widgets/plots/plottable.h"
#include "widgets/plots/plotview.h"

#include <QFile>
#include <QFileInfo>

#include <gtest/gtest.h>

#include <cmath>

using namespace assay;
using namespace assay::gui;

namespace {

constexpr int64_t now = 1'800'000'000;

fuzzy::FuzzyRule someRule()
{
    fuzzy::FuzzyRule rule;
    rule.name = "local";
    rule.flags = {{11, "FUZZY_DENIED", {}, fuzzy::FlagMeaning::Deny, 20, 12, false},
        {13, "FUZZY_WHITE", {}, fuzzy::FlagMeaning::Allow, 2, -2, false}};
    rule.expiry.seconds = 86400;
    rule.expiry.secondsByFlag[13] = 0; // never
    return rule;
}

std::shared_ptr<const HashList> someHashes()
{
    auto hashes = std::make_shared<HashList>();
    for (int i = 0; i < 8; ++i)
        hashes->push_back(
            {blake2b512(std::to_string(i)), now - i * 3600, i * 5, static_cast<uint8_t>(i % 2 ? 13 : 11), i < 4});
    return hashes;
}

std::vector<uint32_t> found(const char* text)
{
    const HashRows rows(someHashes(), someRule(), QTimeZone::utc());
    const query::Parsed parsed = parseHashQuery(QString::fromUtf8(text), QTimeZone::utc());
    if (!parsed.ok())
        return {99};
    const auto order = findHashes(rows, *parsed.query, hashColumns(), {}, now, {});
    return order ? *order : std::vector<uint32_t>{98};
}

TEST(FuzzyParts, HashesAnswerQueries)
{
    using Rows = std::vector<uint32_t>;
    EXPECT_EQ(found(""), (Rows{0, 1, 2, 3, 4, 5, 6, 7}));
    EXPECT_EQ(found("flag:13 weight>10"), (Rows{3, 5, 7}));
    EXPECT_EQ(found("kind:text -flag:11"), (Rows{1, 3}));
    EXPECT_EQ(found("age>=5h"), (Rows{5, 6, 7}));
    EXPECT_EQ(found("symbol:*white weight<6"), (Rows{1}));
    EXPECT_EQ(found("has:expires flag:13"), (Rows{99})); // marks are not for hashes
    EXPECT_EQ(found(toHex(blake2b512("6")).substr(0, 10).c_str()), (Rows{6}));
    EXPECT_EQ(found(("hash~/^" + toHex(blake2b512("2")).substr(0, 8) + "/").c_str()), (Rows{2}));
    EXPECT_EQ(found("flag:"), (Rows{99}));
}

TEST(FuzzyParts, ExpiryFollowsTheFlag)
{
    const HashRows rows(someHashes(), someRule(), QTimeZone::utc());
    EXPECT_EQ(rows.expires(0), now + 86400);
    EXPECT_EQ(rows.expires(1), 0);
}

TEST(FuzzyParts, AThresholdStartsAndStopsHashes)
{
    const WeightCounts weights = countWeights(*someHashes()); // flag 11: 0, 10, 20, 30
    fuzzy::FuzzyRule linear = someRule();
    linear.curve = fuzzy::Curve::Linear;
    const FlagEffect toLinear = flagEffect(weights, someRule(), linear, 11);
    EXPECT_EQ(toLinear.hashes, 4u);
    EXPECT_EQ(toLinear.starting, 0u);
    EXPECT_EQ(toLinear.stopping, 2u); // 10 and 20
    EXPECT_DOUBLE_EQ(toLinear.after, 12 * 0.5 / 4); // 30 is half way up the ramp
    EXPECT_EQ(flagEffect(weights, linear, someRule(), 11).starting, 2u);
    EXPECT_EQ(flagEffect(weights, linear, someRule(), 99).hashes, 0u);
}

TEST(FuzzyParts, ChangesConcernWhatIsStored)
{
    fuzzy::StoredHash stored;
    stored.flag = 11;
    stored.weight = INT32_MAX - 1;
    const fuzzy::HashState there{{}, stored};
    EXPECT_EQ(changedState(there, {HashChange::Kind::Weight, 5, 0}).stored->weight, INT32_MAX);
    EXPECT_EQ(changedState(there, {HashChange::Kind::Move, 1, 13}).stored->flag, 13);
    EXPECT_FALSE(changedState(there, {HashChange::Kind::Delete, 1, 0}).stored);
    EXPECT_FALSE(changedState({}, {HashChange::Kind::Move, 1, 13}).stored);
    EXPECT_EQ(affectedText(someRule(), {there, {}}).count(QStringLiteral("flag 11 FUZZY_DENIED")), 1);
}

TEST(FuzzyParts, ServiceSettingsSurviveAndKeysStayPrivate)
{
    test::TemporaryDir folder;
    const QString place = QString::fromStdString((folder.path() / "keys").string());
    const KeyFolder keys(place);
    const fuzzy::Keypair keypair = fuzzy::Keypair::generate();
    ASSERT_EQ(keys.store(keypair), QString());
    ServiceSettings settings;
    settings.keys.push_back(
        {QString::fromStdString(keypair.shortId()), "public", "mx", true, "11, 13", "", "2027-01-31", 5});
    settings.allowUpdate = "10.0.0.0/8";
    const std::string json = toJson(settings);
    EXPECT_EQ(serviceSettingsFromJson(json), settings);
    EXPECT_EQ(serviceSettingsFromJson("[]"), ServiceSettings{});
    const QFileInfo file(keys.fileOf(settings.keys.front().id));
    EXPECT_EQ(file.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther), 0);
    EXPECT_NE(keys.store(keypair), QString()); // a key is never written over
    EXPECT_EQ(QFileInfo(keys.fileOf("../../x")).absolutePath(), place);

    const auto options = serverOptions(settings, keys);
    ASSERT_TRUE(options) << options.error().detail;
    EXPECT_EQ(options->keys.front().keypair.publicKey, keypair.publicKey);
    EXPECT_EQ(options->keys.front().allowedFlags, (std::vector<uint8_t>{11, 13}));
    EXPECT_EQ(options->allowUpdate.size(), 1u);
    settings.keys.front().allowedFlags = "11, 300";
    EXPECT_FALSE(serverOptions(settings, keys));
    settings.keys.clear();
    settings.encryptedOnly = true;
    EXPECT_NE(problemOf(settings), QString());
}

TEST(FuzzyParts, FiguresAreOrderedAndShort)
{
    EXPECT_EQ(shortNumber(999), "999");
    EXPECT_EQ(shortNumber(1234), QLocale().toString(1.23, 'f', 2) + "k");
    FuzzyFigures figures;
    figures.service.emplace();
    figures.service->ips["10.0.0.1"].checked = 5;
    figures.service->ips["10.0.0.2"].checked = 9;
    const QString text = figureText(figureNodes(figures, someRule(), {}));
    EXPECT_LT(text.indexOf("10.0.0.2"), text.indexOf("10.0.0.1"));
    const FigureStyle byAddress{fuzzy::StatisticsOrder::Ip, false, QTimeZone::utc()};
    const QString sorted = figureText(figureNodes(figures, someRule(), byAddress));
    EXPECT_GT(sorted.indexOf("10.0.0.2"), sorted.indexOf("10.0.0.1"));
}

PlotData somePlot()
{
    PlotData data;
    data.title = "Two lines";
    data.x.title = "x";
    data.series = {{"a", PlotSeries::Style::Line, {1, 2, 3}, {1.5, 2.5, 3.5}, {}},
        {"b", PlotSeries::Style::Bars, {2, 4}, {20, 40}, {5, 0}}};
    data.marks = {{2, "here", true}};
    return data;
}

TEST(Plots, TheTableHasARowForEachPlace)
{
    PlotTable table;
    table.setData(somePlot());
    ASSERT_EQ(table.rowCount(), 4);
    ASSERT_EQ(table.columnCount(), 3);
    EXPECT_EQ(table.value(1, 0), 2);
    EXPECT_EQ(table.value(1, 1), 2.5);
    EXPECT_EQ(table.value(1, 2), 20);
    EXPECT_TRUE(std::isnan(table.value(0, 2)));
    EXPECT_EQ(table.index(0, 2).data().toString(), QString());
}

TEST(Plots, AreWrittenInThreeFormats)
{
    test::TemporaryDir folder;
    const auto path = [&folder](const char* name) { return QString::fromStdString((folder.path() / name).string()); };
    const auto content = [&path](const char* name) {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    PlotView view(nullptr);
    view.resize(400, 300);
    view.setData(somePlot());
    view.show();
    for (const char* name : {"a.csv", "a.svg", "a.png"})
        EXPECT_EQ(view.exportTo(path(name)), QString());
    EXPECT_EQ(content("a.csv"), "\"x\",\"a\",\"b\"\r\n1,1.5,\r\n2,2.5,20\r\n3,3.5,\r\n4,,40\r\n");
    EXPECT_TRUE(content("a.svg").contains("<svg"));
    EXPECT_TRUE(content("a.png").startsWith("\x89PNG"));
    EXPECT_NE(view.exportTo(path("none/a.csv")), QString());
    view.showTable(true);
    EXPECT_TRUE(view.showsTable());
}

} // namespace
