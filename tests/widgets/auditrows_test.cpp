// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/audit/auditrows.h"

#include "tests/support/testpaths.h"

#include <QFile>

#include <gtest/gtest.h>

using namespace assay;
using namespace assay::gui;

namespace {

std::vector<store::AuditEntry> someEntries()
{
    store::AuditEntry one;
    one.number = 1;
    one.at = 1795000000;
    one.user = "ann";
    one.action = "label";
    one.object = "item 7";
    one.count = 1;
    one.after = "spam";
    store::AuditEntry two = one;
    two.number = 2;
    two.object = "operation 4";
    two.after = "=cmd \"x\"";
    two.query = "from:bob";
    return {one, two};
}

QString written(const std::vector<store::AuditEntry>& entries, const char* name)
{
    const assay::test::TemporaryDir folder;
    const QString path = QString::fromStdString((folder.path() / name).string());
    const Result<uint64_t> count = writeAudit(entries, path, {});
    EXPECT_TRUE(count && *count == entries.size());
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::ReadOnly));
    return QString::fromUtf8(file.readAll());
}

} // namespace

TEST(AuditRows, AreSearchedAndShownNewestFirst)
{
    const auto entries = std::make_shared<const std::vector<store::AuditEntry>>(someEntries());
    const AuditRows rows(entries, QTimeZone::utc());
    EXPECT_EQ(rows.newestFirst({}), (std::vector<uint32_t>{1, 0}));
    EXPECT_EQ(rows.newestFirst(QStringLiteral("SPAM")), std::vector<uint32_t>{0});
    EXPECT_TRUE(rows.newestFirst(QStringLiteral("zebra")).empty());
}

TEST(AuditRows, TellWhichItemsAnEntryIsAbout)
{
    const auto entries = someEntries();
    EXPECT_EQ(affectedQuery(entries[0]), QStringLiteral("id:7"));
    EXPECT_FALSE(operationOf(entries[0]));
    EXPECT_EQ(operationOf(entries[1]), std::optional<uint64_t>(4));
    EXPECT_EQ(affectedQuery(entries[1]), QStringLiteral("from:bob"));
    const ItemId items[] = {ItemId{3}, ItemId{5}};
    EXPECT_EQ(itemsQuery(items), QStringLiteral("id:[3,5]"));
    EXPECT_TRUE(itemsQuery(std::vector<ItemId>(5000)).isEmpty());
}

TEST(AuditRows, AreWrittenAsJsonLinesAndAsCsvWithoutFormulas)
{
    const QString json = written(someEntries(), "log.jsonl");
    EXPECT_EQ(json.count(QChar('\n')), 2);
    EXPECT_TRUE(json.startsWith(QStringLiteral("{\"number\":1,\"at\":\"2026-11-18T")));
    const QString csv = written(someEntries(), "log.csv");
    EXPECT_TRUE(
        csv.startsWith(QStringLiteral("number,at,user,action,object,count,before,after,query,program,sha256\r\n")));
    EXPECT_TRUE(csv.contains(QStringLiteral("\"'=cmd \"\"x\"\"\""))) << csv.toStdString();
}
