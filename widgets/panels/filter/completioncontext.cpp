// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/filter/completioncontext.h"

#include "core/query/parse.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::gui {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("assay::gui", text);
}

bool isNameCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == QChar('_') || c == QChar('-') || c == QChar('.');
}

// Where the token begins that `cursor` stands in or behind; quotes and the brackets of a list keep it together.
qsizetype tokenBegin(const QString& text, qsizetype cursor)
{
    qsizetype begin = 0;
    bool quoted = false;
    bool listed = false;
    for (qsizetype i = 0; i < cursor; ++i) {
        const QChar c = text[i];
        if (c == QChar('\\'))
            ++i;
        else if (c == QChar('"'))
            quoted = !quoted;
        else if (!quoted && c == QChar('['))
            listed = true;
        else if (!quoted && c == QChar(']'))
            listed = false;
        else if (!quoted && !listed && (c.isSpace() || c == QChar('(') || c == QChar(')')))
            begin = i + 1;
    }
    while (begin < cursor && (text[begin] == QChar('-') || text[begin] == QChar('!')))
        ++begin;
    return begin;
}

// Behind the last comma or the bracket of a list; the value itself when it is none.
qsizetype elementBegin(const QString& text, qsizetype begin, qsizetype cursor)
{
    if (begin >= cursor || text[begin] != QChar('['))
        return begin;
    qsizetype element = begin + 1;
    bool quoted = false;
    for (qsizetype i = begin + 1; i < cursor; ++i) {
        if (text[i] == QChar('"'))
            quoted = !quoted;
        else if (!quoted && text[i] == QChar(','))
            element = i + 1;
    }
    while (element < cursor && text[element].isSpace())
        ++element;
    return element;
}

CompletionContext valueContext(
    const QString& text, qsizetype cursor, const QString& field, qsizetype valueBegin, bool ordered)
{
    CompletionContext context;
    context.field = field;
    context.ordered = ordered;
    qsizetype begin = elementBegin(text, valueBegin, cursor);
    context.replaced = {begin, cursor - begin};
    context.kind = CompletionContext::Kind::Value;
    if (begin < cursor && text[begin] == QChar('@')) {
        context.kind = CompletionContext::Kind::List;
        ++begin;
    } else if (begin < cursor && text[begin] == QChar('"')) {
        ++begin;
    }
    context.prefix = text.mid(begin, cursor - begin);
    return context;
}

Completion operatorLine(const QString& field, const char* sign, const QString& meaning)
{
    const QString text = field + QString::fromLatin1(sign);
    return {text, text, meaning, true, false};
}

// What may stand behind a field's name.
std::vector<Completion> operators(const query::Field& field, const QString& name)
{
    switch (field.type) {
    case query::FieldType::Number:
    case query::FieldType::Size:
    case query::FieldType::Duration:
        return {operatorLine(name, ":", tr("equal, or a range such as 1..5")), operatorLine(name, ">=", tr("at least")),
            operatorLine(name, "<=", tr("at most")), operatorLine(name, "!=", tr("not equal"))};
    case query::FieldType::Date:
        return {operatorLine(name, ":", tr("on this day or in this span")),
            operatorLine(name, ">=", tr("from then on")), operatorLine(name, "<", tr("before"))};
    case query::FieldType::Ip:
        return {operatorLine(name, ":", tr("address, network, range or @list")),
            operatorLine(name, "!=", tr("not this one"))};
    case query::FieldType::Mark:
        return {operatorLine(name, ":", fieldDescription(field))};
    default:
        return {operatorLine(name, ":",
                    field.type == query::FieldType::Keyword ? tr("equal, * and ? stand for others") : tr("contains")),
            operatorLine(name, "=", tr("exactly")), operatorLine(name, "!=", tr("not exactly")),
            operatorLine(name, "~", tr("matches a regular expression"))};
    }
}

} // namespace

CompletionContext completionContext(const QString& text, qsizetype cursor)
{
    cursor = std::clamp<qsizetype>(cursor, 0, text.size());
    CompletionContext context;
    const qsizetype begin = tokenBegin(text, cursor);
    qsizetype end = begin;
    while (end < cursor && isNameCharacter(text[end]))
        ++end;
    if (end == cursor) {
        context.kind = CompletionContext::Kind::Field;
        context.prefix = text.mid(begin, end - begin);
        context.replaced = {begin, end - begin};
        return context;
    }
    static const QString signs = QStringLiteral(":=!<>~");
    qsizetype value = end;
    while (value < cursor && value < end + 2 && signs.contains(text[value]))
        ++value;
    if (end == begin || value == end)
        return context;
    const bool ordered = text[end] == QChar('<') || text[end] == QChar('>');
    return valueContext(text, cursor, text.mid(begin, end - begin), value, ordered);
}

std::vector<Completion> fieldCompletions(const query::FieldTable& fields, const QString& prefix, int limit)
{
    const QString wanted = prefix.toLower();
    std::vector<Completion> first, inside;
    for (const query::Field& field : fields.fields()) {
        const QString name = QString::fromStdString(field.name);
        if (!field.isFamily && name == wanted) {
            const std::vector<Completion> lines = operators(field, name);
            first.insert(first.begin(), lines.begin(), lines.end());
            continue;
        }
        const QString text = field.isFamily ? name.section(QChar('.'), 0, 0) + QChar('.') : name + QChar(':');
        const Completion line{text, name, fieldDescription(field), true, false};
        if (name.startsWith(wanted))
            first.push_back(line);
        else if (!wanted.isEmpty() && name.contains(wanted))
            inside.push_back(line);
    }
    first.insert(first.end(), inside.begin(), inside.end());
    if (first.size() > static_cast<size_t>(limit))
        first.resize(static_cast<size_t>(limit));
    return first;
}

std::vector<Completion> knownValues(const query::FieldTable& fields, const CompletionContext& context)
{
    std::vector<Completion> lines;
    const query::Field* field = fields.find(context.field.toStdString());
    if (!field)
        return lines;
    QStringList values;
    for (const std::string& value : field->values)
        values << QString::fromStdString(value);
    if (field->type == query::FieldType::Date)
        values << QStringLiteral("today") << QStringLiteral("-7d..") << QStringLiteral("-30d..");
    for (QString& value : values) {
        if (context.ordered && value.endsWith(QStringLiteral("..")))
            value.chop(2);
        if (value.startsWith(context.prefix, Qt::CaseInsensitive))
            lines.push_back({value, value, {}, false, false});
    }
    return lines;
}

QString valueText(const QString& value)
{
    const std::string term = query::termText("x", value.toStdString());
    return QString::fromStdString(term.substr(term.find(':') + 1));
}

} // namespace assay::gui
