// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

namespace assay::gui {

// The query that the list answers, for everything that asks or narrows it: panels and menus change it here, the filter
// bar shows and checks it. Terms are query text such as `from:ann` (query::termText() writes them); more than one term
// is put into parentheses where that is needed. GUI thread.
class QueryFocus : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    const QString& text() const { return m_text; } // applied last, sound; empty: everything

    void addTerm(const QString& term); // what matches now and the term
    void excludeTerm(const QString& term); // what matches now without what the term matches
    void orTerm(const QString& term); // what matches now and what the term matches beside it
    void replace(const QString& query);

    // Only the filter bar: `query` is sound and asked from now on. Emits textChanged().
    void setApplied(const QString& query);

    // The same as text.
    static QString both(const QString& query, const QString& term);
    static QString without(const QString& query, const QString& term);
    static QString either(const QString& query, const QString& term);

Q_SIGNALS:
    void requested(const QString& query); // to be shown in the filter bar, checked and applied at once
    void textChanged(const QString& query);

private:
    QString m_text;
};

} // namespace assay::gui
