// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/themecolors.h"
#include "widgets/panels/itemview/evidenceplace.h"

#include <QTextCursor>
#include <QTextEdit>

namespace assay::gui {

// The extra selections of the matches in a text: underlined (shape) and coloured, the current one stronger.
inline QList<QTextEdit::ExtraSelection> matchSelections(
    QTextDocument* document, const EvidencePlace& place, const QPalette& palette)
{
    QList<QTextEdit::ExtraSelection> selections;
    const auto add = [&](const TextRange& range, Accent color) {
        if (!range.length || range.begin + range.length > document->characterCount())
            return;
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(document);
        selection.cursor.setPosition(range.begin);
        selection.cursor.setPosition(range.begin + range.length, QTextCursor::KeepAnchor);
        selection.format.setBackground(accent(color, palette));
        selection.format.setForeground(palette.color(QPalette::Text));
        selection.format.setFontUnderline(true);
        selections.append(selection);
    };
    for (const TextRange& range : place.others)
        add(range, Accent::Match);
    add(place.current, Accent::CurrentMatch);
    return selections;
}

// Marks the matches and brings the current one into view, without a selection of its own.
template <typename Edit>
void showMatches(Edit* edit, const EvidencePlace& place)
{
    edit->setExtraSelections(matchSelections(edit->document(), place, edit->palette()));
    if (!place.current.length)
        return;
    QTextCursor cursor(edit->document());
    cursor.setPosition(qMin(place.current.begin + place.current.length, edit->document()->characterCount() - 1));
    edit->setTextCursor(cursor); // the end first, then the beginning: long matches are seen from their start
    edit->ensureCursorVisible();
    cursor.setPosition(qMin(place.current.begin, edit->document()->characterCount() - 1));
    edit->setTextCursor(cursor);
    edit->ensureCursorVisible();
}

} // namespace assay::gui
