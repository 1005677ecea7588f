// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/runcontext.h"
#include "widgets/bridge/rowgroups.h"

#include <QAbstractTableModel>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
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
    QString menuTitle = {}; // where the title is only a sign; empty: the title
    // How queries name what stands here and the value of a row as they spell it; empty: it cannot be asked for, the row
    // has no value. A column with `number` can be asked from a value on.
    QString field = {};
    std::function<std::string(const TableRows&, uint32_t row)> value = {};
    bool elideMiddle = false; // ids and paths, whose ends tell them apart
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

// A table of a million rows: a snapshot, an order (row numbers) and columns. Sorting, filtering and grouping happen
// elsewhere and come in as a new order in one reset. A group is a row of its own with its members below when it is
// open.
class SnapshotTable : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit SnapshotTable(TableColumns columns, QObject* parent = nullptr);

    // Beside Qt's: the heading of a group (invalid elsewhere), how many rows the group of a first row has.
    enum Role { HeadingRole = Qt::UserRole + 40, GroupSizeRole };
    using Heading = std::function<QString(const TableRows&, uint32_t firstRow)>;

    // Shows `order` of `rows`. When the new order only adds rows at the end, rows are inserted; else it is one reset.
    void setSnapshot(std::shared_ptr<const TableRows> rows, std::vector<uint32_t> order);
    // Shows groups of `rows`, closed unless they were opened before. One reset, or none when nothing moved.
    void setGroups(std::shared_ptr<const TableRows> rows, std::shared_ptr<const RowGroups> groups, Heading heading);
    void setOpen(int tableRow, bool open); // a row that hasGroup()
    void setAllOpen(bool open);
    // The same rows with other values: repaints and moves nothing. Ignored when `rows` has fewer rows.
    void replaceValues(std::shared_ptr<const TableRows> rows);
    // Rows to show dimmed, by their numbers; null for none.
    void setDimmed(std::shared_ptr<const std::vector<bool>> rows);
    void setColumnsTitleSuffix(const SortTerms& terms); // marks secondary sort columns

    const std::shared_ptr<const TableRows>& rows() const { return m_rows; }
    // The rows that the table is about, those in closed groups too.
    const std::vector<uint32_t>& order() const { return m_groups ? m_groups->members : m_order; }
    const TableColumns& columns() const { return m_columns; }
    // The row that a table row shows; of a heading, the first of its group.
    uint32_t rowAt(int tableRow) const { return rowsAt(tableRow).front(); }
    uint32_t idAt(int tableRow) const { return m_rows->id(rowAt(tableRow)); }
    // The rows that a table row stands for: one, or those of its group. Valid until the next change.
    std::span<const uint32_t> rowsAt(int tableRow) const;
    bool hasGroup(int tableRow) const; // it stands for a group that opens and closes
    bool isHeading(int tableRow) const; // it shows no row, only what its group has in common
    bool isOpen(int tableRow) const;
    uint groupSize(int tableRow) const; // of a row that hasGroup()
    uint32_t groupCount() const { return m_groups ? m_groups->count() : 0; }
    bool isGrouped() const { return m_groups != nullptr; }
    // The table row that shows `id`, or -1: not in the order, or in a closed group.
    int tableRowOf(uint32_t id) const;
    // The same, after opening the group of the row when that is needed.
    int reveal(uint32_t id);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static constexpr uint32_t groupBit = uint32_t{1} << 31; // of a line: the rest is the number of a group
    bool onlyAdds(const TableRows& rows, const std::vector<uint32_t>& order) const;
    const std::vector<uint32_t>& lines() const { return m_groups ? m_lines : m_order; }
    uint32_t lineAt(int tableRow) const { return lines()[static_cast<size_t>(tableRow)]; }
    bool isGroupOpen(uint32_t group) const { return m_allOpen != m_toggled.contains(m_groups->keys[group]); }
    std::span<const uint32_t> below(uint32_t group) const; // the lines of an open group
    void makeLines();
    QVariant headingData(const QModelIndex& index, int role) const;
    QVariant accessibleText(const QModelIndex& index) const;

    TableColumns m_columns;
    SortTerms m_terms;
    std::shared_ptr<const TableRows> m_rows;
    std::vector<uint32_t> m_order;
    std::shared_ptr<const std::vector<bool>> m_dimmed;
    std::shared_ptr<const RowGroups> m_groups; // null: m_order is shown
    std::vector<uint32_t> m_lines; // what is shown of m_groups: rows, or groupBit and a group
    Heading m_heading;
    bool m_allOpen = false;
    std::unordered_set<uint64_t> m_toggled; // keys of groups that are not as m_allOpen says
    mutable std::vector<int32_t> m_positions; // table row of a row, made at first use
};

} // namespace assay::gui
