// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/settings/appsettings.h"

#include "tests/support/testpaths.h"
#include "widgets/settings/paths.h"

#include <QFile>
#include <QFileInfo>

#include <gtest/gtest.h>

using namespace assay::gui;

namespace {

struct SettingsTest : testing::Test
{
    assay::test::TemporaryDir folder;
    QString config() const { return QString::fromStdString((folder.path() / "assay.ini").string()); }
    QString state() const { return QString::fromStdString((folder.path() / "window.ini").string()); }
};

} // namespace

TEST_F(SettingsTest, ComesBackAsItWasStored)
{
    {
        AppSettings settings(config(), state());
        ViewSettings view = settings.view();
        view.theme = Theme::HighContrast;
        view.utc = true;
        view.fontPercent = 150;
        settings.setView(view);
        SessionState session;
        session.caseFile = QStringLiteral("/x/y.assay");
        session.filter = QStringLiteral("invoice");
        session.item = 7;
        session.order = QStringLiteral("-date,from");
        settings.saveSession(session);
    }
    const AppSettings settings(config(), state());
    EXPECT_EQ(settings.view().theme, Theme::HighContrast);
    EXPECT_TRUE(settings.view().utc);
    EXPECT_EQ(settings.view().fontPercent, 150);
    const SessionState session = settings.loadSession();
    EXPECT_EQ(session.filter, QStringLiteral("invoice"));
    EXPECT_EQ(session.item, 7);
    EXPECT_EQ(session.order, QStringLiteral("-date,from"));
}

TEST_F(SettingsTest, KeepsUnknownKeysAndSurvivesNonsense)
{
    folder.write("assay.ini", "[view]\ntheme=purple\nfont-percent=99999\n[future]\nkey=kept\n");
    {
        AppSettings settings(config(), state());
        EXPECT_EQ(settings.view().theme, Theme::System);
        EXPECT_EQ(settings.view().fontPercent, 300);
        ScanSettings scan;
        scan.rules = RuleChoice::Stock;
        settings.setScan(scan);
    }
    EXPECT_EQ(QSettings(config(), QSettings::IniFormat).value(QStringLiteral("future/key")).toString(),
        QStringLiteral("kept"));
}

TEST_F(SettingsTest, AThemeOfTheCommandLineIsNotStored)
{
    {
        AppSettings settings(config(), state());
        settings.overrideTheme(Theme::Dark);
        EXPECT_EQ(settings.view().theme, Theme::Dark);
        ViewSettings view = settings.view();
        view.utc = true;
        settings.setView(view);
    }
    EXPECT_EQ(AppSettings(config(), state()).view().theme, Theme::System);
}

TEST_F(SettingsTest, RecentCasesAreNewestFirstOnceEachAndBounded)
{
    AppSettings settings(config(), state());
    for (int i = 0; i < 30; ++i)
        settings.addRecentCase(QStringLiteral("/c%1.assay").arg(i));
    settings.addRecentCase(QStringLiteral("/c15.assay"));
    const QStringList recent = settings.recentCases();
    EXPECT_EQ(recent.size(), 20);
    EXPECT_EQ(recent[0], QStringLiteral("/c15.assay"));
    EXPECT_EQ(recent.count(QStringLiteral("/c15.assay")), 1);
}

TEST(Paths, FollowXdgAndArePrivate)
{
    const QString folder = draftsFolder();
    EXPECT_TRUE(folder.startsWith(qEnvironmentVariable("XDG_STATE_HOME")));
    EXPECT_TRUE(configFile().startsWith(qEnvironmentVariable("XDG_CONFIG_HOME")));
    EXPECT_FALSE(QFileInfo(folder).permissions() & (QFile::ReadGroup | QFile::ReadOther));
}
