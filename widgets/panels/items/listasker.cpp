// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/items/listasker.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/settings/appsettings.h"

namespace assay::gui {

ListAsker::ListAsker(const PanelContext& context, TableColumns columns, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_columns(std::move(columns))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(200);
    connect(&m_patience, &QTimer::timeout, this, [this] { Q_EMIT slow(true); });
}

void ListAsker::ask(const ListQuery& query)
{
    m_query = query;
    m_stopped = false;
    start();
}

void ListAsker::refresh()
{
    if (m_running)
        m_again = true;
    else if (!m_stopped)
        start();
}

void ListAsker::stop()
{
    if (!m_running)
        return;
    m_stopped = true;
    m_context.jobs.cancel(this, QStringLiteral("list"));
    finish(Error{ErrorCode::Cancelled, "", ""});
}

std::shared_ptr<const ItemRows> ListAsker::currentRows() const
{
    const LiveCase& live = m_context.live;
    return std::make_shared<const ItemRows>(live.snapshot(), live.names(), m_context.settings.timeZone(), live.blind());
}

void ListAsker::start()
{
    const LiveCase& live = m_context.live;
    if (!live.isOpen()) {
        m_context.jobs.cancel(this, QStringLiteral("list"));
        m_running = false;
        return;
    }
    m_running = true;
    m_again = false;
    m_patience.start();
    const quint64 question = ++m_question;
    // Jobs end before the window's parts go, so this lives while the answer is worked out.
    const auto partial = [this, question](ListAnswer answer) {
        Jobs::post(this, [this, question, kept = std::make_shared<ListAnswer>(std::move(answer))] {
            if (m_question == question && m_running)
                Q_EMIT answered(*kept);
        });
    };
    auto rows = currentRows();
    const JobTitle title{tr("Filter and sort"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file = live.file(), rows, columns = m_columns, query = m_query, partial](
                          const RunContext& context) {
        return withGroups(answerQuery(*file, rows, columns, query, partial, context), context);
    };
    m_context.jobs.start<ListAnswer>(
        this, QStringLiteral("list"), title, work, [this](Result<ListAnswer> answer) { finish(std::move(answer)); });
}

void ListAsker::finish(Result<ListAnswer> answer)
{
    m_running = false;
    m_patience.stop();
    Q_EMIT slow(false);
    if (answer)
        Q_EMIT answered(*answer);
    else if (answer.error().code != ErrorCode::Cancelled)
        Q_EMIT refused(errorText(answer.error(), Attempt::Other).summary);
    if (m_again && !m_stopped)
        start();
}

} // namespace assay::gui
