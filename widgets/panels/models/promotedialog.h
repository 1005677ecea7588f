// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/registry.h"
#include "widgets/panels/panel.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace assay::gui {

// A note and an alias, with what the change would do to the items of the current view. Opens without blocking.
class PromoteDialog : public QDialog
{
    Q_OBJECT
public:
    // `rollBack`: back to the previous version of the model instead.
    PromoteDialog(const PanelContext& context, const train::VersionInfo& version, bool rollBack, QWidget* parent);

private:
    void buildForm(const train::VersionInfo* current);
    void previewEffect(const train::VersionInfo* current, const std::string& next);
    void updateButton();
    void apply();

    PanelContext m_context;
    train::VersionInfo m_version;
    bool m_rollBack;
    QLineEdit* m_note;
    QComboBox* m_alias;
    QLineEdit* m_reason;
    QLabel* m_effect;
    QPushButton* m_ok;
};

} // namespace assay::gui
