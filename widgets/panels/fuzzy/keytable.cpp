// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/keytable.h"

#include <QHeaderView>

#include <algorithm>

namespace assay::gui {

KeyTable::KeyTable(QWidget* parent)
    : QTableWidget(0, columnCount, parent)
{
    setObjectName(QStringLiteral("keyTable"));
    setAccessibleName(tr("Keys of the service"));
    setHorizontalHeaderLabels({tr("Name"), tr("Key"), tr("Read-only"), tr("Allowed flags"), tr("Forbidden flags"),
        tr("Expires"), tr("Rate per second")});
    horizontalHeaderItem(Id)->setToolTip(tr("First characters of the public key, as statistics show them"));
    horizontalHeaderItem(Allowed)->setToolTip(tr("Flags that may be learned with it, as 11, 13; empty: all"));
    horizontalHeaderItem(Expires)->setToolTip(tr("Last day, as 2027-01-31; empty: never"));
    horizontalHeaderItem(Rate)->setToolTip(tr("Commands a second; 0: no limit"));
    verticalHeader()->hide();
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setTabKeyNavigation(false);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(Name, QHeaderView::Stretch);
    connect(this, &QTableWidget::itemChanged, this, [this] {
        if (!m_filling)
            Q_EMIT edited();
    });
}

void KeyTable::setKeys(const std::vector<ServiceSettings::Key>& keys)
{
    m_filling = true;
    setRowCount(static_cast<int>(keys.size()));
    for (int row = 0; row < rowCount(); ++row)
        fillRow(row, keys[static_cast<size_t>(row)]);
    m_filling = false;
}

void KeyTable::fillRow(int row, const ServiceSettings::Key& key)
{
    const auto put = [this, row](Column column, const QVariant& value) {
        auto* item = new QTableWidgetItem;
        item->setData(Qt::EditRole, value);
        setItem(row, column, item);
        return item;
    };
    put(Name, key.name);
    QTableWidgetItem* id = put(Id, key.id);
    id->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    id->setToolTip(key.publicKey);
    id->setData(Qt::UserRole, key.publicKey);
    QTableWidgetItem* readOnly = put(ReadOnly, {});
    readOnly->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    readOnly->setCheckState(key.readOnly ? Qt::Checked : Qt::Unchecked);
    put(Allowed, key.allowedFlags);
    put(Forbidden, key.forbiddenFlags);
    put(Expires, key.expires);
    put(Rate, key.rate);
}

ServiceSettings::Key KeyTable::keyAt(int row) const
{
    const auto text = [this, row](Column column) { return item(row, column)->text().trimmed(); };
    return {text(Id), item(row, Id)->data(Qt::UserRole).toString(), text(Name),
        item(row, ReadOnly)->checkState() == Qt::Checked, text(Allowed), text(Forbidden), text(Expires),
        std::max(0.0, item(row, Rate)->data(Qt::EditRole).toDouble())};
}

std::vector<ServiceSettings::Key> KeyTable::keys() const
{
    std::vector<ServiceSettings::Key> keys;
    for (int row = 0; row < rowCount(); ++row)
        keys.push_back(keyAt(row));
    return keys;
}

void KeyTable::addKey(const ServiceSettings::Key& key)
{
    m_filling = true;
    insertRow(rowCount());
    fillRow(rowCount() - 1, key);
    m_filling = false;
    setCurrentCell(rowCount() - 1, Name);
    Q_EMIT edited();
}

void KeyTable::removeCurrent()
{
    if (currentRow() < 0)
        return;
    removeRow(currentRow());
    Q_EMIT edited();
}

std::optional<ServiceSettings::Key> KeyTable::currentKey() const
{
    return currentRow() < 0 ? std::nullopt : std::optional(keyAt(currentRow()));
}

} // namespace assay::gui
