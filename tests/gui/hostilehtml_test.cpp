// SPDX-License-Identifier: GPL-3.0-or-later
// Opens and renders hostile HTML mail while the process can open no network socket and write nothing outside the case
// and the XDG folders.
#include "tests/gui/windowfixture.h"
#include "tests/gui/writeguard.h"

#include <QProcess>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>

#include <cstdlib>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using assay::test::waitUntil;

namespace {

const char* const pages[] = {
    "<img src=http://127.0.0.1:9/a.png><img src=\"//127.0.0.1:9/b.gif\"><body background=http://127.0.0.1:9/c>x",
    "<script src=http://127.0.0.1:9/x.js></script><link rel=stylesheet href=http://127.0.0.1:9/s.css>x",
    "<style>@import url(http://127.0.0.1:9/i.css); body { background: url(http://127.0.0.1:9/b.png) }</style>x",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>x<iframe src=http://127.0.0.1:9/></iframe>",
    "<a href='http://127.0.0.1:9/click'>click</a><form action=http://127.0.0.1:9/><input type=submit></form>",
    "<img src=file:///etc/passwd><img src=/etc/hostname><object data=http://127.0.0.1:9/o.swf></object>",
    "<img src='data:image/svg+xml;base64,PHN2Zz48aW1hZ2UgaHJlZj0iaHR0cDovLzEyNy4wLjAuMTo5Ii8+PC9zdmc+'>x",
    "<img src='cid:x' onerror='fetch(\"http://127.0.0.1:9\")'><svg onload=alert(1)><image "
    "href=http://127.0.0.1:9/></svg>",
};

struct HostileHtmlTest : assay::test::WindowTest
{
    // The hostile pages of the shared generator where it is there, and always those above.
    void writeMails()
    {
        int number = 0;
        for (const char* page : pages) {
            folder.write("mail/own-" + std::to_string(number++) + ".eml",
                std::string(
                    "From: a@example.org\nSubject: page\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n")
                    + page + "\n");
        }
        const auto shared = assay::test::sharedDir();
        if (!shared)
            return;
        const QString script = QString::fromStdString((*shared / "data/mail/tools/gen_torture.py").string());
        ASSERT_EQ(QProcess::execute(QStringLiteral("python3"), {script, path("torture")}), 0);
        for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "torture/html"))
            std::filesystem::copy_file(entry.path(), folder.path() / "mail" / entry.path().filename());
    }

    std::vector<std::string> writableFolders() const
    {
        std::vector<std::string> folders{folder.path().string()};
        for (const char* name : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
            folders.emplace_back(std::getenv(name));
        return folders;
    }

    static void expectNoViolation(const std::string& where)
    {
        for (const std::string& violation : assay::test::takeViolations())
            ADD_FAILURE() << where << ": " << violation;
    }
};

} // namespace

TEST_F(HostileHtmlTest, ReachesNoNetworkAndWritesNothingElsewhere)
{
    writeMails();
    assay::gui::ScanSettings scan;
    scan.scanOnImport = false;
    settings->setScan(scan);
    if (!assay::test::installGuard(writableFolders()))
        GTEST_SKIP() << "this kernel has no seccomp filters for the guard";

    // The guard itself works.
    const int inet = socket(AF_INET, SOCK_STREAM, 0);
    const int inet6 = socket(AF_INET6, SOCK_DGRAM, 0);
    const int outside = open("/var/tmp/assay-outside", O_CREAT | O_WRONLY, 0600);
    EXPECT_EQ(std::max({inet, inet6, outside}), -1);
    EXPECT_EQ(assay::test::takeViolations().size(), 3U);

    drop({path("mail")});
    ASSERT_TRUE(waitUntil(
        [&] { return window->live().items()->count() >= std::size(pages) && !window->jobs().isBusy(); }, 60'000));
    auto* list = find<QTableView>("itemList");
    ASSERT_TRUE(
        waitUntil([&] { return list->model()->rowCount() == static_cast<int>(window->live().items()->count()); }));
    expectNoViolation("import");

    auto* html = find<QTextBrowser>("itemView.html");
    int rendered = 0;
    list->setFocus();
    for (int row = 0; row < list->model()->rowCount(); ++row) {
        QTest::keyClick(list, row == 0 ? Qt::Key_Home : Qt::Key_Down, row == 0 ? Qt::ControlModifier : Qt::NoModifier);
        ASSERT_TRUE(waitUntil([&] { return window->focus().content() != nullptr; })) << row;
        rendered += html->isVisible() ? 1 : 0;
        EXPECT_FALSE(window->grab().isNull());
        QTest::mouseMove(html->viewport(), {20, 20});
        QTest::keyClick(html, Qt::Key_Tab);
        QTest::keyClick(html, Qt::Key_Return); // a link in focus must not open
        QTest::mouseClick(html->viewport(), Qt::LeftButton, {}, {20, 20});
        expectNoViolation(
            list->model()->index(row, 6).data().toString().toStdString() + " in row " + std::to_string(row));
        list->setFocus();
    }
    EXPECT_EQ(rendered, list->model()->rowCount());
}
