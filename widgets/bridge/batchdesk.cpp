// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/batchdesk.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/labeldesk.h"
#include "widgets/bridge/livecase.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace assay::gui {
namespace {

constexpr int saveDelayMs = 300; // a draft is on the disk half a second after a change
constexpr int refreshDelayMs = 400;
constexpr const char* placeKey = "batch.active"; // of the state of a case: "3 2", number and step

JobTitle quiet(const QString& name)
{
    return {name, {}, JobUnit::None, JobShow::Quiet};
}

bool isDraft(const feedback::BatchInfo& info)
{
    using feedback::BatchState;
    return !info.isWithdrawn
        && (info.state == BatchState::Empty || info.state == BatchState::Draft || info.state == BatchState::Changed);
}

} // namespace

BatchDesk& LiveCase::batches()
{
    if (!m_batches)
        m_batches = new BatchDesk(m_jobs, *this);
    return *m_batches;
}

BatchDesk::BatchDesk(Jobs& jobs, LiveCase& live)
    : QObject(&live)
    , m_jobs(jobs)
    , m_live(live)
    , m_list(std::make_shared<const List>())
    , m_messages(std::make_shared<const Messages>())
{
    m_saveTimer.setSingleShot(true);
    m_saveTimer.setInterval(saveDelayMs);
    connect(&m_saveTimer, &QTimer::timeout, this, &BatchDesk::save);
    m_refreshTimer.setSingleShot(true);
    m_refreshTimer.setInterval(refreshDelayMs);
    connect(&m_refreshTimer, &QTimer::timeout, this, &BatchDesk::refresh);
    connect(&live, &LiveCase::closing, this, &BatchDesk::save);
    connect(&live, &LiveCase::caseChanged, this, [this] {
        reset();
        load();
    });
    connect(&live, &LiveCase::labelsChanged, this, &BatchDesk::refreshSoon);
    connect(&live, &LiveCase::itemsChanged, this, &BatchDesk::refreshSoon);
    load();
}

bool BatchDesk::isWritable() const
{
    return m_live.isOpen() && !m_live.isReadOnly();
}

bool BatchDesk::isEditable() const
{
    return m_active && m_active->info.origin.empty() && isWritable();
}

const feedback::BatchInfo* BatchDesk::info(BatchId id) const
{
    const auto found =
        std::find_if(m_list->begin(), m_list->end(), [id](const feedback::BatchInfo& info) { return info.id == id; });
    return found == m_list->end() ? nullptr : &*found;
}

void BatchDesk::reset()
{
    m_saveTimer.stop();
    m_refreshTimer.stop();
    m_isDirty = false;
    m_pending = 0;
    m_saving = 0;
    m_opening = 0;
    m_waiting.clear();
    m_step = BatchStep::Context;
    m_list = std::make_shared<const List>();
    m_messages = std::make_shared<const Messages>();
    setActive(std::nullopt);
    Q_EMIT listChanged();
    Q_EMIT messagesChanged();
}

// The list, and the batch that was open the last time.
void BatchDesk::load()
{
    const std::shared_ptr<Case> file = m_live.file();
    if (!file)
        return;
    const auto work = [file](const RunContext&) -> Result<Stored> {
        Stored stored;
        auto list = file->batches();
        if (!list)
            return list.error();
        stored.list = std::move(*list);
        if (auto messages = file->messages())
            stored.messages = std::move(*messages);
        if (auto place = file->state(placeKey))
            stored.place = std::move(*place);
        const QString number = QString::fromStdString(stored.place).section(QChar(' '), 0, 0);
        bool isNumber = false;
        const BatchId id{number.toUInt(&isNumber)};
        if (isNumber) {
            if (auto batch = file->batch(id)) {
                stored.id = id;
                stored.batch = std::move(*batch);
            }
        }
        return stored;
    };
    m_jobs.startInOrder<Stored>(this, quiet(tr("Read batches")), work, [this, file](const Result<Stored>& stored) {
        if (file != m_live.file())
            return;
        if (!stored) {
            m_live.report(stored.error(), Attempt::OpenCase);
            return;
        }
        take(*stored);
        if (stored->batch) {
            const int step = QString::fromStdString(stored->place).section(QChar(' '), 1, 1).toInt();
            m_step = static_cast<BatchStep>(std::clamp(step, 0, static_cast<int>(BatchStep::Submit)));
            setActive(stored->batch);
        }
        tellRestored();
        if (isWritable())
            readInbox();
    });
}

void BatchDesk::tellRestored()
{
    const auto drafts = static_cast<int>(std::count_if(m_list->begin(), m_list->end(), isDraft));
    if (drafts > 0 && m_live.file()->wasLeftOpen())
        Q_EMIT m_live.notice({NoticeLevel::Info, tr("%n draft(s) restored.", nullptr, drafts), {}});
}

void BatchDesk::change(const QString& name, Change change, Then then, Writes writes)
{
    const std::shared_ptr<Case> file = m_live.file();
    if (!file)
        return;
    const int pending = writes == Writes::Yes ? 1 : 0;
    m_pending += pending;
    const auto work = [file, change = std::move(change)](const RunContext& context) -> Result<Stored> {
        const auto id = change(*file, context);
        if (!id)
            return id.error();
        Stored stored;
        stored.id = *id;
        auto list = file->batches();
        if (!list)
            return list.error();
        stored.list = std::move(*list);
        if (auto messages = file->messages())
            stored.messages = std::move(*messages);
        if (!id->isNone()) {
            if (auto batch = file->batch(*id))
                stored.batch = std::move(*batch);
        }
        return stored;
    };
    m_jobs.startInOrder<Stored>(
        this, quiet(name), work, [this, file, pending, then = std::move(then)](const Result<Stored>& stored) {
            if (file != m_live.file())
                return;
            m_pending -= pending;
            if (stored)
                take(*stored);
            else
                m_live.report(stored.error(), Attempt::Label);
            then(stored);
            Q_EMIT savedChanged();
            runWaiting();
        });
}

void BatchDesk::take(const Stored& stored)
{
    m_list = std::make_shared<const List>(stored.list);
    if (m_active) {
        if (const feedback::BatchInfo* now = info(m_active->info.id)) {
            feedback::BatchContext context = std::move(m_active->info.context); // it may have been edited since
            m_active->info = *now;
            m_active->info.context = std::move(context);
            if (stored.batch && stored.batch->info.id == now->id && m_pending == 0 && !m_isDirty)
                takeContent(*stored.batch);
        } else {
            setActive(std::nullopt);
        }
    }
    Q_EMIT listChanged();
    const auto same = [](const CaseMessage& a, const CaseMessage& b) { return a.id == b.id; };
    if (!std::equal(m_messages->begin(), m_messages->end(), stored.messages.begin(), stored.messages.end(), same)) {
        m_messages = std::make_shared<const Messages>(stored.messages);
        Q_EMIT messagesChanged();
    }
}

// A submission freezes the scope.
void BatchDesk::takeContent(const Batch& batch)
{
    m_active = batch;
    if (content() == m_stored)
        return;
    m_stored = content();
    Q_EMIT draftChanged();
}

void BatchDesk::setActive(std::optional<Batch> batch)
{
    m_active = std::move(batch);
    m_history.clear();
    m_isDirty = m_hasFailed = false;
    m_savedAt = 0;
    m_saveTimer.stop();
    m_review = nullptr;
    m_reviewError.clear();
    m_receipt.reset();
    m_submitError.clear();
    m_isSubmitting = false;
    m_jobs.cancel(this, QStringLiteral("review"));
    if (m_active)
        m_stored = content();
    Q_EMIT activeChanged();
    Q_EMIT savedChanged();
    Q_EMIT submissionChanged();
    Q_EMIT reviewChanged();
    refreshSoon();
}

// So that the next opening leads to the same place.
void BatchDesk::rememberPlace()
{
    if (!isWritable())
        return;
    const std::string place =
        m_active ? std::to_string(m_active->info.id.value) + ' ' + std::to_string(static_cast<int>(m_step)) : "";
    const auto work = [file = m_live.file(), place](const RunContext&) -> Result<bool> {
        const auto done = file->setState(placeKey, place);
        if (!done)
            return done.error();
        return true;
    };
    m_jobs.startInOrder<bool>(this, quiet(tr("Save draft")), work, [](const Result<bool>&) {});
}

void BatchDesk::setStep(BatchStep step)
{
    if (step == m_step)
        return;
    m_step = step;
    rememberPlace();
    Q_EMIT stepChanged();
}

void BatchDesk::open(BatchId id)
{
    if (m_active && m_active->info.id == id)
        return;
    save();
    const std::shared_ptr<Case> file = m_live.file();
    if (!file)
        return;
    const auto work = [file, id](const RunContext&) { return file->batch(id); };
    ++m_opening;
    m_jobs.startInOrder<Batch>(this, quiet(tr("Open batch")), work, [this, file](Result<Batch> batch) {
        if (file != m_live.file())
            return;
        --m_opening;
        if (!batch) {
            m_live.report(batch.error(), Attempt::Other);
            return;
        }
        setActive(std::move(*batch));
        rememberPlace();
    });
}

void BatchDesk::leave()
{
    save();
    setActive(std::nullopt);
    rememberPlace();
}

void BatchDesk::create(const feedback::BatchContext& context, const feedback::BatchScope& scope)
{
    if (!isWritable())
        return;
    save();
    ++m_opening;
    change(
        tr("New batch"), [context, scope](Case& file, const RunContext&) { return file.createBatch(context, scope); },
        [this](const Result<Stored>& stored) {
            --m_opening;
            if (!stored || !stored->batch)
                return;
            m_step = BatchStep::Context;
            setActive(stored->batch);
            rememberPlace();
            Q_EMIT stepChanged();
        });
}

void BatchDesk::refreshSoon()
{
    if (m_live.isOpen() && !m_refreshTimer.isActive())
        m_refreshTimer.start();
}

// States follow from labels, so the list is read again after each of them.
void BatchDesk::refresh()
{
    if (!m_live.isOpen())
        return;
    if (!m_list->empty() && m_pending == 0 && !m_isDirty) {
        const BatchId id = m_active ? m_active->info.id : BatchId{};
        change(
            tr("Read batches"), [id](Case&, const RunContext&) -> Result<BatchId> { return id; },
            [](const Result<Stored>&) {}, Writes::No);
    }
    startReview();
}

} // namespace assay::gui
