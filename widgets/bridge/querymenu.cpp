// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/querymenu.h"

#include "core/query/parse.h"
#include "widgets/bridge/queryfocus.h"

#include <QCoreApplication>
#include <QMenu>

namespace assay::gui {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("assay::gui", text);
}

} // namespace

void addTermActions(QMenu* menu, QueryFocus& query, const QString& term)
{
    const QList<QAction*> actions{menu->addAction(tr("&Only this"), &query, [&query, term] { query.addTerm(term); }),
        menu->addAction(tr("&Exclude this"), &query, [&query, term] { query.excludeTerm(term); }),
        menu->addAction(tr("Add as &or"), &query, [&query, term] { query.orTerm(term); })};
    for (QAction* action : actions) {
        action->setEnabled(!term.isEmpty());
        action->setStatusTip(term);
    }
}

void addRangeAction(QMenu* menu, QueryFocus& query, const QString& field, const QString& value)
{
    const QString term = QStringLiteral("%1:%2..").arg(field, value);
    QAction* action = menu->addAction(tr("&Range from here"), &query, [&query, term] { query.addTerm(term); });
    action->setEnabled(!value.isEmpty());
    action->setStatusTip(term);
}

void addFindAction(QMenu* menu, QueryFocus& query, const QString& what, const QString& term)
{
    QString text = what;
    QAction* action = menu->addAction(
        text.replace(QChar('&'), QStringLiteral("&&")), &query, [&query, term] { query.replace(term); });
    action->setEnabled(!term.isEmpty());
    action->setStatusTip(term);
}

QString termOf(const QString& field, const std::string& value)
{
    return value.empty() ? QString() : QString::fromStdString(query::termText(field.toStdString(), value));
}

QString exactTermOf(const QString& field, const std::string& value)
{
    QString term = termOf(field, value);
    return term.isEmpty() ? term : term.replace(field.size(), 1, QChar('='));
}

} // namespace assay::gui
