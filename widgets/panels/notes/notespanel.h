// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/panel.h"

#include "core/base/ids.h"

#include <optional>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace assay::gui {

// The note of the item in focus. It is stored when the editor is left, when another item is chosen, or with Save: one
// change each time, so that Undo takes back a note and not a letter.
class NotesPanel : public Panel
{
    Q_OBJECT
public:
    NotesPanel(const PanelContext& context, QWidget* parent);
    QString id() const override { return QStringLiteral("notes"); }
    QString title() const override { return tr("Note"); }
    Qt::DockWidgetArea area() const override { return Qt::RightDockWidgetArea; }
    bool shownByDefault() const override { return false; }
    void edit();

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow();
    void load();
    void take(const QString& note);
    void save();
    void updateState();

    PanelContext m_context;
    QPlainTextEdit* m_edit;
    QPushButton* m_save;
    QLabel* m_hint;
    std::optional<ItemId> m_item;
    QString m_stored;
    QString m_before; // what was stored before the last save
};

} // namespace assay::gui
