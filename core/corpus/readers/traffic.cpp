// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/readers/traffic.h"

#include "core/corpus/containerwriter.h"
#include "core/corpus/traffic/conversion.h"

namespace assay {

Result<void> readTraffic(HeadStream& stream, Place place, ReadRun& run)
{
    std::shared_ptr<Spool> spool;
    if (run.options.spools) {
        auto created = run.options.spools->create(spoolName(run.source, place.container, run.options.traffic));
        if (!created)
            return created.error();
        spool = std::move(*created);
    }
    ContainerWriter writer(run.sink, std::move(place.container));
    return convertTraffic(
        stream, writer.container(), run.options.traffic, spool.get(),
        [&](ItemRecord&& item) { writer.add(std::move(item), item.offset); }, run.context);
}

} // namespace assay
