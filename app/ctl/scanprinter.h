// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/scaninputs.h"
#include "app/ctl/scanjson.h"

namespace assay::ctl {

// Prints the results of a scan as JSON lines, or as text with one line an item.
class ScanPrinter
{
public:
    ScanPrinter(bool json, ScanJsonOptions options)
        : m_isJson(json)
        , m_options(options)
    {
    }
    // Before the first item; the symbols must stay.
    void begin(const std::vector<Symbol>& symbols, const Thresholds& thresholds);
    // `item` is that of an item event, else null.
    void print(const ScanEvent& event, const ScannedItem* item);
    void printItem(
        const std::string& source, const Container& container, const ItemRecord& record, const ScannedItem& item);
    void printContainer(const std::string& source, const Container& container);
    void printFailure(const std::string& source, const Error& error);
    // What was printed so far goes out, so that a reader at a pipe sees it.
    void flush();

private:
    void writeJson();
    bool m_isJson;
    ScanJsonOptions m_options;
    const std::vector<Symbol>* m_symbols = nullptr;
    Thresholds m_thresholds;
    JsonWriter m_json;
};

} // namespace assay::ctl
