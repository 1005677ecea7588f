// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/fuzzy/storagefocus.h"

#include <QWidget>

class QAction;
class QTabWidget;

namespace assay::gui {

class HashesTab;
class StorageList;

// The storage manager: the storages of the case on the left, everything about the chosen one on the right.
class StoragePage : public QWidget
{
    Q_OBJECT
public:
    StoragePage(const PanelContext& context, QAction* undo, QAction* redo, QWidget* parent);

    StorageFocus& focus() { return *m_focus; }
    QTabWidget* tabs() const { return m_tabs; }
    void focusFilter();

Q_SIGNALS:
    void itemsRequested(const QString& query);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    StorageFocus* m_focus;
    StorageList* m_list;
    HashesTab* m_hashes;
    QTabWidget* m_tabs;
};

} // namespace assay::gui
