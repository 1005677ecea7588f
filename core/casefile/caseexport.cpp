// SPDX-License-Identifier: GPL-3.0-or-later
// Case::exportItems.
#include "core/base/json.h"
#include "core/casefile/casedata.h"
#include "core/casefile/reportitems.h"
#include "core/casefile/sourcehash.h"

#include <algorithm>
#include <ctime>
#include <set>

namespace assay {
namespace {

namespace fs = std::filesystem;

bool isInside(const fs::path& path, const fs::path& folder)
{
    const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return end == folder.end() || (end->empty() && std::next(end) == folder.end());
}

// The place of `path` without links, of which the last part need not exist.
fs::path realPlace(const fs::path& path)
{
    std::error_code error;
    const fs::path place = fs::weakly_canonical(fs::absolute(path), error);
    return error ? fs::absolute(path).lexically_normal() : place;
}

// Evidence and the case itself are never written over.
Result<void> expectSafeTarget(const fs::path& target, const fs::path& file, const std::vector<SourceInfo>& sources)
{
    const fs::path place = realPlace(target);
    const auto refuse = [&](const char* why) { return Error{ErrorCode::BadArgument, target.string(), why}; };
    if (place == realPlace(file) || isInside(place, realPlace(caseFolder(file))))
        return refuse("belongs to the case");
    for (const SourceInfo& source : sources) {
        if (isInside(place, realPlace(source.path)))
            return refuse("is a source of the case, or lies inside one");
    }
    return {};
}

std::vector<uint32_t> sourcesOf(const CaseSnapshot& snapshot, std::span<const uint32_t> rows)
{
    std::set<uint32_t> ids;
    uint32_t last = UINT32_MAX;
    for (const uint32_t row : rows) {
        const uint32_t source = snapshot.items->row(row).source;
        if (source != last)
            ids.insert(source);
        last = source;
    }
    return {ids.begin(), ids.end()};
}

const ScanInfo* scanInUse(const CaseSnapshot& snapshot)
{
    if (!snapshot.scores || !snapshot.scans)
        return nullptr;
    for (const ScanInfo& scan : *snapshot.scans) {
        if (scan.id == snapshot.scores->scan)
            return &scan;
    }
    return nullptr;
}

void fillHead(const Case& work, const CaseSnapshot& snapshot, report::ReportHead& head)
{
    if (head.caseFile.empty())
        head.caseFile = work.path().string();
    if (head.caseTitle.empty())
        head.caseTitle = work.path().stem().string();
    if (head.madeAt == 0)
        head.madeAt = std::time(nullptr);
    if (head.program.empty())
        head.program = "Assay " ASSAY_VERSION;
    const ScanInfo* scan = scanInUse(snapshot);
    if (scan && head.ruleSet.empty()) {
        head.ruleSet =
            scan->ruleSetTitle + " (" + scan->ruleSetDigest + ")" + (scan->complete ? "" : ", scan not complete");
    }
}

store::AuditEntry exportEntry(std::string_view kind, const report::ExportOptions& options,
    const report::ReportHead& head, const report::ExportReport& written)
{
    const report::Redaction& redaction = options.redaction;
    store::AuditEntry entry;
    entry.action = "export";
    entry.object = toValidUtf8(options.target.string());
    entry.count = written.items;
    entry.query = toValidUtf8(head.query);
    entry.after = std::string(kind) + (redaction.addresses || redaction.ips || redaction.subjects ? ", redacted" : "");
    if (written.failed > 0)
        entry.after += ", " + std::to_string(written.failed) + " not read";
    return entry;
}

// Writes the rows; nothing is there under the target's name when this fails.
Result<report::ExportReport> writeRows(ReportItems& items, std::span<const uint32_t> rows, report::Exporter& exporter,
    const report::ReportHead& head, const RunContext& context)
{
    const auto begun = exporter.begin(head);
    if (!begun)
        return begun.error();
    context.setTotal(rows.size());
    for (const uint32_t row : rows) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, "export", {}};
        const auto item = items.at(row);
        if (!item)
            return item.error();
        const auto added = exporter.add(**item);
        if (!added)
            return added.error();
        context.advance();
    }
    return exporter.finish();
}

} // namespace

Result<std::string> Case::Data::sourceHash(const Case& work, const SourceInfo& source, const RunContext& context) const
{
    std::optional<FileStamp> stamp;
    const auto visited = work.visitContainers(source.id, [&](const fs::path&, const Container& container) {
        stamp = container.stamp;
        return false;
    });
    const std::string key = "source_sha256:" + std::to_string(source.id);
    const auto known = work.state(key);
    if (!visited || !known || !stamp)
        return std::string();
    const auto hash = hashSource(source, *stamp, *known, context);
    if (!hash)
        return hash.error();
    if (hash->memory.empty() || !mayWrite())
        return hash->sha256;
    // Not to be able to remember it costs time the next time, nothing else.
    auto database = connections.take();
    if (!database)
        return hash->sha256;
    const auto pass = gate.enter();
    auto row = (*database)->prepare("INSERT OR REPLACE INTO setting VALUES(?1,?2)");
    if (row)
        static_cast<void>(row->bindText(1, key).bindText(2, hash->memory).run().ok());
    return hash->sha256;
}

Result<report::ExportReport> Case::exportItems(const CaseSnapshot& snapshot, std::span<const uint32_t> rows,
    std::string_view kind, const report::ExportOptions& options, report::ReportHead head,
    const RunContext& context) const
{
    const report::ExporterKind* exporterKind = report::findExporter(kind);
    if (!exporterKind)
        return Error{ErrorCode::BadArgument, std::string(kind), "no kind of export has this name"};
    const auto all = sources();
    if (!all)
        return all.error();
    for (const char* suffix : {"", ".json", ".manifest.csv"}) { // all the names that exporters use
        const auto safe = expectSafeTarget(options.target.string() + suffix, m_data->path, *all);
        if (!safe)
            return safe.error();
    }
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    fillHead(*this, snapshot, head);
    if (head.madeBy.empty())
        head.madeBy = m_data->userName();
    head.count = rows.size();
    const std::vector<uint32_t> used = sourcesOf(snapshot, rows);
    for (const SourceInfo& source : *all) {
        if (!std::binary_search(used.begin(), used.end(), source.id))
            continue;
        const auto hash = options.hashSources ? m_data->sourceHash(*this, source, context) : std::string();
        if (!hash)
            return hash.error();
        head.sources.push_back({source.path.string(), source.bytes, *hash});
    }
    auto items = ReportItems::create(**database, m_data->connections.spools(), snapshot);
    if (!items)
        return items.error();
    const auto exporter = exporterKind->create(options);
    const auto written = writeRows(*items, rows, *exporter, head, context);
    if (written && m_data->mayWrite()) {
        const auto audited = m_data->audit(exportEntry(kind, options, head, *written));
        if (!audited)
            return audited.error();
    }
    return written;
}

} // namespace assay
