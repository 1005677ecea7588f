// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/triage/triagekeys.h"

#include "core/base/mark.h"
#include "widgets/bridge/labeltext.h"

#include <QCoreApplication>
#include <QKeyEvent>

#include <algorithm>

namespace assay::gui {
namespace {

const TriageKey keys[] = {
    {TriageAction::Spam, "spam", "1", ASSAY_MARK("assay::gui", "Spam"), 1},
    {TriageAction::Ham, "ham", "2", ASSAY_MARK("assay::gui", "Ham"), 2},
    {TriageAction::Phish, "phish", "3", ASSAY_MARK("assay::gui", "Phish"), 3},
    {TriageAction::Bulk, "bulk", "4", ASSAY_MARK("assay::gui", "Bulk"), 4},
    {TriageAction::Unsure, "unsure", "0", ASSAY_MARK("assay::gui", "Unsure"), 5},
    {TriageAction::Repeat, "repeat", ".", ASSAY_MARK("assay::gui", "Repeat last label")},
    {TriageAction::Clear, "clear", "Backspace", ASSAY_MARK("assay::gui", "Clear label")},
    {TriageAction::NextUnlabelled, "unlabelled", "U", ASSAY_MARK("assay::gui", "Next unlabelled item")},
    {TriageAction::NextItem, "next", "J", ASSAY_MARK("assay::gui", "Next item")},
    {TriageAction::PreviousItem, "previous", "K", ASSAY_MARK("assay::gui", "Previous item")},
    {TriageAction::NextHit, "next-hit", "N", ASSAY_MARK("assay::gui", "Next hit in the item")},
    {TriageAction::PreviousHit, "previous-hit", "P", ASSAY_MARK("assay::gui", "Previous hit in the item")},
    {TriageAction::Bookmark, "bookmark", "B", ASSAY_MARK("assay::gui", "Bookmark")},
    {TriageAction::Tag, "tag", "T", ASSAY_MARK("assay::gui", "Tag…")},
    {TriageAction::Note, "note", "C", ASSAY_MARK("assay::gui", "Note…")},
    {TriageAction::Learn, "learn", "F", ASSAY_MARK("assay::gui", "Fuzzy learn…")},
    {TriageAction::Rescan, "rescan", "R", ASSAY_MARK("assay::gui", "Scan again")},
    {TriageAction::ApplyTo, "apply", "X", ASSAY_MARK("assay::gui", "Apply label to …")},
    {TriageAction::Overlay, "keys", "?", ASSAY_MARK("assay::gui", "Show the keys")},
};

struct KeyboardRow
{
    quint32 first; // scan code of the leftmost key, as PC keyboards and Linux count them
    const char* us;
    const char16_t* cyrillic;
    const char16_t* azerty;
};

constexpr KeyboardRow keyboard[] = {
    {2, "1234567890", u"1234567890", u"&É\"'(-È_ÇÀ"},
    {16, "QWERTYUIOP", u"ЙЦУКЕНГШЩЗ", u"AZERTYUIOP"},
    {30, "ASDFGHJKL", u"ФЫВАПРОЛД", u"QSDFGHJKL"},
    {44, "ZXCVBNM,./", u"ЯЧСМИТЬБЮ.", u"WXCVBN,;:!"},
};

// What a US keyboard has where this key is; null when the place is unknown.
QChar placeOf(const QKeyEvent& event)
{
#ifdef Q_OS_WIN
    constexpr quint32 shift = 0;
#else
    constexpr quint32 shift = 8; // X11 and Wayland
#endif
    const quint32 code = event.nativeScanCode();
    for (const KeyboardRow& row : keyboard) {
        const quint32 at = code - shift - row.first;
        if (code >= shift + row.first && at < qstrlen(row.us))
            return QLatin1Char(row.us[at]);
    }
    return {};
}

QChar typed(const QKeyEvent& event)
{
    const int key = event.key();
    return key > 0x20 && key < 0x7f ? QChar(static_cast<char16_t>(key)).toUpper() : QChar();
}

// The names under which a key may be known, best first.
QStringList candidates(const QKeyEvent& event)
{
    if (event.key() == Qt::Key_Backspace)
        return {QStringLiteral("Backspace")};
    const QChar character = typed(event);
    if (event.modifiers() & Qt::KeypadModifier)
        return character.isNull() ? QStringList() : QStringList{character};
    const QChar place = placeOf(event);
    QStringList names;
    if (place.isDigit())
        names << place;
    if (!character.isNull())
        names << character;
    // A Latin letter is meant as what it says: on other Latin layouts its place is that of another one.
    if (!place.isNull() && !character.isLetter()) {
        const bool question = place == QChar('/') && (event.modifiers() & Qt::ShiftModifier);
        names << (question ? QChar('?') : place);
    }
    return names;
}

} // namespace

std::span<const TriageKey> triageKeys()
{
    return keys;
}

// Of a label what its key means for messages and for request sets: "Spam / Bot".
QString triageTitle(TriageAction action)
{
    const TriageKey& key = keys[static_cast<size_t>(action)];
    if (key.label == feedback::noLabel)
        return QCoreApplication::translate("assay::gui", key.title);
    const QString mail = labelTitle(labelFor(ItemKind::Message, key.label));
    const QString traffic = labelTitle(labelFor(ItemKind::RequestSet, key.label));
    return mail == traffic
        ? mail
        : QCoreApplication::translate("assay::gui", "%1 / %2", "the same key for mail and traffic").arg(mail, traffic);
}

TriageKeyMap::TriageKeyMap(const TriageSettings& settings)
    : m_requireAlt(settings.requireAlt)
{
    for (const TriageKey& key : keys) {
        const QString shipped = QString::fromLatin1(key.key);
        m_keys[key.action] = settings.keys.value(QString::fromLatin1(key.name), shipped);
    }
}

std::optional<TriageAction> TriageKeyMap::actionOf(const QString& key) const
{
    for (auto entry = m_keys.begin(); entry != m_keys.end(); ++entry) {
        if (entry.value() == key)
            return entry.key();
    }
    return std::nullopt;
}

std::optional<TriageCommand> TriageKeyMap::match(const QKeyEvent& event) const
{
    const Qt::KeyboardModifiers held = event.modifiers();
    const bool alt = held & Qt::AltModifier;
    if ((held & (Qt::ControlModifier | Qt::MetaModifier)) || alt != m_requireAlt)
        return std::nullopt;
    for (const QString& name : candidates(event)) {
        if (const auto action = actionOf(name))
            return TriageCommand{*action, (held & Qt::ShiftModifier) != 0};
    }
    return std::nullopt;
}

QString TriageKeyMap::key(TriageAction action) const
{
    return m_keys.value(action);
}

QString TriageKeyMap::keyOf(const QKeyEvent& event)
{
    if (event.modifiers() & (Qt::ControlModifier | Qt::MetaModifier | Qt::AltModifier))
        return {};
    return candidates(event).value(0);
}

QList<TriageAction> TriageKeyMap::conflicts(TriageAction action) const
{
    QList<TriageAction> others;
    for (auto entry = m_keys.begin(); entry != m_keys.end(); ++entry) {
        if (entry.key() != action && entry.value() == m_keys.value(action))
            others << entry.key();
    }
    return others;
}

void KeyHints::learn(const QKeyEvent& event)
{
    const QChar place = placeOf(event);
    const QString text = event.text().toUpper();
    if (place.isNull() || text.size() != 1 || event.modifiers() != Qt::NoModifier)
        return;
    for (const KeyboardRow& row : keyboard) {
        for (size_t i = 0; row.us[i]; ++i) {
            if (QLatin1Char(row.us[i]) != place || (row.us[i] == '/' || row.us[i] == ','))
                continue;
            if (text[0] == QChar(row.us[i]))
                m_layout = place.isDigit() && m_layout == Layout::Cyrillic ? m_layout : Layout::Latin;
            else if (text[0] == QChar(row.cyrillic[i]))
                m_layout = Layout::Cyrillic;
            else if (text[0] == QChar(row.azerty[i]))
                m_layout = Layout::Azerty;
        }
    }
}

QString KeyHints::hint(const QString& key) const
{
    if (key == QStringLiteral("Backspace"))
        return QStringLiteral("⌫");
    if (key.size() != 1)
        return key;
    for (const KeyboardRow& row : keyboard) {
        for (size_t i = 0; row.us[i]; ++i) {
            if (QLatin1Char(row.us[i]) != key[0])
                continue;
            if (m_layout == Layout::Cyrillic)
                return QChar(row.cyrillic[i]);
            // Letters of AZERTY are matched by what they say; only its digits have another name unshifted.
            if (m_layout == Layout::Azerty && key[0].isDigit())
                return QChar(row.azerty[i]);
        }
    }
    return key;
}

} // namespace assay::gui
