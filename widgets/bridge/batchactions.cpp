// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with a batch as a whole: reviewing, submitting, withdrawing, bundles, the inbox.
#include "widgets/bridge/batchdesk.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"

namespace assay::gui {

void BatchDesk::setReviewWanted(bool wanted)
{
    m_reviewWanted = wanted;
    if (wanted)
        refreshSoon();
    else
        m_jobs.cancel(this, QStringLiteral("review"));
}

void BatchDesk::startReview()
{
    if (!m_reviewWanted || !m_active || m_isDirty)
        return;
    using Review = std::shared_ptr<const BatchReview>;
    const BatchId id = m_active->info.id;
    const auto work = [file = m_live.file(), snapshot = m_live.snapshot(), id](
                          const RunContext& context) -> Result<Review> {
        auto review = file->reviewBatch(id, *snapshot, context);
        if (!review)
            return review.error();
        return Review(std::make_shared<const BatchReview>(std::move(*review)));
    };
    const JobTitle title{
        tr("Review batch"), displayLine(m_active->info.context.name, 60), JobUnit::Items, JobShow::Quiet};
    m_jobs.start<Review>(this, QStringLiteral("review"), title, work, [this, id](const Result<Review>& review) {
        if (!m_active || m_active->info.id != id || m_isDirty)
            return;
        if (!review && review.error().code == ErrorCode::Cancelled)
            return;
        m_review = review ? *review : nullptr;
        m_reviewError = review ? QString() : errorText(review.error(), Attempt::Other).full();
        Q_EMIT reviewChanged();
    });
}

void BatchDesk::preview(const SubmitOptions& options, std::function<void(const Result<std::vector<std::string>>&)> done)
{
    whenSaved([this, options, done = std::move(done)] {
        if (!m_active)
            return;
        const JobTitle title{
            tr("Prepare what is sent"), displayLine(m_active->info.context.name, 60), JobUnit::Items, JobShow::Visible};
        const auto work = [file = m_live.file(), snapshot = m_live.snapshot(), id = m_active->info.id, options](
                              const RunContext& context) {
            return file->previewSubmission(id, *snapshot, options, previewedParts, context);
        };
        m_jobs.start<std::vector<std::string>>(this, QStringLiteral("preview"), title, work, done);
    });
}

void BatchDesk::submit(const SubmitOptions& options)
{
    if (m_isSubmitting || !isEditable())
        return;
    m_isSubmitting = true;
    m_submitError.clear();
    m_receipt.reset();
    Q_EMIT submissionChanged();
    whenSaved([this, options] { startSubmission(options); });
}

// What it says about success comes from what was written, so nothing is shown before.
void BatchDesk::startSubmission(const SubmitOptions& options)
{
    if (!m_active)
        return;
    const BatchId id = m_active->info.id;
    const JobTitle title{
        tr("Submit batch"), displayLine(m_active->info.context.name, 60), JobUnit::Items, JobShow::Visible};
    const auto work = [file = m_live.file(), snapshot = m_live.snapshot(), id, options](
                          const RunContext& context) { return file->submitBatch(id, *snapshot, options, context); };
    m_jobs.start<SubmitReceipt>(
        this, QStringLiteral("submit"), title, work, [this, id](const Result<SubmitReceipt>& receipt) {
            if (!m_active || m_active->info.id != id)
                return;
            m_isSubmitting = false;
            if (receipt)
                m_receipt = *receipt;
            else
                m_submitError = receipt.error().code == ErrorCode::Cancelled
                    ? tr("The submission was stopped. Nothing was sent.")
                    : errorText(receipt.error(), Attempt::Other).full();
            refresh();
            Q_EMIT submissionChanged();
        });
}

void BatchDesk::withdraw(const QString& reason)
{
    if (!m_active)
        return;
    const BatchId id = m_active->info.id;
    change(
        tr("Withdraw batch"),
        [id, reason = reason.toStdString()](Case& file, const RunContext&) -> Result<BatchId> {
            const auto done = file.withdrawBatch(id, reason);
            if (!done)
                return done.error();
            return id;
        },
        [this](const Result<Stored>&) { Q_EMIT submissionChanged(); });
}

void BatchDesk::remove(BatchId id)
{
    if (m_active && m_active->info.id == id)
        leave();
    change(
        tr("Delete batch"),
        [id](Case& file, const RunContext&) -> Result<BatchId> {
            const auto done = file.removeBatch(id);
            if (!done)
                return done.error();
            return BatchId{};
        },
        [](const Result<Stored>&) {});
}

void BatchDesk::exportTo(const QString& path)
{
    whenSaved([this, path] {
        if (!m_active)
            return;
        const JobTitle title{tr("Export bundle"), displayLine(path, 120), JobUnit::None, JobShow::Visible};
        const auto work = [file = m_live.file(), id = m_active->info.id, path](const RunContext&) -> Result<bool> {
            const auto done = file->exportBatch(id, path.toStdString());
            if (!done)
                return done.error();
            return true;
        };
        m_jobs.start<bool>(this, QStringLiteral("export"), title, work, [this, path](const Result<bool>& done) {
            if (done)
                Q_EMIT m_live.notice({NoticeLevel::Info, tr("The batch was written to %1.").arg(path), {}});
            else
                m_live.report(done.error(), Attempt::SaveFile);
        });
    });
}

void BatchDesk::import(const QString& path)
{
    change(
        tr("Import bundle"),
        [path = path.toStdString()](Case& file, const RunContext&) { return file.importBatch(path); },
        [this](const Result<Stored>& stored) {
            if (!stored || !stored->batch)
                return;
            Q_EMIT m_live.notice({NoticeLevel::Info,
                tr("The batch %1 was imported with %2 records.", "name, count")
                    .arg(displayLine(stored->batch->info.context.name, 80), formatCount(stored->batch->info.records)),
                {}});
        });
}

void BatchDesk::readInbox()
{
    const std::shared_ptr<Case> file = m_live.file();
    if (!file || !isWritable())
        return;
    const auto found = std::make_shared<InboxReport>(); // written by the job, read after it
    change(
        tr("Read inbox"),
        [found](Case& opened, const RunContext& context) -> Result<BatchId> {
            auto report = opened.readInbox(context);
            if (!report)
                return report.error();
            *found = std::move(*report);
            return BatchId{};
        },
        [this, found](const Result<Stored>& stored) {
            if (!stored || (found->replies == 0 && found->batches == 0 && found->refused.empty()))
                return;
            QString details;
            for (const InboxReport::Refused& refused : found->refused)
                details += QString::fromStdString(refused.file.string() + ": " + refused.why) + QChar('\n');
            QString text = tr("Inbox: %1 replies and %2 batches were read.", "counts")
                               .arg(formatCount(found->replies), formatCount(found->batches));
            if (!found->refused.empty())
                text +=
                    QChar(' ') + tr("%n file(s) could not be used.", nullptr, static_cast<int>(found->refused.size()));
            Q_EMIT m_live.notice({found->refused.empty() ? NoticeLevel::Info : NoticeLevel::Warning, text, details});
        });
}

} // namespace assay::gui
