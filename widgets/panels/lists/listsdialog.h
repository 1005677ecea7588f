// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "widgets/panels/lists/listimport.h"
#include "widgets/panels/panel.h"

#include <QDialog>

class QPushButton;
class QTreeWidget;
class QVBoxLayout;

namespace assay::gui {

// The lists of addresses that queries of this case name with "@".
class ListsDialog : public QDialog
{
    Q_OBJECT
public:
    ListsDialog(const PanelContext& context, QWidget* parent);
    // Keeps text files as lists named after them and asks for ip:@name at once; says what was read as a notice.
    static void importDropped(const PanelContext& context, const QStringList& files);

private:
    void buildWidgets();
    QPushButton* addButton(const char* name, const QString& text, const QString& toolTip);
    void load();
    void present(const std::vector<Case::ListInfo>& lists);
    QString current() const; // name of the chosen list, empty for none
    void import(ListOrigin origin);
    void importFile();
    void importClipboard();
    void rename();
    void renameTo(const QString& from, const QString& to);
    void removeCurrent();
    void updateButtons();
    PanelContext m_context;
    QTreeWidget* m_tree = nullptr;
    QPushButton* m_file = nullptr;
    QPushButton* m_paste = nullptr;
    QPushButton* m_rename = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_ask = nullptr;
    QVBoxLayout* m_buttons = nullptr;
};

} // namespace assay::gui
