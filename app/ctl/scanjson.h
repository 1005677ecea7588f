// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/corpus/source.h"
#include "core/scan/scanner.h"

#include <string>

namespace assay::ctl {

// Where an item lies, as JSON names it.
struct ItemName
{
    std::string source; // the operand; for an mbox inside a folder or archive with the path of the mbox
    std::string item; // file name, path inside a folder, number inside an mbox
};
ItemName itemName(const std::string& source, const Container& container, const ItemRecord& record);

struct ScanJsonOptions
{
    bool evidence = false;
    bool allHits = false; // also those of score 0
};

// One assay.scan/1 object.
void writeScannedItem(JsonWriter& json, const ItemName& name, const ItemRecord& record, const ScannedItem& item,
    const std::vector<Symbol>& symbols, const Thresholds& thresholds, const ScanJsonOptions& options);
// A source that could not be read: assay.scan/1 with "error".
void writeFailedSource(JsonWriter& json, const std::string& source, const Error& error);
// Whether a container has anything to say beside its items.
bool isContainerWorthALine(const Container& container);
// One assay.container/1 object.
void writeContainer(JsonWriter& json, const std::string& source, const Container& container);
// "defects" and "limits_hit" of the open object.
void writeDefects(JsonWriter& json, DefectSet defects);
// The object of --stats.
void writeStats(JsonWriter& json, const ScanReport& report);

} // namespace assay::ctl
