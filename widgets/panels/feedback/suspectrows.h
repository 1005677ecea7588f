// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/modelling.h"
#include "core/casefile/snapshot.h"
#include "widgets/bridge/snapshottable.h"

#include <map>

namespace assay::gui {

// What somebody decided about a suspect.
enum class SuspectVerdict { None, Confirmed, Ignored, Changed };

// Decisions by item, as the case keeps them: "17 c1;20 i", confirmed with label 1, ignored.
struct SuspectDecisions
{
    std::map<uint32_t, feedback::LabelId> confirmed; // item, the label that was confirmed
    std::map<uint32_t, bool> ignored;
    std::string toText() const;
    static SuspectDecisions fromText(std::string_view text); // what cannot be read is left out
};

// Labels that models find unlikely, with what was decided about them, as rows of a table; ids are those of the items.
class SuspectRows : public TableRows
{
public:
    SuspectRows(std::shared_ptr<const SuspectReport> report, std::shared_ptr<const CaseSnapshot> snapshot,
        SuspectDecisions decisions);
    uint32_t count() const override { return static_cast<uint32_t>(m_report->suspects.size()); }
    uint32_t id(uint32_t row) const override { return suspect(row).item.value; }
    uint32_t rowOf(uint32_t rowId) const override;
    const Suspect& suspect(uint32_t row) const { return m_report->suspects[row]; }
    feedback::LabelId labelNow(ItemId item) const;
    QString subject(ItemId item) const;
    QString sender(ItemId item) const;
    SuspectVerdict verdict(uint32_t row) const;
    uint32_t decided() const; // rows with a verdict
    std::vector<uint32_t> order() const; // least likely label first

private:
    std::shared_ptr<const SuspectReport> m_report;
    std::shared_ptr<const CaseSnapshot> m_snapshot;
    SuspectDecisions m_decisions;
};

TableColumns suspectColumns();
QString percentText(double share); // "97 %"

} // namespace assay::gui
