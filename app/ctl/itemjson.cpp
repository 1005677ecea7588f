// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/itemjson.h"

namespace assay::ctl {

ItemName itemName(const std::string& source, const Container& container, const ItemRecord& record)
{
    if (!container.path.empty() && container.format.starts_with("mbox"))
        return ItemName{source + (source.ends_with('/') ? "" : "/") + container.path, record.name};
    return ItemName{source, record.name};
}

} // namespace assay::ctl
