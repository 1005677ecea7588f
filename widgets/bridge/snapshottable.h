// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/runcontext.h"

#include <QAbstractTableModel>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace assay::gui {

// The rows of one snapshot: immutable, any thread. Rows are numbered 0 .. count() - 1; an id survives from one snapshot
// to the next.
class TableRows
{
public:
    virtual ~TableRows();
    virtual uint32_t count() const = 0;
    virtual uint32_t id(uint32_t row) const { return row; }
    // The row of an id, or count() when the snapshot has no such row.
    virtual uint32_t rowOf(uint32_t rowId) const { return rowId < count() ? rowId : count(); }
};

// One column: how a cell reads and how it sorts. No text is kept; data() makes it for the rows on screen.
struct TableColumn
{
    QString key; // stable name, for settings
    QString title;
    QString description; // tool tip of the header
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter;
    int widthInChars = 12;
    bool shownByDefault = true;
    std::function<QString(const TableRows&, uint32_t row)> text;
    // Sorts by number when set (NaN last), else by `word`, case folded.
    std::function<double(const TableRows&, uint32_t row)> number;
    std::function<std::string(const TableRows&, uint32_t row)> word; // UTF-8
    // Other roles (decoration, tool tip); may be empty.
    std::function<QVariant(const TableRows&, uint32_t row, int role)> extra;
};
using TableColumns = std::vector<TableColumn>;

struct SortTerm
{
    int column = 0;
    Qt::SortOrder order = Qt::AscendingOrder;
    bool operator==(const SortTerm&) const = default;
};
using SortTerms = std::vector<SortTerm>;

// `rows` in the order of `terms`, the first deciding first; equal rows keep their order. Any thread. Cancelled when
// asked.
Result<std::vector<uint32_t>> sortRows(const TableRows& rows, const TableColumns& columns, const SortTerms& terms,
    std::vector<uint32_t> order, const RunContext& context);

// A table of a million rows: a snapshot, an order (row numbers) and columns. Sorting and filtering happen elsewhere and
// come in as a new order in one reset.
class SnapshotTable : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit SnapshotTable(TableColumns columns, QObject* parent = nullptr);

    // Shows `order` of `rows`. When the new order only adds rows at the end, rows are inserted; else it is one reset.
    void setSnapshot(std::shared_ptr<const TableRows> rows, std::vector<uint32_t> order);
    void setColumnsTitleSuffix(const SortTerms& terms); // marks secondary sort columns

    const std::shared_ptr<const TableRows>& rows() const { return m_rows; }
    const std::vector<uint32_t>& order() const { return m_order; }
    const TableColumns& columns() const { return m_columns; }
    uint32_t idAt(int tableRow) const;
    // The table row that shows `id`, or -1.
    int tableRowOf(uint32_t id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool onlyAdds(const TableRows& rows, const std::vector<uint32_t>& order) const;
    QVariant accessibleText(const QModelIndex& index) const;

    TableColumns m_columns;
    SortTerms m_terms;
    std::shared_ptr<const TableRows> m_rows;
    std::vector<uint32_t> m_order;
    mutable std::vector<int32_t> m_positions; // table row of a row, made at first use
};

} // namespace assay::gui
