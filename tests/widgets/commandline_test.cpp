// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/commandline.h"

#include <gtest/gtest.h>

using namespace assay::gui;

namespace {

ParsedCommandLine parse(const QStringList& words)
{
    return parseCommandLine(QStringList{QStringLiteral("assay")} + words);
}

} // namespace

TEST(CommandLine, ReadsEveryOption)
{
    const ParsedCommandLine parsed = parse({QStringLiteral("--filter"), QStringLiteral("a b"),
        QStringLiteral("--item=12"), QStringLiteral("--read-only"), QStringLiteral("--no-restore"),
        QStringLiteral("--theme"), QStringLiteral("dark"), QStringLiteral("--screenshot"), QStringLiteral("x.png"),
        QStringLiteral("--demo"), QStringLiteral("trial.assay")});
    ASSERT_FALSE(parsed.exitCode);
    EXPECT_EQ(parsed.options.filter, QStringLiteral("a b"));
    EXPECT_EQ(parsed.options.item, 12U);
    EXPECT_TRUE(parsed.options.readOnly);
    EXPECT_FALSE(parsed.options.restore);
    EXPECT_EQ(parsed.options.theme, Theme::Dark);
    EXPECT_EQ(parsed.options.screenshot, QStringLiteral("x.png"));
    EXPECT_TRUE(parsed.options.demo);
    EXPECT_EQ(parsed.options.paths, QStringList{QStringLiteral("trial.assay")});
}

TEST(CommandLine, RefusesWhatItDoesNotKnow)
{
    for (const QStringList& words :
        {QStringList{QStringLiteral("--nonsense")}, QStringList{QStringLiteral("--item"), QStringLiteral("x")},
            QStringList{QStringLiteral("--theme"), QStringLiteral("pink")},
            QStringList{QStringLiteral("--perspective"), QStringLiteral("rules")}}) {
        const ParsedCommandLine parsed = parse(words);
        ASSERT_TRUE(parsed.exitCode);
        EXPECT_EQ(*parsed.exitCode, 64);
        EXPECT_FALSE(parsed.message.isEmpty());
    }
}

TEST(CommandLine, HelpAndVersionNeedNoDisplay)
{
    EXPECT_EQ(parse({QStringLiteral("--version")}).exitCode, 0);
    EXPECT_TRUE(parse({QStringLiteral("--help")}).message.contains(QStringLiteral("--screenshot")));
}
