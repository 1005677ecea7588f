// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/clusters.h"

#include "widgets/bridge/indexkeeper.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"

#include <QCoreApplication>

namespace assay::gui {

uint32_t clusterOf(const CaseSnapshot& snapshot, uint32_t row)
{
    return snapshot.clusters && row < snapshot.clusters->clusters.size() ? snapshot.clusters->clusters[row] : 0;
}

QString clusterTerm(uint32_t cluster)
{
    return QStringLiteral("cluster:%1").arg(cluster);
}

void findCluster(IndexKeeper& indexer, LiveCase& live, QueryFocus& query, ItemId item)
{
    indexer.withClusters(&query, [&live, &query, item] {
        const uint32_t cluster = clusterOf(*live.snapshot(), static_cast<uint32_t>(live.items()->find(item)));
        if (cluster) {
            query.replace(clusterTerm(cluster));
            return;
        }
        const char* alone = "No other item of this case has nearly the same text.";
        Q_EMIT live.notice({NoticeLevel::Warning, QCoreApplication::translate("assay::gui", alone), {}, {}});
    });
}

} // namespace assay::gui
