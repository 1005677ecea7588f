// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/scancase.h"

#include "app/ctl/output.h"

#include <algorithm>

namespace assay::ctl {
namespace {

// Sources of the case that stand for the operands, in their order.
struct ChosenSources
{
    std::vector<uint32_t> ids;
    uint64_t failed = 0;
    std::optional<Error> stoppedBy;
};

// Mail is read in one way, logs and captures as the options say.
bool isReadAs(const Case& work, uint32_t source, const TrafficOptions& traffic)
{
    const auto sources = work.sources();
    return !sources || std::any_of(sources->begin(), sources->end(), [&](const SourceInfo& info) {
        return info.id == source && info.traffic == traffic;
    });
}

ChosenSources addOperands(Case& work, const std::vector<std::string>& operands, const TrafficOptions& traffic,
    ScanPrinter& printer, const RunContext& context)
{
    ChosenSources chosen;
    AddOptions adding;
    adding.read.traffic = traffic;
    const RunContext importing(context.stopToken(), nullptr, context.workers());
    for (const std::string& operand : operands) {
        if (context.stopRequested())
            break;
        if (operand == "-") {
            printer.printFailure(operand,
                Error{ErrorCode::BadArgument, "standard input", "a case keeps where its items lie; save it to a file"});
            ++chosen.failed;
            continue;
        }
        const auto known = work.findUnchangedSource(operand);
        if (known && isReadAs(work, *known, traffic)) {
            chosen.ids.push_back(*known);
            continue;
        }
        const auto added = work.add(operand, adding, importing);
        if (!added && (added.error().code == ErrorCode::DiskFull || added.error().code == ErrorCode::ReadOnly)) {
            chosen.stoppedBy = added.error();
            break;
        }
        if (!added) {
            printer.printFailure(operand, added.error());
            ++chosen.failed;
            continue;
        }
        chosen.ids.push_back(added->sourceId);
        if (added->stoppedBy)
            chosen.stoppedBy = added->stoppedBy;
    }
    return chosen;
}

void printContainers(const Case& work, const std::vector<uint32_t>& ids, ScanPrinter& printer)
{
    for (const uint32_t id : ids)
        (void)work.visitContainers(id, [&](const std::filesystem::path& source, const Container& container) {
            printer.printContainer(source.string(), container);
            return true;
        });
}

} // namespace

Result<CaseScanResult> scanIntoCase(const std::filesystem::path& file, const std::vector<std::string>& operands,
    const TrafficOptions& traffic, const std::shared_ptr<const DetectorSet>& detectors, const ScanOptions& options,
    ScanPrinter& printer, const RunContext& context)
{
    auto opened = operands.empty() ? Case::open(file, CaseMode::ReadWriteOnly) : Case::openOrCreate(file);
    if (!opened)
        return opened.error();
    Case& work = **opened;
    const auto thresholds = work.thresholds();
    if (!thresholds)
        return thresholds.error();
    CaseScanResult result;
    const ChosenSources chosen = addOperands(work, operands, traffic, printer, context);
    result.failedSources = chosen.failed;
    result.stoppedBy = chosen.stoppedBy;
    if (!operands.empty() && chosen.ids.empty())
        return result;

    CaseScanOptions scanning;
    const size_t places = std::max(scanning.scan.hits.evidencePerHit, options.hits.evidencePerHit);
    scanning.scan = options;
    // The case keeps what the window shows, whatever is printed.
    scanning.scan.hits.selection = std::max(options.hits.selection, HitSelection::Visible);
    scanning.scan.hits.evidencePerHit = places;
    scanning.items.sources = chosen.ids;
    const auto print = [&](const StoredBatch& batch) {
        printer.begin(*batch.symbols, *thresholds);
        size_t index = 0;
        (void)work.visitItems(batch.items, [&](const ItemDetail& detail) {
            printer.printItem(detail.source.string(), detail.container, detail.record, batch.results[index++]);
            return true;
        });
        printer.flush();
    };
    auto scanned = work.scan(detectors, scanning, context, print);
    if (!scanned)
        return scanned.error();
    printContainers(work, chosen.ids, printer);
    result.report = std::move(scanned->report);
    if (scanned->stoppedBy)
        result.stoppedBy = scanned->stoppedBy;
    return result;
}

} // namespace assay::ctl
