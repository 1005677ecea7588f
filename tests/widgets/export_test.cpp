// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testpaths.h"
#include "widgets/panels/export/exportplan.h"
#include "widgets/panels/export/reportprint.h"

#include <QDir>
#include <QFile>

#include <gtest/gtest.h>
#include <numeric>

using namespace assay;
using namespace assay::gui;

namespace {

struct ExportTest : testing::Test
{
    test::TemporaryDir folder;
    ExportSubject subject;
    ExportPlan plan;

    void SetUp() override
    {
        std::string box;
        for (int i = 0; i < 20; ++i) {
            box += "From a Mon Nov  2 10:00:00 2026\nFrom: =cmd@example.org\nSubject: Letter " + std::to_string(i)
                + "\nMessage-ID: <" + std::to_string(i) + "@example.org>\n\nbody\n\n";
        }
        folder.write("mail/box.mbox", box);
        std::filesystem::create_directories(folder.path() / "out");
        auto file = Case::create(folder.path() / "a.assay");
        ASSERT_TRUE(file.ok());
        subject.file = std::move(*file);
        ASSERT_TRUE(subject.file->add(folder.path() / "mail/box.mbox", {}, {}).ok());
        auto snapshot = subject.file->snapshot();
        ASSERT_TRUE(snapshot.ok());
        subject.snapshot = *snapshot;
        subject.rows.resize(20);
        std::iota(subject.rows.begin(), subject.rows.end(), 0U);
        subject.title = QStringLiteral("trial");
        subject.zone = QTimeZone::utc();
        plan.folder = QString::fromStdString((folder.path() / "out").string());
        plan.name = QStringLiteral("letters");
    }
    QStringList written() const
    {
        return QDir(plan.folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden);
    }
};

} // namespace

TEST_F(ExportTest, WritesSeveralKindsSideBySide)
{
    plan.kinds = {QStringLiteral("csv"), QStringLiteral("eml"), QStringLiteral("html"), pdfKind()};
    const auto result = runExport(subject, plan, {});
    ASSERT_TRUE(result.ok()) << result.error().detail;
    EXPECT_EQ(result->items, 20U);
    for (const QString& file : result->files)
        EXPECT_TRUE(QFileInfo::exists(file)) << file.toStdString();
    QFile pdf(exportTarget(plan, pdfKind()));
    ASSERT_TRUE(pdf.open(QIODevice::ReadOnly));
    EXPECT_TRUE(pdf.readAll().startsWith("%PDF"));
    EXPECT_GE(QDir(exportTarget(plan, QStringLiteral("eml"))).entryList({QStringLiteral("*.eml")}).size(), 20);
}

TEST_F(ExportTest, LeavesNothingWhenItFailsOrIsCancelled)
{
    plan.kinds = {QStringLiteral("csv"), QStringLiteral("eml"), QStringLiteral("no such kind")};
    const auto failed = runExport(subject, plan, {});
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(written(), QStringList()) << written().join(QChar(' ')).toStdString();
    std::stop_source stop;
    stop.request_stop();
    for (const QString& kind : {QStringLiteral("csv"), QStringLiteral("mbox"), QStringLiteral("eml"), pdfKind()}) {
        plan.kinds = {kind};
        const auto cancelled = runExport(subject, plan, RunContext(stop.get_token(), nullptr, 1));
        ASSERT_FALSE(cancelled.ok()) << kind.toStdString();
        EXPECT_EQ(cancelled.error().code, ErrorCode::Cancelled) << kind.toStdString();
        EXPECT_EQ(written(), QStringList()) << kind.toStdString();
    }
}

TEST_F(ExportTest, PrintsPagesAndStopsBetweenThem)
{
    QString html;
    for (int i = 0; i < 400; ++i)
        html += QStringLiteral("<p>paragraph %1 <img src=\"file:///etc/hostname\"></p>").arg(i);
    const QString target = plan.folder + QStringLiteral("/pages.pdf");
    const auto bytes = writePdf(html, target, {QStringLiteral("left"), QStringLiteral("right")}, {});
    ASSERT_TRUE(bytes.ok());
    QFile file(target);
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QByteArray pdf = file.readAll();
    EXPECT_EQ(static_cast<uint64_t>(pdf.size()), *bytes);
    EXPECT_GE(pdf.count("/Type /Page\n"), 5);
    std::stop_source stop;
    stop.request_stop();
    const QString other = plan.folder + QStringLiteral("/other.pdf");
    EXPECT_FALSE(writePdf(html, other, {}, RunContext(stop.get_token(), nullptr, 1)).ok());
    EXPECT_FALSE(QFileInfo::exists(other));
}
