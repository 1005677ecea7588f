// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/itemjson.h"
#include "core/base/json.h"
#include "core/scan/scanner.h"

#include <string>

namespace assay::ctl {

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
// The object of --stats.
void writeStats(JsonWriter& json, const ScanReport& report);

} // namespace assay::ctl
