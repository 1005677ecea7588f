// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/labeldesk.h"

#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"

#include <QFile>

#include <utility>

namespace assay::gui {
namespace {

constexpr size_t visibleFrom = 10'000; // items; smaller changes are done before anybody could read of them

} // namespace

// What a job brings back.
struct LabelDesk::Done
{
    LabelChange change;
    std::optional<LabelImportReport> import;
    QString file;
    std::shared_ptr<const CaseSnapshot> snapshot; // null: it could not be read
    Case::UndoState state;
    bool isUndoable = true;
    std::function<void()> then; // for the GUI thread; may be empty
};

LabelDesk::LabelDesk(Jobs& jobs, LiveCase& live)
    : QObject(&live)
    , m_jobs(jobs)
    , m_live(live)
{
    connect(&live, &LiveCase::caseChanged, this, [this] {
        setState({});
        readState();
    });
}

void LabelDesk::label(std::vector<ItemId> items, feedback::LabelId label, const QString& query)
{
    const size_t count = items.size(); // before the items go into the job
    start(tr("Label"), count,
        [items = std::move(items), label, query = query.toStdString()](
            Case& file, const RunContext& context) -> Result<Done> {
            feedback::LabelRequest request;
            request.label = label;
            request.author = file.user();
            request.query = query;
            auto operation = file.label(items, request, context);
            if (!operation)
                return operation.error();
            return Done{{std::move(*operation), items, {}}, {}, {}, {}, {}, true, {}};
        });
}

void LabelDesk::bookmark(std::vector<ItemId> items, bool on)
{
    const size_t count = items.size();
    start(tr("Bookmark"), count, [items = std::move(items), on](Case& file, const RunContext&) -> Result<Done> {
        auto operation = file.bookmark(items, on);
        if (!operation)
            return operation.error();
        return Done{{std::move(*operation), items, {}}, {}, {}, {}, {}, true, {}};
    });
}

void LabelDesk::tag(std::vector<ItemId> items, const QString& tag, bool on)
{
    const size_t count = items.size();
    start(tr("Tag"), count,
        [items = std::move(items), tag = tag.toStdString(), on](Case& file, const RunContext&) -> Result<Done> {
            auto operation = file.tag(items, tag, on);
            if (!operation)
                return operation.error();
            return Done{{std::move(*operation), items, {}}, {}, {}, {}, {}, true, {}};
        });
}

void LabelDesk::setNote(ItemId item, const QString& text)
{
    start(tr("Note"), 1, [item, text = text.toStdString()](Case& file, const RunContext&) -> Result<Done> {
        auto operation = file.setNote(item, text);
        if (!operation)
            return operation.error();
        return Done{{std::move(*operation), {item}, {}}, {}, {}, {}, {}, true, {}};
    });
}

void LabelDesk::undo()
{
    step(true);
}

void LabelDesk::redo()
{
    step(false);
}

void LabelDesk::step(bool back)
{
    const std::optional<feedback::Operation>& next = back ? m_state.undo : m_state.redo;
    start(back ? tr("Undo") : tr("Redo"), next ? next->changed : 0,
        [back](Case& file, const RunContext& context) -> Result<Done> {
            auto before = file.undoState(); // as it is now: changes before this one may have waited too
            if (!before)
                return before.error();
            auto operation = back ? file.undo(context) : file.redo(context);
            if (!operation)
                return operation.error();
            std::vector<ItemId> items;
            if (operation->changed == 1) {
                if (auto changed = file.changedItems(operation->id))
                    items = std::move(*changed);
            }
            return Done{{std::move(*operation), std::move(items), back ? before->undo : before->redo}, {}, {}, {}, {},
                true, {}};
        });
}

void LabelDesk::importLabels(const QString& path)
{
    start(tr("Import labels"), visibleFrom, [path](Case& file, const RunContext& context) -> Result<Done> {
        auto report = file.importLabels(std::filesystem::path(QFile::encodeName(path).toStdString()), context);
        if (!report)
            return report.error();
        Done done;
        done.change.operation = report->operation;
        done.import = std::move(*report);
        done.file = path;
        return done;
    });
}

void LabelDesk::store(const QString& name, size_t items, Change change, std::function<void()> then)
{
    const auto work = [change = std::move(change), then = std::move(then)](
                          Case& file, const RunContext& context) -> Result<Done> {
        auto changed = change(file, context);
        if (!changed)
            return changed.error();
        Done done;
        done.then = then;
        done.isUndoable = changed->has_value();
        if (*changed)
            done.change = std::move(**changed);
        return done;
    };
    start(name, items, work);
}

void LabelDesk::start(const QString& name, size_t items, Work work)
{
    const std::shared_ptr<Case> file = m_live.file();
    if (!file)
        return;
    ++m_pending;
    const JobShow show = items < visibleFrom ? JobShow::Quiet : JobShow::Visible;
    const JobTitle title{name, m_live.title(), JobUnit::None, show};
    const auto run = [file, base = m_live.snapshot(), work = std::move(work)](
                         const RunContext& context) -> Result<Done> {
        Result<Done> done = work(*file, context);
        if (!done)
            return done;
        // From here on the change is stored: what cannot be read now is read by the next refresh.
        if (auto snapshot = file->snapshot(base))
            done->snapshot = std::move(*snapshot);
        if (auto state = file->undoState())
            done->state = std::move(*state);
        return done;
    };
    m_jobs.startInOrder<Done>(this, title, run, [this, file](const Result<Done>& result) { finish(file, result); });
}

void LabelDesk::finish(const std::shared_ptr<Case>& file, const Result<Done>& result)
{
    --m_pending;
    const bool same = file == m_live.file(); // else another case was opened meanwhile
    if (!result) {
        m_live.report(result.error(), Attempt::Label);
        if (same)
            Q_EMIT failed();
        return;
    }
    if (!same)
        return;
    if (result->change.operation.kind == feedback::OperationKind::Label)
        m_live.reveal(result->change.items);
    if (result->snapshot && result->snapshot->labels)
        m_live.takeLabels(*result->snapshot);
    else
        m_live.markStale();
    setState(result->state);
    if (result->isUndoable)
        Q_EMIT stored(result->change);
    if (result->import)
        Q_EMIT imported(*result->import, result->file);
    if (result->then)
        result->then();
}

void LabelDesk::readState()
{
    const std::shared_ptr<Case> file = m_live.file();
    if (!file)
        return;
    const JobTitle title{tr("Undo"), {}, JobUnit::None, JobShow::Quiet};
    m_jobs.startInOrder<Case::UndoState>(
        this, title, [file](const RunContext&) { return file->undoState(); },
        [this, file](Result<Case::UndoState> state) {
            if (state && file == m_live.file())
                setState(std::move(*state));
        });
}

void LabelDesk::setState(Case::UndoState state)
{
    m_state = std::move(state);
    Q_EMIT undoChanged();
}

} // namespace assay::gui
