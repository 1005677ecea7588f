// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/csvexporter.h"

#include "core/base/time.h"
#include "core/report/basicexporter.h"
#include "core/report/csv.h"

#include <algorithm>

namespace assay::report {
namespace {

// A value of a cell: text of strangers is guarded, the program's own is not.
struct Cell
{
    std::string text;
    bool isForeign = false;
};

Cell own(std::string text)
{
    return Cell{std::move(text), false};
}

Cell foreign(std::string text)
{
    return Cell{std::move(text), true};
}

template <typename Range>
std::string joined(const Range& words)
{
    std::string text;
    for (const auto& word : words) {
        text += text.empty() ? "" : " ";
        text += word;
    }
    return text;
}

Result<Cell> symbols(const ReportItem& item)
{
    const auto hits = item.hits();
    if (!hits)
        return hits.error();
    std::string names;
    for (const ReportItem::HitText& hit : *hits) {
        names += names.empty() ? "" : " ";
        names += hit.symbol.name;
    }
    return foreign(std::move(names));
}

Result<Cell> hitCount(const ReportItem& item)
{
    const auto hits = item.hits();
    if (!hits)
        return hits.error();
    return own(item.score() ? std::to_string(hits->size()) : std::string());
}

Result<Cell> note(const ReportItem& item)
{
    auto text = item.note();
    if (!text)
        return text.error();
    return foreign(std::move(*text));
}

Result<Cell> defects(const ReportItem& item)
{
    std::vector<std::string_view> codes;
    for (const Defect defect : item.defects().list())
        codes.push_back(defectCode(defect));
    return own(joined(codes));
}

Result<Cell> score(const ReportItem& item)
{
    const auto value = item.score();
    return own(value ? scoreText(*value) : std::string());
}

Result<Cell> action(const ReportItem& item)
{
    return own(item.score() ? std::string(actionName(item.action())) : std::string());
}

std::optional<int64_t> date(const ReportItem& item)
{
    return item.summary().date ? std::optional(item.summary().date->seconds) : std::nullopt;
}

std::optional<int64_t> labelledAt(const ReportItem& item)
{
    return item.labelName().empty() ? std::nullopt : std::optional(item.labelledAt());
}

std::optional<int64_t> start(const ReportItem& item)
{
    const auto numbers = item.traffic();
    return numbers ? std::optional(numbers->start / 1000) : std::nullopt;
}

std::optional<int64_t> stop(const ReportItem& item)
{
    const auto numbers = item.traffic();
    return numbers ? std::optional(numbers->stop / 1000) : std::nullopt;
}

template <typename Number>
Result<Cell> number(const ReportItem& item, Number TrafficNumbers::*member)
{
    const auto numbers = item.traffic();
    return own(numbers ? std::to_string((*numbers).*member) : std::string());
}

struct Column
{
    std::string_view name; // as the field of queries
    Result<Cell> (*cell)(const ReportItem& item) = nullptr;
    std::optional<int64_t> (*time)(const ReportItem& item) = nullptr; // instead of `cell`
};

constexpr Column columns[] = {
    {"id", [](const ReportItem& item) -> Result<Cell> { return own(std::to_string(item.id().value)); }},
    {"date", nullptr, &date},
    {"from", [](const ReportItem& item) -> Result<Cell> { return foreign(item.summary().from); }},
    {"to", [](const ReportItem& item) -> Result<Cell> { return foreign(item.summary().to); }},
    {"subject", [](const ReportItem& item) -> Result<Cell> { return foreign(item.summary().subject); }},
    {"mid", [](const ReportItem& item) -> Result<Cell> { return foreign(item.summary().messageId); }},
    {"ip", [](const ReportItem& item) -> Result<Cell> { return own(item.ip()); }},
    {"size", [](const ReportItem& item) -> Result<Cell> { return own(std::to_string(item.bytes())); }},
    {"score", &score},
    {"action", &action},
    {"label", [](const ReportItem& item) -> Result<Cell> { return own(std::string(item.labelName())); }},
    {"label.by", [](const ReportItem& item) -> Result<Cell> { return foreign(item.labelAuthor()); }},
    {"label.at", nullptr, &labelledAt},
    {"bookmark", [](const ReportItem& item) -> Result<Cell> { return own(item.isBookmarked() ? "yes" : ""); }},
    {"tag", [](const ReportItem& item) -> Result<Cell> { return foreign(joined(item.tags())); }},
    {"source", [](const ReportItem& item) -> Result<Cell> { return foreign(item.source()); }},
    {"name", [](const ReportItem& item) -> Result<Cell> { return foreign(item.name()); }},
    {"offset", [](const ReportItem& item) -> Result<Cell> { return own(std::to_string(item.offset())); }},
    {"sha256",
        [](const ReportItem& item) -> Result<Cell> {
            return own(item.sha256() ? toHex(*item.sha256()) : std::string());
        }},
    {"defects", &defects},
    // On request: these read more of the case.
    {"symbol", &symbols},
    {"hits", &hitCount},
    {"note", &note},
    {"kind",
        [](const ReportItem& item) -> Result<Cell> {
            return own(item.kind() == ItemKind::Message ? "message" : "request_set");
        }},
    // Of request sets.
    {"start", nullptr, &start},
    {"stop", nullptr, &stop},
    {"reqs", [](const ReportItem& item) { return number(item, &TrafficNumbers::totalRequests); }},
    {"bytes", [](const ReportItem& item) { return number(item, &TrafficNumbers::bytes); }},
    {"paths", [](const ReportItem& item) { return number(item, &TrafficNumbers::uniquePaths); }},
    {"uas", [](const ReportItem& item) { return number(item, &TrafficNumbers::userAgents); }},
    {"prediction", [](const ReportItem& item) -> Result<Cell> { return own(std::string(item.prediction())); }},
    {"from.address", [](const ReportItem& item) -> Result<Cell> { return foreign(item.summary().fromAddress); }},
};
constexpr size_t defaultColumns = 20;

std::string allColumns()
{
    std::string names;
    for (const Column& column : columns)
        names += (names.empty() ? "" : ", ") + std::string(column.name);
    return names;
}

const Column* findColumn(std::string_view name)
{
    const auto* found = std::find_if(
        std::begin(columns), std::end(columns), [name](const Column& column) { return column.name == name; });
    return found == std::end(columns) ? nullptr : found;
}

class CsvExporter final : public BasicExporter
{
public:
    explicit CsvExporter(const ExportOptions& options)
        : BasicExporter("csv", options)
    {
    }

private:
    Result<void> open() override;
    Result<void> write(const ReportItem& item) override;
    Result<void> close() override { return {}; }
    std::vector<std::string> columns() const override;
    Result<void> chooseColumns();
    void writeTime(std::optional<int64_t> seconds);

    std::vector<const Column*> m_columns;
    CsvWriter m_csv;
    OutputFile* m_file = nullptr;
};

Result<void> CsvExporter::chooseColumns()
{
    for (const std::string& name : options().columns) {
        const Column* column = findColumn(name);
        if (!column)
            return Error{ErrorCode::BadArgument, name, "no column; there are " + allColumns()};
        m_columns.push_back(column);
    }
    for (size_t i = 0; options().columns.empty() && i < defaultColumns; ++i)
        m_columns.push_back(&report::columns[i]);
    return {};
}

std::vector<std::string> CsvExporter::columns() const
{
    std::vector<std::string> names;
    for (const Column* column : m_columns) {
        names.emplace_back(column->name);
        if (column->time)
            names.push_back(std::string(column->name) + ".utc");
    }
    return names;
}

Result<void> CsvExporter::open()
{
    const auto chosen = chooseColumns();
    if (!chosen)
        return chosen;
    const auto file = addFile(options().target);
    if (!file)
        return file.error();
    m_file = *file;
    for (const std::string& name : columns())
        m_csv.field(name);
    m_csv.endRecord();
    return m_file->write(m_csv.records());
}

void CsvExporter::writeTime(std::optional<int64_t> seconds)
{
    m_csv.field(seconds ? zoneTime(head(), *seconds) : std::string());
    m_csv.field(seconds ? toIsoStringUtc(*seconds) : std::string());
}

Result<void> CsvExporter::write(const ReportItem& item)
{
    m_csv.clear();
    for (const Column* column : m_columns) {
        if (column->time) {
            writeTime(column->time(item));
            continue;
        }
        const auto cell = column->cell(item);
        if (!cell)
            return cell.error();
        if (cell->isForeign)
            m_csv.text(cell->text, options().formulaGuard);
        else
            m_csv.field(cell->text);
    }
    m_csv.endRecord();
    return m_file->write(m_csv.records());
}

} // namespace

std::span<const std::string_view> tableColumns()
{
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> all;
        for (const Column& column : columns)
            all.push_back(column.name);
        return all;
    }();
    return names;
}

size_t defaultTableColumns()
{
    return defaultColumns;
}

std::unique_ptr<Exporter> makeCsvExporter(const ExportOptions& options)
{
    return std::make_unique<CsvExporter>(options);
}

} // namespace assay::report
