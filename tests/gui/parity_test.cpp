// SPDX-License-Identifier: GPL-3.0-or-later
// The window and `assayctl find` give the same items in the same order.
#include "tests/core/ctl/runctl.h"
#include "tests/gui/windowfixture.h"
#include "widgets/bridge/itemrows.h"
#include "widgets/panels/items/itemspanel.h"

#include <algorithm>
#include <random>

namespace {

using assay::test::runCtl;
using assay::test::waitUntil;

constexpr const char* words[] = {"invoice", "meeting", "счёт", "Überweisung", "lottery", "发票", "reply", "draft"};
constexpr const char* people[] = {"ann@example.org", "bob@mail.example", "Вера <vera@example.net>", "eve@bank.example"};
constexpr size_t items = 300;

std::string mailbox()
{
    std::string text;
    std::mt19937 random(20261121);
    const auto any = [&random](const auto& list) { return std::string(list[random() % std::size(list)]); };
    for (size_t i = 0; i < items; ++i) {
        const std::string day = std::to_string(1 + random() % 28);
        text += "From x@example.org Mon Nov  2 10:00:00 2026\nFrom: " + any(people) + "\nTo: " + any(people)
            + "\nSubject: " + any(words) + " " + any(words) + "\nDate: " + day + " Oct 2026 "
            + std::to_string(random() % 24) + ":00:00 +0000\nMessage-ID: <" + std::to_string(i)
            + "@example.org>\nReceived: from a (a [198.51.100." + std::to_string(random() % 200) + "]) by b; " + day
            + " Oct 2026 10:00:00 +0000\nMIME-Version: 1.0\n";
        if (random() % 4 == 0)
            text += "Content-Type: text/html; charset=utf-8\n\n<p>" + any(words) + "</p><a href=\"http://" + any(words)
                + ".example/\">x</a>\n\n";
        else
            text += "Content-Type: text/plain; charset=utf-8\n\n" + any(words) + " " + any(words) + "\n\n";
    }
    return text;
}

// A question of up to three terms, seldom without any.
std::string question(std::mt19937& random)
{
    const auto word = [&random] { return std::string(words[random() % std::size(words)]); };
    const auto number = [&random](unsigned bound) { return std::to_string(random() % bound); };
    const auto term = [&]() -> std::string {
        switch (random() % 14) {
        case 0:
            return word();
        case 1:
            return "subject:" + word();
        case 2:
            return "subject:/" + word() + "\\s/i";
        case 3:
            return "from:" + std::string(random() % 2 ? "ann" : "example.net");
        case 4:
            return "to!=bob@mail.example";
        case 5:
            return "date:2026-10-" + std::to_string(10 + random() % 18) + "..";
        case 6:
            return "ip:198.51.100." + std::to_string(random() % 4 * 64) + "/26";
        case 7:
            return "score>=" + number(4);
        case 8:
            return "size<" + std::to_string(300 + random() % 200);
        case 9:
            return "symbol:*" + std::string(random() % 2 ? "HTML" : "URL") + "*";
        case 10:
            return "has:html";
        case 11:
            return "is:unlabelled";
        case 12:
            return "body:" + word();
        default:
            return "id:" + number(100) + ".." + std::to_string(100 + random() % 200);
        }
    };
    std::string text;
    for (size_t i = 0, count = random() % 4; i < count; ++i)
        text += (text.empty() ? "" : random() % 3 ? " " : " or ") + std::string(random() % 5 ? "" : "-") + term();
    return text;
}

int columnOf(const char* key)
{
    const assay::gui::TableColumns columns = assay::gui::itemColumns();
    const auto found = std::find_if(columns.begin(), columns.end(),
        [key](const assay::gui::TableColumn& column) { return column.key == QLatin1String(key); });
    return static_cast<int>(found - columns.begin());
}

struct ParityTest : assay::test::WindowTest
{
    // Rows that the list shows, in its order, once it has answered.
    std::vector<uint32_t> shown(const std::string& query, const assay::gui::SortTerms& sort)
    {
        window->items().setSort(sort);
        window->setFilter(QString::fromStdString(query));
        EXPECT_TRUE(waitIdle());
        return window->items().order();
    }
    std::vector<uint32_t> found(const std::string& query, const std::string& order) const
    {
        std::vector<std::string> arguments = {"find", "--case", window->live().path().toStdString(), "--jsonl"};
        if (!order.empty())
            arguments.insert(arguments.end(), {"--sort", order});
        arguments.insert(arguments.end(), {"--", query}); // it may begin with "-"
        std::vector<uint32_t> rows;
        for (const auto& object : runCtl(arguments).objects()) {
            if (object.at("schema") == "assay.item/1")
                rows.push_back(object.at("id").get<uint32_t>());
        }
        return rows;
    }
};

TEST_F(ParityTest, FindAndTheWindowAgreeOnItemsAndOrder)
{
    folder.write("box.mbox", mailbox());
    drop({path("box.mbox")});
    const auto isReady = [this] {
        const auto& snapshot = window->live().snapshot();
        return snapshot->items->count() == items && snapshot->indexedRows == items && snapshot->scores
            && snapshot->scores->scanned == items && !window->jobs().isBusy();
    };
    ASSERT_TRUE(waitUntil(isReady, 100'000));
    std::mt19937 random(7);
    size_t withItems = 0;
    for (int i = 0; i < 210; ++i) {
        const std::string query = question(random);
        assay::gui::SortTerms sort;
        std::string order;
        for (const char* key : {"date", "score", "from", "subject", "size"}) {
            if (random() % 5 != 0)
                continue;
            const bool descending = random() % 2;
            sort.push_back({columnOf(key), descending ? Qt::DescendingOrder : Qt::AscendingOrder});
            order += std::string(order.empty() ? "" : ",") + (descending ? "-" : "") + key;
        }
        const std::vector<uint32_t> rows = shown(query, sort);
        ASSERT_EQ(rows, found(query, order)) << query << " by " << order;
        withItems += rows.empty() ? 0 : 1;
    }
    EXPECT_GT(withItems, 100u);
}

} // namespace
