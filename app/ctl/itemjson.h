// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/source.h"

#include <string>

namespace assay::ctl {

// Where an item lies, as JSON names it.
struct ItemName
{
    std::string source; // the operand; for an mbox inside a folder or archive with the path of the mbox
    std::string item; // file name, path inside a folder, number inside an mbox
};
ItemName itemName(const std::string& source, const Container& container, const ItemRecord& record);

} // namespace assay::ctl
