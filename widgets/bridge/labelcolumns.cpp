// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of the item list that tell of labels and marks.
#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/itemrows.h"
#include "widgets/bridge/labeltext.h"

#include <QCoreApplication>

#include <limits>

namespace assay::gui {
namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

QString tr(const char* text, const char* comment = nullptr)
{
    return QCoreApplication::translate("assay::gui", text, comment);
}

const ItemRows& of(const TableRows& rows)
{
    return static_cast<const ItemRows&>(rows);
}

QVariant labelExtra(const TableRows& rows, uint32_t row, int role)
{
    const feedback::LabelId label = of(rows).label(row);
    if (label == feedback::noLabel)
        return {};
    if (role == Qt::DecorationRole)
        return themedIcon(labelIcon(label));
    if (role != Qt::ToolTipRole)
        return {};
    const std::string_view author = of(rows).labelAuthor(row);
    QString text = tr("%1, by %2, %3", "label, author, time")
                       .arg(labelTitle(label), displayLine(author, 80),
                           formatTimeExact(of(rows).labelledAt(row), of(rows).zone()));
    if (of(rows).marks(row) & feedback::markConflict)
        text += QChar('\n') + tr("Authors disagree: see the history of the item");
    return text;
}

TableColumn labelColumn()
{
    TableColumn column{QStringLiteral("label"), tr("Label"), tr("The newest label; ≠ when authors disagree"),
        Qt::AlignLeft | Qt::AlignVCenter, 9, true, {}, {}, {}, {}};
    column.text = [](const TableRows& rows, uint32_t row) {
        const feedback::LabelId label = of(rows).label(row);
        if (label == feedback::noLabel)
            return QString();
        const bool conflict = of(rows).marks(row) & feedback::markConflict;
        return conflict ? labelWord(label) + QStringLiteral(" ≠") : labelWord(label);
    };
    column.number = [](const TableRows& rows, uint32_t row) {
        const feedback::LabelId label = of(rows).label(row);
        return label == feedback::noLabel ? notANumber : -static_cast<double>(label); // spam first
    };
    column.extra = labelExtra;
    return column;
}

// One narrow column for what a person put on the item beside a label.
TableColumn marksColumn()
{
    TableColumn column{QStringLiteral("marks"), tr("☆", "column of bookmarks"), tr("Bookmark, note, tags"),
        Qt::AlignLeft | Qt::AlignVCenter, 6, true, {}, {}, {}, {}};
    column.text = [](const TableRows& rows, uint32_t row) {
        const uint8_t marks = of(rows).marks(row);
        QString text;
        if (marks & feedback::markNote)
            text += QChar(0x270E); // a pencil
        if (marks & feedback::markTags)
            text += QChar('#');
        return text;
    };
    column.number = [](const TableRows& rows, uint32_t row) { return static_cast<double>(of(rows).marks(row)); };
    column.extra = [](const TableRows& rows, uint32_t row, int role) -> QVariant {
        const uint8_t marks = of(rows).marks(row);
        if (role == Qt::DecorationRole && (marks & feedback::markBookmarked))
            return themedIcon(QStringLiteral("bookmark"));
        if (role != Qt::ToolTipRole || !marks)
            return {};
        QStringList lines;
        if (marks & feedback::markBookmarked)
            lines << tr("Bookmarked");
        if (marks & feedback::markNote)
            lines << tr("Has a note");
        if (marks & feedback::markTags)
            lines << tr("Has tags");
        return lines.join(QChar('\n'));
    };
    return column;
}

TableColumn labelAuthorColumn()
{
    TableColumn column{QStringLiteral("labelby"), tr("Label by"), tr("Who gave the label"),
        Qt::AlignLeft | Qt::AlignVCenter, 12, false, {}, {}, {}, {}};
    column.text = [](const TableRows& rows, uint32_t row) { return displayLine(of(rows).labelAuthor(row), 80); };
    column.word = [](const TableRows& rows, uint32_t row) { return std::string(of(rows).labelAuthor(row)); };
    return column;
}

TableColumn labelTimeColumn()
{
    TableColumn column{QStringLiteral("labelat"), tr("Label at"), tr("When the label was given"),
        Qt::AlignLeft | Qt::AlignVCenter, 15, false, {}, {}, {}, {}};
    column.text = [](const TableRows& rows, uint32_t row) {
        const int64_t at = of(rows).labelledAt(row);
        return at ? formatTime(at, of(rows).zone()) : QString();
    };
    column.number = [](const TableRows& rows, uint32_t row) {
        const int64_t at = of(rows).labelledAt(row);
        return at ? static_cast<double>(at) : notANumber;
    };
    return column;
}

} // namespace

TableColumns labelColumns()
{
    return {labelColumn(), marksColumn(), labelAuthorColumn(), labelTimeColumn()};
}

} // namespace assay::gui
