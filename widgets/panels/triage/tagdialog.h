// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/panel.h"

#include "core/casefile/case.h"

#include <QDialog>

class QLineEdit;
class QListWidget;

namespace assay::gui {

// Puts tags on items and takes them off: the tags of the case to tick, and a line for a new one.
class TagDialog : public QDialog
{
    Q_OBJECT
public:
    TagDialog(const PanelContext& context, std::vector<ItemId> items, QWidget* parent);

private:
    void fillTags();
    void apply();

    PanelContext m_context;
    std::vector<ItemId> m_items;
    QLineEdit* m_name;
    QListWidget* m_tags;
};

} // namespace assay::gui
