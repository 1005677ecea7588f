// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/field.h"
#include "widgets/bridge/querytext.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace assay::gui {

// What the cursor stands in, and which text a completion takes the place of.
struct CompletionContext
{
    enum class Kind { None, Field, Value, List };
    Kind kind = Kind::None;
    TextSpan replaced;
    QString prefix; // what is typed already, without quotation mark and "@"
    QString field; // of Kind::Value and List
    bool ordered = false; // the operator is one of < <= > >=
};

// Any text, finished or not; `cursor` is a position in it.
CompletionContext completionContext(const QString& text, qsizetype cursor);

// One line of the list under the filter.
struct Completion
{
    QString text; // what is inserted
    QString title; // what is read
    QString detail; // at the right: a count, or what it is
    bool goesOn = false; // a field: its value comes next
    bool wholeQuery = false; // takes the place of all that is typed
    bool operator==(const Completion&) const = default;
};

// Field names that begin with the prefix, before those that have it inside; at most `limit`. A name that is typed in
// full offers its operators.
std::vector<Completion> fieldCompletions(const query::FieldTable& fields, const QString& prefix, int limit);
// The values that are known without looking at the case: marks, kinds, usual dates.
std::vector<Completion> knownValues(const query::FieldTable& fields, const CompletionContext& context);
// A value as it stands behind the operator, in quotes when it needs them.
QString valueText(const QString& value);

} // namespace assay::gui
