// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string>

class QMenu;

namespace assay::gui {

class QueryFocus;

// "Only this", "Exclude this" and "Add as or" for a term such as `symbol:BAYES_99`; none of them works for an empty
// one.
void addTermActions(QMenu* menu, QueryFocus& query, const QString& term);
// "Range from here": values of a number or date field from this one on.
void addRangeAction(QMenu* menu, QueryFocus& query, const QString& field, const QString& value);
// One action that asks for all items of the case that match a term; `what` says what they have in common.
void addFindAction(QMenu* menu, QueryFocus& query, const QString& what, const QString& term);

// "field:value" and "field=value" with the quotes that the value needs; empty without a value.
QString termOf(const QString& field, const std::string& value);
QString exactTermOf(const QString& field, const std::string& value);

} // namespace assay::gui
