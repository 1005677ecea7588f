// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "widgets/bridge/snapshottable.h"

#include <QTimeZone>

#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace assay::gui {

// Names of folders and sources, for the column of the list and the tree; immutable.
struct SourceNames
{
    explicit SourceNames(const std::vector<SourceInfo>& sources);
    std::unordered_map<uint32_t, QString> sources;
    std::unordered_map<uint32_t, QString> folders; // "inbox.mbox/Sent"
};

// In a blind review, scores and earlier labels of an item are hidden until it gets a label.
struct BlindReview
{
    std::unordered_set<uint32_t> revealed; // ids of items
};

// A snapshot of a case as rows of a SnapshotTable.
class ItemRows : public TableRows
{
public:
    // `blind`: null for no blind review.
    ItemRows(std::shared_ptr<const CaseSnapshot> snapshot, std::shared_ptr<const SourceNames> names, QTimeZone zone,
        std::shared_ptr<const BlindReview> blind = nullptr);

    uint32_t count() const override { return static_cast<uint32_t>(items().count()); }
    uint32_t id(uint32_t row) const override { return items().row(row).id.value; }
    uint32_t rowOf(uint32_t rowId) const override { return static_cast<uint32_t>(items().find(ItemId{rowId})); }

    const CaseSnapshot& snapshot() const { return *m_snapshot; }
    const ItemTable& items() const { return *m_snapshot->items; }
    const ItemRow& item(uint32_t row) const { return items().row(row); }
    double score(uint32_t row) const; // NaN: not scanned
    double rejectThreshold() const;
    Action action(uint32_t row) const;
    unsigned hits(uint32_t row) const;
    QString folder(uint32_t row) const;
    feedback::LabelId label(uint32_t row) const;
    uint8_t marks(uint32_t row) const; // feedback::markBookmarked ...
    int64_t labelledAt(uint32_t row) const; // 0: no label
    std::string_view labelAuthor(uint32_t row) const;
    bool isHidden(uint32_t row) const; // by the blind review
    const QTimeZone& zone() const { return m_zone; }

private:
    std::shared_ptr<const CaseSnapshot> m_snapshot; // its scores may be null or shorter than the items
    std::shared_ptr<const SourceNames> m_names;
    QTimeZone m_zone;
    std::shared_ptr<const BlindReview> m_blind;
};

// Beside Qt's roles: the score as part of the reject threshold, a double; invalid where no bar belongs.
constexpr int BarRole = Qt::UserRole + 60;

// The columns of the item list, in their default order.
TableColumns itemColumns();
TableColumns labelColumns(); // those of labels: label, marks, author, time
QString actionTitle(Action action); // "reject", as people read it
QString actionIcon(Action action); // name of its icon

} // namespace assay::gui
