// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/itemjson.h"

#include "core/corpus/traffic/conversion.h"

namespace assay::ctl {

ItemName itemName(const std::string& source, const Container& container, const ItemRecord& record)
{
    // Items of these are numbered; those of others have names that say where they are.
    const bool isNumbered = container.format.starts_with("mbox") || isTrafficFormat(container.format);
    if (!container.path.empty() && isNumbered)
        return ItemName{source + (source.ends_with('/') ? "" : "/") + container.path, record.name};
    return ItemName{source, record.name};
}

} // namespace assay::ctl
