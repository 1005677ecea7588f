// SPDX-License-Identifier: GPL-3.0-or-later
// Labelling many items at once: what is asked before.
#include "widgets/bridge/format.h"
#include "widgets/bridge/labeltext.h"
#include "widgets/bridge/livecase.h"
#include "widgets/panels/triage/triage.h"

#include <QMessageBox>
#include <QPushButton>

namespace assay::gui {
namespace {

constexpr size_t askAbove = 1000; // items
constexpr uint64_t askFromChanges = 5; // labels that are there already and would change

using Counts = std::map<feedback::LabelId, uint64_t>;

// Earlier labels that `label` would take the place of.
Counts replaced(const CaseSnapshot& snapshot, const std::vector<ItemId>& items, feedback::LabelId label)
{
    Counts counts;
    if (!snapshot.labels)
        return counts;
    for (const ItemId item : items) {
        const size_t row = snapshot.items->find(item);
        const feedback::LabelId old =
            row < snapshot.labels->labels.size() ? snapshot.labels->labels[row] : feedback::noLabel;
        if (old != feedback::noLabel && old != label)
            ++counts[old];
    }
    return counts;
}

uint64_t sum(const Counts& counts)
{
    uint64_t total = 0;
    for (const auto& entry : counts)
        total += entry.second;
    return total;
}

} // namespace

void Triage::labelItems(std::vector<ItemId> items, feedback::LabelId label, const QString& query)
{
    const uint64_t changes = sum(replaced(*m_context.live.snapshot(), items, label));
    if (items.size() > askAbove || changes >= askFromChanges)
        confirm(std::move(items), label, query);
    else
        store(std::move(items), label, true, query);
}

void Triage::confirm(std::vector<ItemId> items, feedback::LabelId label, const QString& query)
{
    const Counts counts = replaced(*m_context.live.snapshot(), items, label);
    const QString count = formatCount(items.size());
    const bool clears = label == feedback::noLabel;
    const QString question = clears ? tr("Clear the labels of %1 items?").arg(count)
                                    : tr("Label %1 items %2?", "count, label").arg(count, labelWord(label));
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Label many items"), question, QMessageBox::Cancel, m_window);
    box->setObjectName(QStringLiteral("bulkConfirm"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(counts.empty()
            ? tr("None of them has another label. Edit > Undo takes it back.")
            : tr("Labels that change: %1. Edit > Undo brings them back.", "counts by label")
                  .arg(countsByLabel(counts)));
    QPushButton* yes = box->addButton(clears ? tr("Clear") : labelTitle(label), QMessageBox::AcceptRole);
    box->setDefaultButton(yes);
    connect(yes, &QPushButton::clicked, this,
        [this, items = std::move(items), label, query] { store(items, label, true, query); });
    box->open();
}

} // namespace assay::gui
