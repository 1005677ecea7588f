// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scan/detectors.h"

#include <functional>
#include <span>

namespace assay {

struct ScanOptions
{
    HitOptions hits;
    Thresholds thresholds;
    MailOptions mail;
    bool hashes = false; // fill ScannedItem::sha256
    bool fullDefects = true; // parse each message as the display does, to find every defect; else its header block only
    size_t batchSize = 256; // items handed over together at most
    double batchSeconds = 0.1; // or what is there after this time
};

// What a scan did. A stopped scan keeps what it delivered and says so in `partial`.
struct ScanReport
{
    uint64_t items = 0; // delivered, failed ones included
    uint64_t failed = 0;
    uint64_t bytes = 0;
    double seconds = 0;
    unsigned jobs = 1;
    uint64_t peakRssBytes = 0; // of the process
    bool partial = false; // stopped before the end
    rules::MatchStats match;
    rules::CompileStats compile;
    std::vector<DroppedRule> dropped;
    std::string ruleSetTitle, ruleSetDigest;
};

// One item on its way into a scan.
struct LoadedItem
{
    ItemKind kind = ItemKind::Message;
    std::string bytes;
    std::optional<Error> error; // could not be read; delivered as a failed item
};

// Gives the items of a scan in order; called by one worker at a time. False: no more.
using ItemSupply = std::function<bool(LoadedItem& item)>;
// Receives the results in item order; called by one worker at a time. False stops the scan (report.partial).
using ScanDelivery = std::function<bool(std::span<ScannedItem> items)>;

// Runs detectors over items: loading in order, scanning on context.workers() threads, delivery in item order.
// Const and thread-safe; each run has its own state. Stops within the time of one item.
class Scanner
{
public:
    Scanner(std::shared_ptr<const DetectorSet> detectors, ScanOptions options);
    // All symbols of all detectors: what SymbolId of the delivered hits counts in.
    const std::vector<Symbol>& symbols() const { return m_symbols; }
    const ScanOptions& options() const { return m_options; }
    ScanReport run(const ItemSupply& supply, const ScanDelivery& deliver, const RunContext& context) const;

private:
    void describeDetectors(ScanReport& report) const;
    std::shared_ptr<const DetectorSet> m_detectors;
    ScanOptions m_options;
    std::vector<Symbol> m_symbols;
    std::vector<uint32_t> m_firstSymbol; // of each detector
};

// "peak resident set" of this process in bytes.
uint64_t peakResidentBytes();

} // namespace assay
