// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/triage/triagekeys.h"

#include <QKeyEvent>

#include <gtest/gtest.h>

using namespace assay::gui;

namespace {

QKeyEvent press(int key, const char* text = "", quint32 scanCode = 0, Qt::KeyboardModifiers held = Qt::NoModifier)
{
    return QKeyEvent(QEvent::KeyPress, key, held, scanCode, 0, 0, QString::fromUtf8(text));
}

std::optional<TriageCommand> go(TriageAction action, bool stay = false)
{
    return TriageCommand{action, stay};
}

} // namespace

TEST(TriageKeys, MatchByCharacter)
{
    const TriageKeyMap map;
    EXPECT_EQ(map.match(press(Qt::Key_1, "1")), go(TriageAction::Spam));
    EXPECT_EQ(map.match(press(Qt::Key_0, "0")), go(TriageAction::Unsure));
    EXPECT_EQ(map.match(press(Qt::Key_J, "j")), go(TriageAction::NextItem));
    EXPECT_EQ(map.match(press(Qt::Key_Period, ".")), go(TriageAction::Repeat));
    EXPECT_EQ(map.match(press(Qt::Key_Backspace)), go(TriageAction::Clear));
    EXPECT_EQ(map.match(press(Qt::Key_1, "1", 0, Qt::ShiftModifier)), go(TriageAction::Spam, true));
    EXPECT_EQ(map.match(press(Qt::Key_Question, "?", 0, Qt::ShiftModifier)), go(TriageAction::Overlay, true));
    EXPECT_FALSE(map.match(press(Qt::Key_Q, "q")));
    EXPECT_FALSE(map.match(press(Qt::Key_Down)));
    EXPECT_FALSE(map.match(press(Qt::Key_1, "1", 0, Qt::ControlModifier))) << "Ctrl+1 is a perspective";
    EXPECT_FALSE(map.match(press(Qt::Key_1, "1", 0, Qt::AltModifier))) << "Alt+1 is a tab";
}

TEST(TriageKeys, MatchByPlaceOnOtherLayouts)
{
    const TriageKeyMap map;
    EXPECT_EQ(map.match(press(0x41e, "о", 44)), go(TriageAction::NextItem)); // Cyrillic, the key J
    EXPECT_EQ(map.match(press(0x413, "г", 30)), go(TriageAction::NextUnlabelled));
    EXPECT_EQ(map.match(press(0x42e, "ю", 60)), go(TriageAction::Repeat));
    EXPECT_EQ(map.match(press(Qt::Key_Ampersand, "&", 10)), go(TriageAction::Spam)); // AZERTY
    EXPECT_EQ(map.match(press(Qt::Key_Agrave, "à", 19)), go(TriageAction::Unsure));
    EXPECT_EQ(map.match(press(Qt::Key_1, "1", 10, Qt::ShiftModifier)), go(TriageAction::Spam, true));
    EXPECT_EQ(map.match(press(Qt::Key_Exclam, "!", 10, Qt::ShiftModifier)), go(TriageAction::Spam, true)); // US
    EXPECT_EQ(map.match(press(Qt::Key_4, "4", 83, Qt::KeypadModifier)), go(TriageAction::Bulk));
    // Dvorak types H where J lies: it says H, which is no triage key.
    EXPECT_FALSE(map.match(press(Qt::Key_H, "h", 44)));
    EXPECT_EQ(map.match(press(Qt::Key_J, "j", 54)), go(TriageAction::NextItem)) << "and J where C lies";
}

TEST(TriageKeys, AltCanBeRequired)
{
    TriageSettings settings;
    settings.requireAlt = true;
    const TriageKeyMap map(settings);
    EXPECT_FALSE(map.match(press(Qt::Key_1, "1")));
    EXPECT_EQ(map.match(press(Qt::Key_1, "1", 0, Qt::AltModifier)), go(TriageAction::Spam));
}

TEST(TriageKeys, CanBeChanged)
{
    TriageSettings settings;
    settings.keys[QStringLiteral("spam")] = QStringLiteral("2");
    const TriageKeyMap map(settings);
    EXPECT_EQ(map.conflicts(TriageAction::Spam), QList<TriageAction>{TriageAction::Ham});
    EXPECT_TRUE(TriageKeyMap().conflicts(TriageAction::Spam).isEmpty());
    settings.keys[QStringLiteral("ham")] = QStringLiteral("S");
    EXPECT_EQ(TriageKeyMap(settings).match(press(Qt::Key_S, "s")), go(TriageAction::Ham));
    EXPECT_EQ(TriageKeyMap::keyOf(press(0x44b, "ы", 39)), QStringLiteral("S"));
    EXPECT_TRUE(TriageKeyMap::keyOf(press(Qt::Key_F2)).isEmpty());
    EXPECT_TRUE(TriageKeyMap::keyOf(press(Qt::Key_Z, "", 0, Qt::ControlModifier)).isEmpty());
}

TEST(TriageKeys, NoTwoShippedKeysAreTheSame)
{
    const TriageKeyMap map;
    for (const TriageKey& key : triageKeys())
        EXPECT_TRUE(map.conflicts(key.action).isEmpty()) << key.name;
}

TEST(KeyHints, FollowTheLayoutInUse)
{
    KeyHints hints;
    EXPECT_EQ(hints.hint(QStringLiteral("J")), QStringLiteral("J"));
    hints.learn(press(0x41e, "о", 44));
    EXPECT_EQ(hints.hint(QStringLiteral("J")), QStringLiteral("О"));
    EXPECT_EQ(hints.hint(QStringLiteral("U")), QStringLiteral("Г"));
    EXPECT_EQ(hints.hint(QStringLiteral("1")), QStringLiteral("1"));
    hints.learn(press(Qt::Key_Ampersand, "&", 10));
    EXPECT_EQ(hints.hint(QStringLiteral("1")), QStringLiteral("&"));
    EXPECT_EQ(hints.hint(QStringLiteral("J")), QStringLiteral("J"));
    hints.learn(press(Qt::Key_1, "1", 10));
    EXPECT_EQ(hints.hint(QStringLiteral("1")), QStringLiteral("1"));
}
