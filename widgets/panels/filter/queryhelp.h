// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/field.h"

#include <QDialog>

class QLineEdit;
class QTextBrowser;

namespace assay::gui {

// How to ask, on one page: fields by group, operators, examples that can be tried with a click. Stays open beside the
// window.
class QueryHelp : public QDialog
{
    Q_OBJECT
public:
    explicit QueryHelp(QWidget* parent);
    // The page for a table of fields; only lines that have `wanted` in them, when it is not empty.
    static QString page(const query::FieldTable& fields, const QString& wanted);

Q_SIGNALS:
    void exampleChosen(const QString& query);

private:
    void refill();
    QLineEdit* m_search;
    QTextBrowser* m_page;
};

} // namespace assay::gui
