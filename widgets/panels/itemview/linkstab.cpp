// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/itemview/linkstab.h"

#include "widgets/bridge/columnwidths.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QMenu>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <map>

namespace assay::gui {
namespace {

constexpr int shownLinks = 20'000;
enum Column { UrlColumn, HostColumn, TextColumn, PartColumn, CountColumn, ColumnCount };

} // namespace

LinksTab::LinksTab(QWidget* parent)
    : QWidget(parent)
{
    m_table = new QTreeWidget(this);
    m_table->setObjectName(QStringLiteral("itemView.links"));
    m_table->setAccessibleName(tr("Links"));
    m_table->setHeaderLabels({tr("URL"), tr("Host"), tr("Text of the link"), tr("Part"), tr("Count")});
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* copySafe = new QAction(tr("Copy defanged URL"), this);
    copySafe->setShortcut(QKeySequence::Copy);
    copySafe->setShortcutContext(Qt::WidgetShortcut);
    auto* copyPlain = new QAction(tr("Copy URL as it is"), this);
    auto* findHost = new QAction(tr("Find all with this host"), this);
    m_table->addActions({findHost, copySafe, copyPlain});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);
    connect(findHost, &QAction::triggered, this, [this] {
        const QTreeWidgetItem* row = m_table->currentItem();
        const std::string host = row ? row->data(HostColumn, Qt::UserRole).toString().toStdString() : std::string();
        if (!host.empty())
            Q_EMIT hostChosen(host);
    });
    connect(copySafe, &QAction::triggered, this, [this] { copy(true); });
    connect(copyPlain, &QAction::triggered, this, [this] { copy(false); });
}

void LinksTab::setContent(const std::shared_ptr<const ItemContent>& content)
{
    m_table->clear();
    m_count = 0;
    if (!content)
        return;
    std::map<std::string, QTreeWidgetItem*> rows; // one a URL and part
    QList<QTreeWidgetItem*> items;
    for (const MailUrl& url : content->message->urls()) {
        QTreeWidgetItem*& row = rows[url.source + '\n' + url.url + '\n' + url.text];
        if (!row) {
            if (items.size() >= shownLinks)
                break;
            row = new QTreeWidgetItem({displayLine(defanged(QString::fromStdString(url.url)), 400),
                displayLine(url.host, 200), displayLine(url.text, 200), displayLine(url.source, 40), QString()});
            row->setData(UrlColumn, Qt::UserRole, QString::fromStdString(url.url));
            row->setData(HostColumn, Qt::UserRole, QString::fromStdString(url.host));
            if (url.deceptive) {
                row->setIcon(UrlColumn, themedIcon(QStringLiteral("warning")));
                row->setToolTip(UrlColumn, tr("The text of the link shows another host than its target."));
            }
            items << row;
        }
        row->setText(CountColumn, QString::number(row->text(CountColumn).toInt() + 1));
    }
    m_count = static_cast<int>(items.size());
    m_table->addTopLevelItems(items);
    for (int column = 0; column < ColumnCount; ++column)
        fitColumn(m_table, column, 60, column == UrlColumn ? 420 : 220);
}

void LinksTab::copy(bool safe)
{
    QStringList urls;
    for (const QTreeWidgetItem* row : m_table->selectedItems()) {
        const QString url = row->data(UrlColumn, Qt::UserRole).toString();
        urls << (safe ? defanged(url) : url);
    }
    QApplication::clipboard()->setText(urls.join(QChar('\n')));
}

} // namespace assay::gui
