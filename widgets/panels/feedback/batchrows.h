// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/batches.h"
#include "widgets/bridge/snapshottable.h"

#include <QTimeZone>

namespace assay::gui {

// Batches as rows of a table; their numbers are the ids.
class BatchRows : public TableRows
{
public:
    using List = std::vector<feedback::BatchInfo>;
    BatchRows(std::shared_ptr<const List> list, QTimeZone zone);
    uint32_t count() const override { return static_cast<uint32_t>(m_list->size()); }
    uint32_t id(uint32_t row) const override { return info(row).id.value; }
    uint32_t rowOf(uint32_t rowId) const override;
    const feedback::BatchInfo& info(uint32_t row) const { return (*m_list)[row]; }
    const QTimeZone& zone() const { return m_zone; }
    std::vector<uint32_t> order() const; // as they come: newest first

private:
    std::shared_ptr<const List> m_list;
    QTimeZone m_zone;
};

TableColumns batchColumns();

// Messages of the case as rows of a table.
class MessageRows : public TableRows
{
public:
    using List = std::vector<CaseMessage>;
    MessageRows(std::shared_ptr<const List> list, QTimeZone zone);
    uint32_t count() const override { return static_cast<uint32_t>(m_list->size()); }
    const CaseMessage& message(uint32_t row) const { return (*m_list)[row]; }
    const QTimeZone& zone() const { return m_zone; }
    std::vector<uint32_t> order() const;

private:
    std::shared_ptr<const List> m_list;
    QTimeZone m_zone;
};

TableColumns messageColumns();

} // namespace assay::gui
