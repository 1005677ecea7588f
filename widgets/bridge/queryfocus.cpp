// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/queryfocus.h"

#include <QRegularExpression>

namespace assay::gui {
namespace {

// "or" binds weakest. Looking at the letters alone also finds it inside quotes; then the parentheses are not needed,
// but right as well.
bool hasOr(const QString& query)
{
    static const QRegularExpression word(
        QStringLiteral("(^|[\\s)\"])(or|\\|\\|)($|[\\s(\"])"), QRegularExpression::CaseInsensitiveOption);
    return word.match(query).hasMatch();
}

// A blank outside quotes: more than one term, or blanks around an operator.
bool hasParts(const QString& query)
{
    bool quoted = false;
    for (qsizetype i = 0; i < query.size(); ++i) {
        const QChar c = query[i];
        if (c == QChar('\\'))
            ++i;
        else if (c == QChar('"'))
            quoted = !quoted;
        else if (!quoted && (c.isSpace() || c == QChar('(')))
            return true;
    }
    return false;
}

QString inParentheses(const QString& query)
{
    return QChar('(') + query + QChar(')');
}

} // namespace

QString QueryFocus::both(const QString& query, const QString& term)
{
    const QString left = query.trimmed();
    const QString right = term.trimmed();
    if (left.isEmpty() || right.isEmpty() || left == right)
        return left.isEmpty() ? right : left;
    return (hasOr(left) ? inParentheses(left) : left) + QChar(' ') + (hasOr(right) ? inParentheses(right) : right);
}

QString QueryFocus::without(const QString& query, const QString& term)
{
    const QString right = term.trimmed();
    if (right.isEmpty())
        return query.trimmed();
    return both(query, QChar('-') + (hasParts(right) ? inParentheses(right) : right));
}

QString QueryFocus::either(const QString& query, const QString& term)
{
    const QString left = query.trimmed();
    const QString right = term.trimmed();
    if (left.isEmpty() || right.isEmpty() || left == right)
        return left.isEmpty() ? right : left;
    return left + QStringLiteral(" or ") + right;
}

void QueryFocus::addTerm(const QString& term)
{
    Q_EMIT requested(both(m_text, term));
}

void QueryFocus::excludeTerm(const QString& term)
{
    Q_EMIT requested(without(m_text, term));
}

void QueryFocus::orTerm(const QString& term)
{
    Q_EMIT requested(either(m_text, term));
}

void QueryFocus::replace(const QString& query)
{
    Q_EMIT requested(query.trimmed());
}

void QueryFocus::setApplied(const QString& query)
{
    if (query == m_text)
        return;
    m_text = query;
    Q_EMIT textChanged(query);
}

} // namespace assay::gui
