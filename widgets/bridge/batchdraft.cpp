// SPDX-License-Identifier: GPL-3.0-or-later
// The draft of the active batch: edited, stored soon after, taken back.
#include "widgets/bridge/batchdesk.h"
#include "widgets/bridge/livecase.h"

#include <QDateTime>

#include <utility>

namespace assay::gui {
namespace {

constexpr int64_t oneEditMs = 1500; // changes closer than this are undone together
constexpr size_t mostUndone = 100;

} // namespace

void BatchDesk::setContext(const feedback::BatchContext& context)
{
    if (!isEditable() || m_active->info.context == context)
        return;
    const feedback::BatchContext before = std::exchange(m_active->info.context, context);
    if (before.reason != context.reason || before.start != context.start || before.stop != context.stop) {
        m_review = nullptr; // its warnings were about these
        Q_EMIT reviewChanged();
    }
    edited();
}

void BatchDesk::setScope(const feedback::BatchScope& scope)
{
    if (!isEditable() || m_active->scope == scope)
        return;
    m_active->scope = scope;
    m_review = nullptr;
    Q_EMIT reviewChanged();
    edited();
}

void BatchDesk::edited()
{
    m_isDirty = true;
    m_hasFailed = false;
    if (!m_saveTimer.isActive()) // never put off: half a second after the first change it is stored
        m_saveTimer.start();
    Q_EMIT draftChanged();
    Q_EMIT savedChanged();
}

void BatchDesk::save()
{
    m_saveTimer.stop();
    if (!m_isDirty || !isEditable())
        return;
    m_isDirty = false;
    const Content now = content();
    if (now == m_stored) {
        Q_EMIT savedChanged();
        return;
    }
    ++m_saving;
    const int64_t time = QDateTime::currentMSecsSinceEpoch();
    if (m_history.empty() || time - m_historyAt > oneEditMs)
        m_history.push_back(m_stored);
    m_historyAt = time;
    if (m_history.size() > mostUndone)
        m_history.pop_front();
    const Content before = std::exchange(m_stored, now);
    const BatchId id = m_active->info.id;
    change(
        tr("Save draft"),
        [id, now, before](Case& file, const RunContext&) -> Result<BatchId> {
            if (!(now.context == before.context)) {
                if (const auto done = file.setBatchContext(id, now.context); !done)
                    return done.error();
            }
            if (!(now.scope == before.scope)) {
                if (const auto done = file.setBatchScope(id, now.scope); !done)
                    return done.error();
            }
            return id;
        },
        [this, id, before](const Result<Stored>& stored) { savedContent(id, before, stored); });
}

// A draft that could not be stored is tried again with the next change.
void BatchDesk::savedContent(BatchId id, const Content& before, const Result<Stored>& stored)
{
    --m_saving;
    if (!m_active || m_active->info.id != id)
        return; // another one was opened meanwhile
    if (!stored) {
        m_stored = before;
        m_isDirty = m_hasFailed = true;
        Q_EMIT saveFailed();
        return;
    }
    m_savedAt = QDateTime::currentSecsSinceEpoch();
    refreshSoon();
}

void BatchDesk::undo()
{
    if (!canUndo())
        return;
    if (m_isDirty)
        save();
    if (m_history.empty())
        return;
    const Content before = m_history.back();
    m_history.pop_back();
    m_active->info.context = before.context;
    m_active->scope = before.scope;
    m_review = nullptr;
    edited();
    const size_t kept = m_history.size();
    save();
    if (m_history.size() > kept) // taking back is not a change to be taken back
        m_history.pop_back();
    Q_EMIT reviewChanged();
    Q_EMIT savedChanged();
}

void BatchDesk::whenSaved(std::function<void()> then)
{
    save();
    m_waiting.push_back(std::move(then));
    if (m_pending == 0)
        runWaiting();
}

void BatchDesk::runWaiting()
{
    if (m_pending > 0)
        return;
    const std::vector<std::function<void()>> waiting = std::exchange(m_waiting, {});
    for (const std::function<void()>& call : waiting)
        call();
}

} // namespace assay::gui
