// SPDX-License-Identifier: GPL-3.0-or-later
// Labels that models doubt, walked by keys in the shown window. The case and its labels are from an earlier session.
#include "core/casefile/case.h"
#include "tests/gui/windowfixture.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/labeldesk.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTreeWidget>

#include <random>

using assay::ItemId;
using assay::test::waitUntil;

namespace {

constexpr int letters = 120; // half of them offers, half of them letters
constexpr assay::feedback::LabelId spam = 1, ham = 2;
const std::vector<ItemId> wrong{{5}, {100}};

std::string words(std::mt19937& random, int count)
{
    std::string text;
    for (int i = 0; i < count; ++i) {
        for (unsigned letter = 0; letter < 3 + random() % 6; ++letter)
            text += static_cast<char>('a' + random() % 26);
        text += i % 10 == 9 ? '\n' : ' ';
    }
    return text;
}

// An offer is HTML with links and a price; a letter is short and plain.
std::string message(int number)
{
    std::mt19937 random(static_cast<unsigned>(number) + 1);
    const std::string id = std::to_string(number);
    const std::string head = "From x@y Mon Nov  2 10:00:00 2020\nFrom: <p" + id + "@s" + id + ".example>\nMessage-ID: <"
        + id + "@s.example>\nDate: Mon, 02 Nov 2020 10:00:00 +0000\n";
    if (number >= letters / 2)
        return head + "To: bob@example.org\nSubject: Meeting " + id + "\n\n" + words(random, 20) + "\n\n";
    std::string html = "<html><body><p>";
    for (unsigned i = 0; i < 12 + random() % 8; ++i)
        html += words(random, 12) + "<a href=\"http://shop" + id + ".example/" + std::to_string(i)
            + "\">BUY NOW</a> <img src=\"http://t.example/x.png\">";
    return head + "Subject: 90% OFF !!! WIN " + id + "\nContent-Type: text/html\n\n" + html + "</body></html>\n\n";
}

struct SuspectsTest : assay::test::WindowTest
{
    void SetUp() override
    {
        WindowTest::SetUp();
        std::string box;
        for (int number = 0; number < letters; ++number)
            box += message(number);
        folder.write("mail/box.mbox", box);
        auto file = assay::Case::create((folder.path() / "trial.assay").string());
        ASSERT_TRUE(file);
        ASSERT_TRUE((*file)->add(folder.path() / "mail", {}, {}));
        std::vector<ItemId> spams, hams;
        for (uint32_t number = 0; number < letters; ++number) {
            const bool isWrong = std::find(wrong.begin(), wrong.end(), ItemId{number}) != wrong.end();
            ((number < letters / 2) != isWrong ? spams : hams).push_back(ItemId{number});
        }
        for (const auto& [items, label] : {std::pair(spams, spam), std::pair(hams, ham)}) {
            assay::feedback::LabelRequest request;
            request.label = label;
            ASSERT_TRUE((*file)->label(items, request));
        }
        file->reset();
        window->openPaths({path("trial.assay")});
        ASSERT_TRUE(waitUntil(
            [this] { return window->live().items()->count() == letters && !window->jobs().isBusy(); }, 60'000));
    }

    QTableView* table() { return find<QTableView>("suspectTable"); }
    QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }
    int current() { return table()->currentIndex().row(); }
    assay::feedback::LabelId storedLabel(ItemId item)
    {
        const auto history = window->live().file()->labelHistory(item);
        return history && !history->empty() ? history->back().label : assay::feedback::noLabel;
    }
};

TEST_F(SuspectsTest, AreConfirmedChangedAndIgnoredByKeys)
{
    find<QAction>("actionReviewSuspects")->trigger();
    ASSERT_TRUE(waitUntil([this] { return table()->model()->rowCount() > 0 && current() >= 0; }, 120'000))
        << find<QLabel>("suspectState")->text().toStdString();
    ASSERT_GE(table()->model()->rowCount(), 2);
    const auto itemOf = [this] { return *window->focus().item(); };
    ASSERT_TRUE(waitUntil([this] { return window->focus().item().has_value(); }));
    EXPECT_NE(std::find(wrong.begin(), wrong.end(), itemOf()), wrong.end()) << "the least likely label comes first";
    EXPECT_GT(find<QTreeWidget>("suspectSimilar")->topLevelItemCount(), 0);

    const ItemId first = itemOf();
    const auto other = storedLabel(first) == spam ? ham : spam;
    QTest::keyClick(table(), other == spam ? Qt::Key_1 : Qt::Key_2);
    ASSERT_TRUE(waitUntil([&] { return storedLabel(first) == other && cell(0, 3) == QStringLiteral("changed"); }));
    EXPECT_EQ(current(), 1) << "the next one follows";
    const ItemId second = itemOf();
    EXPECT_NE(second, first);
    const auto label = storedLabel(second);
    QTest::keyClick(table(), Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return cell(1, 3) == QStringLiteral("confirmed") && !window->jobs().isBusy(); }));
    EXPECT_EQ(storedLabel(second), label);

    window->close();
    ASSERT_TRUE(waitUntil([this] { return !window->isVisible(); }));
    start();
    window->restoreSession();
    ASSERT_TRUE(waitUntil([this] { return window->live().items()->count() == letters && !window->jobs().isBusy(); }));
    find<QAction>("actionReviewSuspects")->trigger();
    ASSERT_TRUE(waitUntil([this] { return table()->model()->rowCount() > 1 && !window->jobs().isBusy(); }, 60'000));
    EXPECT_EQ(cell(1, 3), QStringLiteral("confirmed")) << "decisions stay";
}

TEST_F(SuspectsTest, DeleteIgnoresWithoutTouchingTheLabel)
{
    find<QAction>("actionReviewSuspects")->trigger();
    ASSERT_TRUE(waitUntil([this] { return table()->model()->rowCount() > 0 && current() >= 0; }, 120'000));
    const ItemId item = *window->focus().item();
    const auto label = storedLabel(item);
    QTest::keyClick(table(), Qt::Key_Delete);
    ASSERT_TRUE(waitUntil([this] { return cell(0, 3) == QStringLiteral("ignored"); }));
    EXPECT_EQ(storedLabel(item), label);
}

} // namespace
