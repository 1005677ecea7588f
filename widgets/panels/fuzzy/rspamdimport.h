// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/rule/rspamdconfig.h"
#include "widgets/panels/panel.h"

#include <QDialog>

class QDialogButtonBox;
class QLabel;
class QTreeWidget;

namespace assay::gui {

// Shows the storages that configuration files of rspamd name, and the lines that have no effect here; adds the chosen.
class RspamdImportDialog : public QDialog
{
    Q_OBJECT
public:
    RspamdImportDialog(const PanelContext& context, const QStringList& files, QWidget* parent);

private:
    void read(const QStringList& files);
    void present(const fuzzy::RspamdImport& import);
    void apply();

    PanelContext m_context;
    fuzzy::RspamdImport m_import;
    QTreeWidget* m_rules;
    QTreeWidget* m_notes;
    QLabel* m_state;
    QDialogButtonBox* m_buttons;
};

} // namespace assay::gui
