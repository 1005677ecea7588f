// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/itemjson.h"

namespace assay::ctl {

ItemName itemName(const std::string& source, const Container& container, const ItemRecord& record)
{
    if (!container.path.empty() && container.format.starts_with("mbox"))
        return ItemName{source + (source.ends_with('/') ? "" : "/") + container.path, record.name};
    return ItemName{source, record.name};
}

void writeDefects(JsonWriter& json, DefectSet defects)
{
    for (const bool limits : {false, true}) {
        json.key(limits ? "limits_hit" : "defects").beginArray();
        for (const Defect defect : defects.list()) {
            if (defectIsLimit(defect) == limits)
                json.value(defectCode(defect));
        }
        json.endArray();
    }
}

} // namespace assay::ctl
