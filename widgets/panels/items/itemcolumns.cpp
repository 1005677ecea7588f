// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/items/itemcolumns.h"

#include <QEvent>
#include <QHeaderView>
#include <QMenu>
#include <QScopedValueRollback>
#include <QTableView>

#include <algorithm>

namespace assay::gui {
namespace {

constexpr int leastSubject = 24; // characters
constexpr int widest = 4000; // pixels that a file may ask for

QString prefixOf(ListContents contents)
{
    switch (contents) {
    case ListContents::Traffic:
        return QStringLiteral("traffic!");
    case ListContents::Mixed:
        return QStringLiteral("mixed!");
    case ListContents::Mail:
        break;
    }
    return {};
}

} // namespace

ItemColumns::ItemColumns(SnapshotTable* table, QTableView* view)
    : QObject(view)
    , m_table(table)
    , m_view(view)
    , m_header(view->horizontalHeader())
{
    m_subject = find(QStringLiteral("subject"));
    m_header->setMinimumSectionSize(QFontMetrics(view->font()).averageCharWidth() * 3);
    view->viewport()->installEventFilter(this);
    connect(m_header, &QHeaderView::sectionResized, this, [this](int column) {
        if (column == m_subject && !m_resizing)
            m_subjectByHand = true;
    });
    connect(m_header, &QHeaderView::customContextMenuRequested, this, [this](const QPoint& position) {
        QMenu menu(m_view);
        fillMenu(&menu);
        menu.exec(m_header->mapToGlobal(position));
    });
    reset();
}

int ItemColumns::find(const QString& key) const
{
    for (size_t i = 0; i < m_table->columns().size(); ++i) {
        if (m_table->columns()[i].key == key)
            return static_cast<int>(i);
    }
    return -1;
}

int ItemColumns::usualWidth(int column) const
{
    const int unit = QFontMetrics(m_view->font()).averageCharWidth();
    return unit * m_table->columns()[static_cast<size_t>(column)].widthInChars + 12;
}

bool ItemColumns::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        fitSubject();
    return QObject::eventFilter(watched, event);
}

// The subject takes what the other columns leave, so nothing is cut off at the usual widths.
void ItemColumns::fitSubject()
{
    if (m_subject < 0 || m_subjectByHand || m_header->isSectionHidden(m_subject))
        return;
    const QScopedValueRollback guard(m_resizing, true);
    const int others = m_header->length() - m_header->sectionSize(m_subject);
    const int least = QFontMetrics(m_view->font()).averageCharWidth() * leastSubject;
    m_header->resizeSection(m_subject, std::max(least, m_view->viewport()->width() - others));
}

std::vector<int> ItemColumns::shown() const
{
    std::vector<int> columns;
    for (int visual = 0; visual < m_header->count(); ++visual) {
        const int column = m_header->logicalIndex(visual);
        if (!m_header->isSectionHidden(column))
            columns.push_back(column);
    }
    return columns;
}

void ItemColumns::showOnly(const std::vector<int>& columns)
{
    for (int visual = 0; visual < static_cast<int>(columns.size()); ++visual)
        m_header->moveSection(m_header->visualIndex(columns[static_cast<size_t>(visual)]), visual);
    for (int column = 0; column < m_header->count(); ++column)
        m_header->setSectionHidden(column, std::find(columns.begin(), columns.end(), column) == columns.end());
    fitSubject();
}

void ItemColumns::reset()
{
    const QScopedValueRollback guard(m_resizing, true);
    m_subjectByHand = false;
    for (int column = 0; column < m_table->columnCount(); ++column) {
        m_header->moveSection(m_header->visualIndex(column), column);
        m_header->resizeSection(column, usualWidth(column));
    }
    showOnly(usualOnes());
}

std::vector<int> ItemColumns::usualOnes() const
{
    std::vector<int> columns;
    for (const QString& key : usualColumns(m_contents)) {
        if (find(key) >= 0)
            columns.push_back(find(key));
    }
    for (int column = 0; m_contents == ListContents::Mail && column < m_table->columnCount(); ++column) {
        if (m_table->columns()[static_cast<size_t>(column)].shownByDefault)
            columns.push_back(column);
    }
    return columns;
}

void ItemColumns::setContents(ListContents contents)
{
    if (contents == m_contents)
        return;
    m_kept[m_contents] = QString::fromUtf8(save());
    m_contents = contents;
    apply(m_kept.take(contents));
}

QByteArray ItemColumns::save() const
{
    QStringList parts;
    for (const int column : shown()) {
        const QString& key = m_table->columns()[static_cast<size_t>(column)].key;
        const bool plain = column == m_subject ? !m_subjectByHand : m_header->sectionSize(column) == usualWidth(column);
        parts << (plain ? key : QStringLiteral("%1:%2").arg(key).arg(m_header->sectionSize(column)));
    }
    return (prefixOf(m_contents) + parts.join(QChar(','))).toUtf8();
}

void ItemColumns::restore(const QByteArray& text)
{
    const QString all = QString::fromUtf8(text);
    ListContents contents = ListContents::Mail;
    for (const ListContents other : {ListContents::Traffic, ListContents::Mixed}) {
        if (all.startsWith(prefixOf(other)))
            contents = other;
    }
    if (contents == m_contents || all.isEmpty())
        apply(all);
    else
        m_kept[contents] = all;
}

void ItemColumns::apply(const QString& text)
{
    reset();
    const QScopedValueRollback guard(m_resizing, true);
    std::vector<int> columns;
    const QString prefix = prefixOf(m_contents);
    const QString choice = text.startsWith(prefix) ? text.mid(prefix.size()) : text;
    for (const QString& part : choice.split(QChar(','), Qt::SkipEmptyParts)) {
        const int column = find(part.section(QChar(':'), 0, 0));
        if (column < 0 || std::find(columns.begin(), columns.end(), column) != columns.end())
            continue;
        columns.push_back(column);
        const int width = part.section(QChar(':'), 1).toInt();
        if (width <= 0)
            continue;
        m_header->resizeSection(column, std::clamp(width, m_header->minimumSectionSize(), widest));
        m_subjectByHand = m_subjectByHand || column == m_subject;
    }
    if (!columns.empty())
        showOnly(columns);
}

void ItemColumns::fillMenu(QMenu* menu)
{
    for (int i = 0; i < m_table->columnCount(); ++i) {
        const TableColumn& column = m_table->columns()[static_cast<size_t>(i)];
        QAction* action = menu->addAction(column.menuTitle.isEmpty() ? column.title : column.menuTitle);
        action->setCheckable(true);
        action->setChecked(!m_header->isSectionHidden(i));
        action->setEnabled(m_header->isSectionHidden(i) || shown().size() > 1);
        connect(action, &QAction::toggled, this, [this, i](bool on) {
            m_header->setSectionHidden(i, !on);
            fitSubject();
        });
    }
    menu->addSeparator();
    menu->addAction(tr("Reset columns"), this, &ItemColumns::reset);
}

QString ItemColumns::orderText(const SortTerms& terms) const
{
    QStringList parts;
    for (const SortTerm& term : terms) {
        const QString& key = m_table->columns()[static_cast<size_t>(term.column)].key;
        parts << (term.order == Qt::DescendingOrder ? QChar('-') + key : key);
    }
    return parts.join(QChar(','));
}

SortTerms ItemColumns::orderOf(const QString& text) const
{
    SortTerms terms;
    for (QString part : text.split(QChar(','), Qt::SkipEmptyParts)) {
        const bool descending = part.startsWith(QChar('-'));
        const int column = find(descending ? part.mid(1) : part);
        if (column >= 0)
            terms.push_back({column, descending ? Qt::DescendingOrder : Qt::AscendingOrder});
    }
    return terms;
}

} // namespace assay::gui
