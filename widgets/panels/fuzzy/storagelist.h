// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/fuzzy/storagefocus.h"

#include <QWidget>

class QToolButton;
class QTreeView;

namespace assay::gui {

class TreeModel;

// The storages of the case with how they are; adds, renames and removes them.
class StorageList : public QWidget
{
    Q_OBJECT
public:
    StorageList(const PanelContext& context, StorageFocus& focus, QWidget* parent);

    // Adds files as local storages: those that are there and those to be made.
    void addFiles(const QStringList& files);

private:
    void fill();
    void chooseFile();
    void addServer();
    void chooseConfiguration();
    void rename();
    void removeCurrent();
    void updateButtons();

    PanelContext m_context;
    StorageFocus& m_focus;
    TreeModel* m_model;
    QTreeView* m_tree;
    QToolButton* m_add;
    QToolButton* m_rename;
    QToolButton* m_remove;
};

} // namespace assay::gui
