// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/items/leftrows.h"

#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"

#include <QRegularExpression>

namespace assay::gui {
namespace {

const QString slot = QStringLiteral("left");

} // namespace

LeftRows::LeftRows(const PanelContext& context, SnapshotTable* table)
    : QObject(table)
    , m_context(context)
    , m_table(table)
{
    connect(&context.live, &LiveCase::labelsChanged, this, &LeftRows::check);
}

void LeftRows::setQuery(const ListQuery& query)
{
    // Words of texts may look like these too; then the check is made for nothing.
    static const QRegularExpression fields(
        QStringLiteral("\\b(label|is|has|tag|note)\\b"), QRegularExpression::CaseInsensitiveOption);
    m_query = query;
    m_query.sort.clear();
    m_asksLabels = fields.match(query.filter).hasMatch();
    m_context.jobs.cancel(this, slot);
    m_table->setDimmed(nullptr);
}

void LeftRows::check()
{
    const LiveCase& live = m_context.live;
    if (!m_asksLabels || !live.isOpen() || !m_table->rows())
        return;
    using Rows = std::shared_ptr<const std::vector<bool>>;
    auto rows = std::make_shared<const ItemRows>(live.snapshot(), live.names(), QTimeZone::utc());
    const auto work = [file = live.file(), rows, query = m_query](const RunContext& context) -> Result<Rows> {
        auto answer = answerQuery(*file, rows, {}, query, {}, context);
        if (!answer)
            return answer.error();
        std::vector<bool> left(rows->count(), true);
        for (const uint32_t row : answer->order)
            left[row] = false;
        return Rows(std::make_shared<const std::vector<bool>>(std::move(left)));
    };
    const JobTitle title{tr("Filter"), {}, JobUnit::None, JobShow::Quiet};
    m_context.jobs.start<Rows>(this, slot, title, work, [this](Result<Rows> left) {
        if (left)
            m_table->setDimmed(*left);
    });
}

} // namespace assay::gui
