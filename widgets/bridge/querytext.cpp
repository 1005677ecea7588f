// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/querytext.h"

#include "core/casefile/case.h"
#include "widgets/bridge/format.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

namespace assay::gui {
namespace {

using query::FaultCode;

QString tr(const char* text)
{
    return QCoreApplication::translate("assay::gui", text);
}

// What the query says in quotation marks of its own; it may come from a file or the clipboard.
QString quoted(const std::string& text)
{
    return displayLine(text, 80);
}

QString withSuggestion(const QString& sentence, const query::Fault& fault)
{
    if (fault.suggestion.empty())
        return sentence;
    return tr("%1 — did you mean “%2”?").arg(sentence, quoted(fault.suggestion));
}

QString unknownField(const query::Fault& fault)
{
    if (fault.suggestion == "quote")
        return tr("Unknown field — to search this text, quote it");
    return withSuggestion(tr("Unknown field “%1”").arg(quoted(fault.subject)), fault);
}

QString valueSentence(const query::Fault& fault)
{
    switch (fault.code) {
    case FaultCode::BadNumber:
        return tr("“%1” is not a number");
    case FaultCode::BadDate:
        return tr("“%1” is not a date — write 2026-11, 2026-11-21 or -7d");
    case FaultCode::BadSize:
        return tr("“%1” is not a size — write 500, 10k or 2M");
    case FaultCode::BadDuration:
        return tr("“%1” is not a duration — write 250us, 3ms or 2s");
    case FaultCode::BadAddress:
        return tr("“%1” is not an IP address, a network such as 10.0.0.0/8 or a range");
    case FaultCode::BadOperator:
        return tr("“%1” cannot be compared like this");
    case FaultCode::UnexpectedCharacter:
        return tr("“%1” is not expected here");
    default:
        return {};
    }
}

} // namespace

QString faultSentence(const query::Fault& fault)
{
    switch (fault.code) {
    case FaultCode::UnknownField:
        return unknownField(fault);
    case FaultCode::MissingValue:
        return tr("A value is missing right behind the operator");
    case FaultCode::MissingOperand:
        return tr("Something to search for is missing here");
    case FaultCode::UnclosedParenthesis:
        return tr("This parenthesis is not closed");
    case FaultCode::UnopenedParenthesis:
        return tr("This parenthesis was not opened");
    case FaultCode::UnclosedQuote:
        return tr("This quotation mark is not closed");
    case FaultCode::UnclosedList:
        return tr("This list is not closed with “]”");
    case FaultCode::UnclosedRegex:
        return tr("This regular expression is not closed with “/”");
    case FaultCode::BadRegex:
        return tr("This regular expression is wrong: %1").arg(quoted(fault.detail));
    case FaultCode::BadMark:
        return withSuggestion(tr("“%1” is not known here").arg(quoted(fault.subject)), fault);
    case FaultCode::UnknownList:
        return withSuggestion(tr("There is no list “%1” in this case").arg(quoted(fault.subject)), fault);
    case FaultCode::NeedsKey:
        return tr("“%1” needs a name behind a dot").arg(quoted(fault.subject));
    case FaultCode::TooLong:
        return tr("The query is too long: 8 KiB at most");
    case FaultCode::TooDeep:
        return tr("Parentheses are nested too deep: 64 at most");
    case FaultCode::ListTooLong:
        return tr("The list is too long: 10,000 values at most. Import it as an IP list and write @name");
    case FaultCode::EmptyRange:
        return tr("This range is empty: it matches nothing");
    case FaultCode::HostBitsSet:
        return tr("“%1” is read as the network %2").arg(quoted(fault.subject), quoted(fault.suggestion));
    case FaultCode::NotEqualTakesMissing:
        return tr("“!=” also finds items without this field; add has:%1 to leave them out").arg(quoted(fault.subject));
    default:
        return valueSentence(fault).arg(quoted(fault.subject));
    }
}

QString fieldDescription(const query::Field& field)
{
    return field.description.empty() ? QString() : QCoreApplication::translate("core", field.description.c_str());
}

QString costName(query::Cost cost)
{
    switch (cost) {
    case query::Cost::Known:
        return tr("indexed");
    case query::Cost::Texts:
        return tr("reads texts");
    case query::Cost::Items:
        return tr("reads items");
    }
    return {};
}

QString zeroPart(const query::Explanation& explanation)
{
    if (explanation.alone > 0 || explanation.aloneIsPartial || explanation.kind == query::Node::Kind::All)
        return {};
    if (explanation.kind != query::Node::Kind::And)
        return QString::fromStdString(explanation.text);
    for (const query::Explanation& part : explanation.children) {
        const QString zero = zeroPart(part);
        if (!zero.isEmpty())
            return zero;
    }
    return {};
}

TextSpan textSpan(const QString& query, const query::Span& span)
{
    const QByteArray bytes = query.toUtf8();
    const auto at = [&](uint32_t offset) {
        return QString::fromUtf8(bytes.first(std::min<qsizetype>(offset, bytes.size()))).size();
    };
    const qsizetype begin = at(span.begin);
    return {begin, std::max<qsizetype>(0, at(std::max(span.begin, span.end)) - begin)};
}

std::function<int(int64_t)> zoneOffset(const QTimeZone& zone)
{
    return [zone](int64_t localSeconds) {
        const QDateTime clock = QDateTime::fromSecsSinceEpoch(localSeconds, Qt::UTC);
        return QDateTime(clock.date(), clock.time(), zone).offsetFromUtc() / 60;
    };
}

QString itemsQuery(const std::vector<ItemId>& items, size_t* named)
{
    constexpr int most = 10'000; // entries of a list in a query
    QStringList list;
    size_t i = 0;
    while (i < items.size() && list.size() < most) {
        size_t last = i;
        while (last + 1 < items.size() && items[last + 1].value == items[last].value + 1)
            ++last;
        const QString first = QString::number(items[i].value);
        list << (last == i ? first : QStringLiteral("%1..%2").arg(first, QString::number(items[last].value)));
        i = last + 1;
    }
    if (named)
        *named = i;
    return list.isEmpty() ? QString() : QStringLiteral("id:[%1]").arg(list.join(QChar(',')));
}

query::Parsed parseQuery(const Case& file, const QString& text, const QTimeZone& zone)
{
    return file.parse(text.toStdString(), QDateTime::currentSecsSinceEpoch(), zoneOffset(zone));
}

} // namespace assay::gui
