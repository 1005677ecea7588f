// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"

#include <QObject>

#include <functional>
#include <optional>

namespace assay::gui {

class Jobs;
class LiveCase;

// One change as it was stored.
struct LabelChange
{
    feedback::Operation operation;
    std::vector<ItemId> items; // it was asked for; of undo and redo the one item when it is one, of imports none
    std::optional<feedback::Operation> about; // of an undo or redo: the operation that was taken back or done again
    // It changed stored hashes, or took such a change back.
    bool isFuzzy() const
    {
        constexpr feedback::OperationKind fuzzy = feedback::OperationKind::Fuzzy;
        return operation.kind == fuzzy || operation.subject == fuzzy;
    }
};

// Where labels, bookmarks, tags and notes of the open case are changed. Changes queue up and are stored in the order of
// the calls, off the GUI thread; each is shown (LiveCase::labelsChanged) only after it is stored. A failure is a notice
// of the LiveCase and failed(); nothing of that change is stored then. GUI thread.
class LabelDesk : public QObject
{
    Q_OBJECT
public:
    LabelDesk(Jobs& jobs, LiveCase& live);

    // noLabel clears. `query` is what a bulk was chosen with, for the audit log.
    void label(std::vector<ItemId> items, feedback::LabelId label, const QString& query = {});
    void bookmark(std::vector<ItemId> items, bool on);
    void tag(std::vector<ItemId> items, const QString& tag, bool on);
    void setNote(ItemId item, const QString& text); // "" removes
    void undo();
    void redo();
    // Labels from a CSV or JSONL file, or from the names of folders when `file` is empty.
    void importLabels(const QString& file);
    // A change of another desk that undo() takes back too; nullopt: it cannot be taken back, stored() is not emitted.
    // `then` is called when it is stored and the same case is still open.
    using Change = std::function<Result<std::optional<LabelChange>>(Case&, const RunContext&)>;
    void store(const QString& name, size_t items, Change change, std::function<void()> then = {});

    // Changes that are not stored yet.
    bool isBusy() const { return m_pending > 0; }
    // What undo() and redo() would be about; kept with the case, so it is there after a restart.
    const std::optional<feedback::Operation>& nextUndo() const { return m_state.undo; }
    const std::optional<feedback::Operation>& nextRedo() const { return m_state.redo; }

Q_SIGNALS:
    void stored(const assay::gui::LabelChange& change); // after LiveCase::labelsChanged
    void failed();
    void imported(const assay::LabelImportReport& report, const QString& file);
    void undoChanged();

private:
    struct Done;
    using Work = std::function<Result<Done>(Case&, const RunContext&)>;
    void start(const QString& name, size_t items, Work work);
    void finish(const std::shared_ptr<Case>& file, const Result<Done>& result);
    void step(bool back);
    void readState();
    void setState(Case::UndoState state);

    Jobs& m_jobs;
    LiveCase& m_live;
    Case::UndoState m_state;
    int m_pending = 0;
};

} // namespace assay::gui
