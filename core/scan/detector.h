// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/corpus/source.h"
#include "core/scan/hit.h"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace assay {

// Which hits a scan keeps. Sums never change: hits left out have score 0.
enum class HitSelection {
    Scored, // score other than 0
    Visible, // also zero-scored symbols, without sub-rules
    All // also sub-rules ("__" names)
};

class ItemFeatures;

struct HitOptions
{
    HitSelection selection = HitSelection::Visible;
    size_t evidencePerHit = 0; // places recorded for each hit; 0: none
};

// One item as detectors see it.
struct DetectorInput
{
    ItemKind kind = ItemKind::Message;
    std::string_view bytes; // stays until the next item
    const RunContext* context = nullptr; // of the scan: detectors that wait for others ask it when to stop
    // What the detectors before this one found; these SymbolIds count in `symbols`, all of the scan.
    std::span<const Hit> earlier = {};
    const std::vector<Symbol>* symbols = nullptr;
    ItemFeatures* features = nullptr; // of the item, computed when first asked for
};

// A rule or storage that takes no part, and why.
struct DroppedRule
{
    std::string rule; // or storage
    std::string reason;
    DetectorKind detector = DetectorKind::Rules;
    uint64_t items = 0; // that it did not see; 0: none at all were shown to it
};

// One worker's state of a detector (scratch memory). One thread at a time.
class DetectorRun
{
public:
    virtual ~DetectorRun() = default;
    // Appends the hits of one item, by symbol ascending; SymbolIds count within the detector's own list.
    virtual void scan(const DetectorInput& item, const HitOptions& options, std::vector<Hit>& hits) = 0;
    // Numbers of the work done so far, added to `stats`.
    virtual void addStats(rules::MatchStats& stats) const = 0;
    // What did not take part so far; entries that other runs of the same detector added are added up.
    virtual void addDropped(std::vector<DroppedRule>&) const { }
};

// Compiled, const, shared by threads.
class Detector
{
public:
    virtual ~Detector() = default;
    virtual DetectorKind kind() const = 0;
    virtual const std::vector<Symbol>& symbols() const = 0;
    // For the record of a scan: what was used ("SpamAssassin 4.0.1 rules") and a digest of it.
    virtual std::string title() const = 0;
    virtual std::string digest() const = 0;
    virtual std::unique_ptr<DetectorRun> makeRun() const = 0;
};

} // namespace assay
