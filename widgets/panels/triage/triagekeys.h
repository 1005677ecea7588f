// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feedback/label.h"
#include "widgets/settings/appsettings.h"

#include <QString>

#include <optional>
#include <span>

class QKeyEvent;

namespace assay::gui {

enum class TriageAction {
    Spam,
    Ham,
    Phish,
    Bulk,
    Unsure,
    Repeat,
    Clear,
    NextUnlabelled,
    NextItem,
    PreviousItem,
    NextHit,
    PreviousHit,
    Bookmark,
    Tag,
    Note,
    Learn,
    Rescan,
    ApplyTo,
    Overlay
};

struct TriageKey
{
    TriageAction action;
    const char* name; // in settings
    const char* key; // shipped
    const char* title; // English, marked for translation
    feedback::LabelId label = feedback::noLabel; // of the first five
};
std::span<const TriageKey> triageKeys();
QString triageTitle(TriageAction action); // translated

struct TriageCommand
{
    TriageAction action;
    bool stay = false; // with Shift: label without going on
    bool operator==(const TriageCommand&) const = default;
};

// The single keys of list and item view. A key is matched by the character it types and by its place on the keyboard,
// so that they work on Cyrillic layouts and on AZERTY; in the row of digits the place decides. Keys are written as
// the character that a US keyboard has there, in capitals, or "Backspace".
class TriageKeyMap
{
public:
    explicit TriageKeyMap(const TriageSettings& settings = {});
    std::optional<TriageCommand> match(const QKeyEvent& event) const;
    QString key(TriageAction action) const;
    // The key as a setting would write it, empty when it cannot be one: modifiers, function keys, Enter ...
    static QString keyOf(const QKeyEvent& event);
    // Other actions that have the key of `action`.
    QList<TriageAction> conflicts(TriageAction action) const;

private:
    std::optional<TriageAction> actionOf(const QString& key) const;
    QMap<TriageAction, QString> m_keys;
    bool m_requireAlt = false;
};

// What the keys of the layout in use are called: learned from the keys that are pressed.
class KeyHints
{
public:
    void learn(const QKeyEvent& event);
    QString hint(const QString& key) const;

private:
    enum class Layout { Latin, Cyrillic, Azerty };
    Layout m_layout = Layout::Latin;
};

} // namespace assay::gui
