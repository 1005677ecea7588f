// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/queriedrows.h"

#include "core/casefile/case.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/bridge/querytext.h"

namespace assay::gui {

QueryWatch::QueryWatch(LiveCase& live, QueryFocus& query, QObject* parent)
    : QObject(parent)
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(150);
    connect(&m_delay, &QTimer::timeout, this, [this] {
        m_isOld = false;
        Q_EMIT needed();
    });
    connect(&live, &LiveCase::caseChanged, this, &QueryWatch::askSoon);
    connect(&live, &LiveCase::itemsChanged, this, &QueryWatch::askSoon);
    connect(&live, &LiveCase::labelsChanged, this, &QueryWatch::askSoon);
    connect(&query, &QueryFocus::textChanged, this, &QueryWatch::askSoon);
}

void QueryWatch::setWanted(bool on)
{
    m_wanted = on;
    if (on && m_isOld)
        m_delay.start(0);
    else if (!on)
        m_delay.stop();
}

void QueryWatch::askSoon()
{
    m_isOld = true;
    if (m_wanted && !m_delay.isActive())
        m_delay.start(150);
}

Result<std::vector<uint32_t>> rowsOfQuery(const Case& file, const CaseSnapshot& snapshot, const QString& query,
    const QTimeZone& zone, const RunContext& context)
{
    FindRequest request;
    if (!query.trimmed().isEmpty()) {
        query::Parsed parsed = parseQuery(file, query, zone);
        if (!parsed.ok())
            return Error{ErrorCode::BadArgument, query.toStdString(), query::faultText(parsed.error())};
        request.query = std::make_shared<const query::Query>(std::move(*parsed.query));
    }
    auto found = file.find(snapshot, request, context);
    if (!found)
        return found.error();
    return std::move(found->rows);
}

} // namespace assay::gui
