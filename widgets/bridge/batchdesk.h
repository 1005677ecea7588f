// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/batches.h"
#include "core/casefile/case.h"

#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace assay::gui {

class Jobs;
class LiveCase;

// Where the composer stands; kept with the case.
enum class BatchStep { Context, Scope, Review, Submit };

// The batches of the open case: their list, the one that is being composed, and what is done with them. Changes of a
// draft are stored at most half a second after they were made; what takes time is a job; failures are notices of the
// LiveCase. GUI thread.
class BatchDesk : public QObject
{
    Q_OBJECT
public:
    using List = std::vector<feedback::BatchInfo>;
    using Messages = std::vector<CaseMessage>;

    BatchDesk(Jobs& jobs, LiveCase& live);

    // Newest first; never null.
    const std::shared_ptr<const List>& list() const { return m_list; }
    const feedback::BatchInfo* info(BatchId id) const; // nullptr: no such batch; valid until listChanged()
    const std::shared_ptr<const Messages>& messages() const { return m_messages; } // newest first; never null

    // The batch that is being composed, as it was edited last, stored or not.
    const std::optional<Batch>& active() const { return m_active; }
    bool isEditable() const; // the active one: of this case, and the case may be written
    BatchStep step() const { return m_step; }
    void setStep(BatchStep step);
    void open(BatchId id);
    bool isOpening() const { return m_opening > 0; } // another batch than active() is on its way
    void leave(); // nothing is active then; its draft stays
    void create(const feedback::BatchContext& context, const feedback::BatchScope& scope);
    void setContext(const feedback::BatchContext& context);
    void setScope(const feedback::BatchScope& scope);
    void save(); // now
    // Changes that are not stored yet, or are being stored; reading does not count, nor does a draft that could not be
    // stored until it is changed again.
    bool isBusy() const { return m_pending > 0 || (m_isDirty && !m_hasFailed); }
    bool isEdited() const { return m_saving > 0 || m_isDirty; } // the same of the active draft alone
    // When the active one was stored the last time in this session, seconds since 1970; 0: it was not changed.
    int64_t savedAt() const { return m_savedAt; }
    bool canUndo() const { return m_active && (!m_history.empty() || m_isDirty); }
    void undo(); // the last change of the active draft

    // What there is to see before a submission; null while it is worked out. Kept up to date while it is wanted.
    const std::shared_ptr<const BatchReview>& review() const { return m_review; }
    const QString& reviewError() const { return m_reviewError; } // why there is none; empty: it is on its way
    void setReviewWanted(bool wanted);
    // The first messages that would be sent, previewedParts at most.
    static constexpr size_t previewedParts = 3;
    void preview(
        const SubmitOptions& options, std::function<void(const Result<std::vector<std::string>>& messages)> done);
    void submit(const SubmitOptions& options);
    bool isSubmitting() const { return m_isSubmitting; }
    // Of the last submission of the active batch in this session.
    const std::optional<SubmitReceipt>& receipt() const { return m_receipt; }
    const QString& submitError() const { return m_submitError; } // why the last one failed; empty: it did not
    void withdraw(const QString& reason);
    void remove(BatchId id);
    void exportTo(const QString& file);
    void import(const QString& file);
    void readInbox();

Q_SIGNALS:
    void listChanged();
    void messagesChanged();
    void activeChanged(); // another batch, or none
    void draftChanged(); // content of the active one, by an editor or by undo
    void savedChanged(); // savedAt(), isBusy(), canUndo()
    void saveFailed(); // the draft is not stored; the notice says why
    void stepChanged();
    void reviewChanged();
    void submissionChanged(); // isSubmitting(), receipt(), submitError()

private:
    // What a job brings back.
    struct Stored
    {
        BatchId id;
        List list;
        Messages messages;
        std::optional<Batch> batch; // of `id`
        std::string place; // of the state of the case, when it was just opened
    };
    struct Content
    {
        feedback::BatchContext context;
        feedback::BatchScope scope;
        bool operator==(const Content&) const = default;
    };
    using Change = std::function<Result<BatchId>(Case&, const RunContext&)>;
    using Then = std::function<void(const Result<Stored>&)>;
    void reset();
    void load();
    enum class Writes { Yes, No };
    void change(const QString& name, Change change, Then then, Writes writes = Writes::Yes);
    void take(const Stored& stored);
    void setActive(std::optional<Batch> batch);
    void takeContent(const Batch& batch);
    void edited();
    void savedContent(BatchId id, const Content& before, const Result<Stored>& stored);
    void whenSaved(std::function<void()> then);
    void runWaiting();
    void rememberPlace();
    void refreshSoon();
    void refresh();
    void startReview();
    void startSubmission(const SubmitOptions& options);
    void tellRestored();
    bool isWritable() const;
    Content content() const { return {m_active->info.context, m_active->scope}; }

    Jobs& m_jobs;
    LiveCase& m_live;
    std::shared_ptr<const List> m_list;
    std::shared_ptr<const Messages> m_messages;
    std::optional<Batch> m_active;
    BatchStep m_step = BatchStep::Context;
    Content m_stored; // of the active one
    std::deque<Content> m_history;
    int64_t m_historyAt = 0; // when the last entry was made, ms
    bool m_isDirty = false;
    bool m_hasFailed = false;
    int m_pending = 0;
    int m_opening = 0;
    int m_saving = 0; // of those: changes of the draft
    int64_t m_savedAt = 0;
    std::vector<std::function<void()>> m_waiting; // for everything to be stored
    QTimer m_saveTimer, m_refreshTimer;
    std::shared_ptr<const BatchReview> m_review;
    QString m_reviewError;
    bool m_reviewWanted = false;
    bool m_isSubmitting = false;
    std::optional<SubmitReceipt> m_receipt;
    QString m_submitError;
};

} // namespace assay::gui
