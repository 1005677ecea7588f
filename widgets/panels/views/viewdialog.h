// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/snapshot.h"

#include <QDialog>
#include <QIcon>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace assay::gui {

class SavedViews;

// A square of the colour of a view, an empty icon for none.
QIcon viewColorIcon(const std::string& color);

// Name, key, colour and columns of a saved view. The caller stores view() when accepted() comes.
class ViewDialog : public QDialog
{
    Q_OBJECT
public:
    // `columns` and `order` are those of the list now; `edited` is the index of the view that is changed, or -1 for a
    // new one.
    ViewDialog(const SavedViews& views, const SavedView& view, int edited, QWidget* parent);
    // Columns and order the view takes along when its box is ticked.
    void setListState(const std::string& columns, const std::string& order);
    SavedView view() const;

private:
    void fillKeys();
    void fillColors();
    void check();
    const SavedViews& m_views;
    SavedView m_view;
    int m_edited;
    std::string m_columns, m_order;
    QLineEdit* m_name;
    QComboBox* m_key;
    QComboBox* m_color;
    QCheckBox* m_takeColumns;
    QLabel* m_note;
    QPushButton* m_ok;
};

} // namespace assay::gui
