// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/store/auditlog.h"
#include "widgets/bridge/snapshottable.h"

#include <QTimeZone>

#include <optional>
#include <span>

namespace assay::gui {

// Entries of the audit log as rows of a table.
class AuditRows : public TableRows
{
public:
    AuditRows(std::shared_ptr<const std::vector<store::AuditEntry>> entries, QTimeZone zone);
    uint32_t count() const override { return static_cast<uint32_t>(m_entries->size()); }
    const store::AuditEntry& entry(uint32_t row) const { return (*m_entries)[row]; }
    const QTimeZone& zone() const { return m_zone; }
    // Rows whose texts hold `search`; empty: all.
    std::vector<uint32_t> newestFirst(const QString& search) const;

private:
    std::shared_ptr<const std::vector<store::AuditEntry>> m_entries;
    QTimeZone m_zone;
};

TableColumns auditColumns();
// The query that lists what an entry is about; empty when the entry does not say it.
QString affectedQuery(const store::AuditEntry& entry);
// The operation whose items an entry is about.
std::optional<uint64_t> operationOf(const store::AuditEntry& entry);
// "id:[1,2,3]"; empty when there are none or more than a query may name.
QString itemsQuery(std::span<const ItemId> items);
// All fields with hashes, times in UTC: JSON lines, or CSV when the name ends so. Whole or not at all. Any thread.
Result<uint64_t> writeAudit(
    const std::vector<store::AuditEntry>& entries, const QString& file, const RunContext& context);

} // namespace assay::gui
