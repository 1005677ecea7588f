// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/panel.h"

class QLabel;

namespace assay::gui {

class FilterEdit;

// A query to be typed in a dialog: with completion, marks at its faults, and the first of them in words below.
class QueryLine : public QWidget
{
    Q_OBJECT
public:
    QueryLine(const PanelContext& context, QWidget* parent);

    QString text() const;
    void setText(const QString& text);
    FilterEdit* edit() const { return m_edit; }

Q_SIGNALS:
    void textChanged(const QString& text);

private:
    void check();
    PanelContext m_context;
    FilterEdit* m_edit;
    QLabel* m_fault;
};

// What is wrong with a query, in words; empty: nothing.
QString queryError(const PanelContext& context, const QString& text);

} // namespace assay::gui
