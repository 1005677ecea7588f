// SPDX-License-Identifier: GPL-3.0-or-later
// A report of 30 bookmarked items with EML copies and hashes, in four steps of the keyboard.
#include "tests/gui/windowfixture.h"

#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QTableView>

#include <algorithm>

using assay::test::waitUntil;

namespace {

struct ReportTest : assay::test::WindowTest
{
    void SetUp() override
    {
        WindowTest::SetUp();
        std::string box;
        for (int i = 0; i < 30; ++i) {
            box += "From a Mon Nov  2 10:00:00 2026\nFrom: Bob <bob@example.org>\nSubject: Letter " + std::to_string(i)
                + "\nMessage-ID: <" + std::to_string(i) + "@example.org>\n\nHello.\n\n";
        }
        folder.write("mail/box.mbox", box);
        assay::gui::ScanSettings scan;
        scan.scanOnImport = false;
        settings->setScan(scan);
        ASSERT_TRUE(QDir().mkpath(path("out")));
        settings->setExportFolder(path("out")); // where the last export went
        drop({path("mail/box.mbox")});
        ASSERT_TRUE(
            waitUntil([this] { return list()->model()->rowCount() == 30 && !window->jobs().isBusy(); }, 60'000));
        list()->setFocus();
    }
    QTableView* list() { return find<QTableView>("itemList"); }
    quint64 bookmarked() const
    {
        const auto& labels = window->live().snapshot()->labels;
        return labels ? static_cast<quint64>(std::count_if(labels->marks.begin(), labels->marks.end(),
                   [](uint8_t marks) { return (marks & assay::feedback::markBookmarked) != 0; }))
                      : 0;
    }
    QStringList written(const QString& pattern) const
    {
        return QDir(path("out")).entryList({pattern}, QDir::AllEntries | QDir::NoDotAndDotDot);
    }
};

} // namespace

TEST_F(ReportTest, TakesFourSteps)
{
    QTest::keyClick(list(), Qt::Key_A, Qt::ControlModifier); // 1
    QTest::keyClick(list(), Qt::Key_B); // 2
    ASSERT_TRUE(waitUntil([this] { return bookmarked() == 30 && !window->jobs().isBusy(); }));
    QTest::keyClick(window.get(), Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier); // 3
    auto* dialog = find<QDialog>("exportDialog");
    QTest::keyClick(dialog, Qt::Key_Return); // 4
    ASSERT_TRUE(
        waitUntil([this] { return written(QStringLiteral("*.html")).size() == 1 && !window->jobs().isBusy(); }));
    const QStringList folders = written(QStringLiteral("*-eml"));
    ASSERT_EQ(folders.size(), 1);
    const QDir copies(path("out") + QChar('/') + folders.first());
    EXPECT_EQ(copies.entryList({QStringLiteral("*.eml")}).size(), 30);
    QFile report(path("out") + QChar('/') + written(QStringLiteral("*.html")).first());
    ASSERT_TRUE(report.open(QIODevice::ReadOnly));
    EXPECT_EQ(report.readAll().count("SHA-256</th><td>"), 30) << "each item with its hash";
    EXPECT_TRUE(find("noticeFolder")->isVisible());
}

TEST_F(ReportTest, SaysWhatIsMissingWhenNothingIsBookmarked)
{
    QTest::keyClick(window.get(), Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    ASSERT_TRUE(waitUntil([this] { return find("noticeBar")->isVisible(); }));
    EXPECT_FALSE(window->findChild<QDialog*>(QStringLiteral("exportDialog")));
}
