// SPDX-License-Identifier: GPL-3.0-or-later
// The list of the kinds of export.
#include "core/base/mark.h"
#include "core/report/csvexporter.h"
#include "core/report/htmlexporter.h"
#include "core/report/iplistexporter.h"
#include "core/report/jsonlexporter.h"
#include "core/report/mailexporters.h"

#include <algorithm>

namespace assay::report {
namespace {

constexpr ExporterKind kinds[] = {
    {"csv", ASSAY_MARK("core", "Table (CSV)"), ".csv", &makeCsvExporter},
    {"jsonl", ASSAY_MARK("core", "JSON lines"), ".jsonl", &makeJsonlExporter},
    {"mbox", ASSAY_MARK("core", "Mailbox (mbox) with manifest"), ".mbox", &makeMboxExporter},
    {"eml", ASSAY_MARK("core", "Folder of messages (EML) with manifest"), "", &makeEmlExporter},
    {"html", ASSAY_MARK("core", "Report (HTML)"), ".html", &makeHtmlExporter},
    {"iplist", ASSAY_MARK("core", "List of source addresses"), ".txt", &makeIpListExporter},
};

} // namespace

ReportItem::~ReportItem() = default;
Exporter::~Exporter() = default;

Result<std::shared_ptr<const traffic::RequestSet>> ReportItem::requestSet() const
{
    return Error{ErrorCode::BadArgument, name(), "no request set"};
}

std::string ReportItem::ip() const
{
    const auto& address = summary().sourceIp;
    return address ? address->toString() : std::string();
}

std::span<const ExporterKind> exporterKinds()
{
    return kinds;
}

const ExporterKind* findExporter(std::string_view id)
{
    const auto* found =
        std::find_if(std::begin(kinds), std::end(kinds), [id](const ExporterKind& kind) { return kind.id == id; });
    return found == std::end(kinds) ? nullptr : found;
}

} // namespace assay::report
