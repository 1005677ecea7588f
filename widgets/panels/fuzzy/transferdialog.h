// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/hashfiles.h"
#include "widgets/panels/panel.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;

namespace assay::gui {

class StorageFocus;

// Says what an import of hashes from a file will do under a merge rule, and does it.
class HashImportDialog : public QDialog
{
    Q_OBJECT
public:
    HashImportDialog(const PanelContext& context, StorageFocus& focus, const QString& file, QWidget* parent);

private:
    fuzzy::MergeRule rule() const;
    void plan();
    void present(const fuzzy::ImportReport& report);
    void apply();

    PanelContext m_context;
    StorageFocus& m_focus;
    QString m_storage;
    QString m_file;
    QComboBox* m_rule;
    QLabel* m_preview;
    QPushButton* m_go;
};

// Asks for a file and writes all hashes of the chosen storage to it.
void exportHashes(const PanelContext& context, const StorageFocus& focus, QWidget* parent);

} // namespace assay::gui
