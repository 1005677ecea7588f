// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/basicexporter.h"

#include "core/base/json.h"
#include "core/base/time.h"
#include "core/report/redacteditem.h"

#include <charconv>
#include <cmath>

namespace assay::report {

BasicExporter::BasicExporter(std::string_view kind, const ExportOptions& options)
    : m_kind(kind)
    , m_options(options)
    , m_redactor(options.redaction)
{
}

Result<void> BasicExporter::begin(const ReportHead& head)
{
    m_head = head;
    if (m_redactor.isActive())
        redactHead();
    return open();
}

void BasicExporter::redactHead()
{
    for (std::string* text : {&m_head.caseTitle, &m_head.caseFile, &m_head.query, &m_head.madeBy})
        *text = m_redactor.text(*text);
    for (ReportHead::SourceHash& source : m_head.sources)
        source.path = m_redactor.text(source.path);
}

Result<void> BasicExporter::add(const ReportItem& item)
{
    ++m_report.items;
    if (!m_redactor.isActive())
        return write(item);
    return write(RedactedItem(item, m_redactor));
}

Result<OutputFile*> BasicExporter::addFile(const std::filesystem::path& path)
{
    auto file = OutputFile::create(path);
    if (!file)
        return file.error();
    m_files.push_back(std::make_unique<OutputFile>(std::move(*file)));
    return m_files.back().get();
}

Result<OutputFolder*> BasicExporter::addFolder()
{
    auto folder = OutputFolder::create(m_options.target);
    if (!folder)
        return folder.error();
    m_folder.emplace(std::move(*folder));
    return &*m_folder;
}

Result<void> BasicExporter::finishFiles()
{
    for (const auto& file : m_files) {
        const auto finished = file->finish();
        if (!finished)
            return finished;
        countBytes(file->bytes());
    }
    return {};
}

// The sidecar appears first: whoever sees the target finds its sidecar too.
Result<void> BasicExporter::publish(OutputFile& sidecar)
{
    auto published = sidecar.publish();
    for (auto file = m_files.rbegin(); published && file != m_files.rend(); ++file)
        published = (*file)->publish();
    if (published && m_folder)
        published = m_folder->publish();
    std::error_code ignored;
    if (!published)
        std::filesystem::remove(sidecar.path(), ignored); // it speaks of files that are not there
    return published;
}

Result<ExportReport> BasicExporter::finish()
{
    auto done = close();
    if (done)
        done = finishFiles();
    if (!done)
        return done.error();
    auto side = OutputFile::create(m_options.target.string() + ".json");
    if (!side)
        return side.error();
    done = side->write(sidecar());
    if (done)
        done = side->finish();
    if (done)
        done = publish(*side);
    if (!done)
        return done.error();
    if (m_folder)
        m_report.files.push_back(m_folder->path());
    for (auto file = m_files.begin(); !m_folder && file != m_files.end(); ++file)
        m_report.files.push_back((*file)->path());
    m_report.files.push_back(side->path());
    countBytes(side->bytes());
    return m_report;
}

std::string BasicExporter::nameOf(const OutputFile& file) const
{
    const std::string name = file.path().filename().string();
    return m_folder ? m_folder->path().filename().string() + "/" + name : name;
}

std::string BasicExporter::sidecar() const
{
    JsonWriter json;
    json.beginObject().member("schema", "assay.export/1").member("kind", m_kind);
    json.member("case", m_head.caseTitle).member("case_file", m_head.caseFile);
    json.member("query", m_head.query).member("zone", m_head.zone.empty() ? "UTC" : m_head.zone);
    json.member("items", m_report.items).member("failed", m_report.failed);
    json.key("columns").beginArray();
    for (const std::string& column : columns())
        json.value(column);
    json.endArray();
    json.key("redacted").beginArray();
    for (const auto& [on, what] : {std::pair(m_options.redaction.addresses, "addresses"),
             std::pair(m_options.redaction.ips, "ips"), std::pair(m_options.redaction.subjects, "subjects")}) {
        if (on)
            json.value(what);
    }
    json.endArray();
    json.member("made_at", zoneTime(m_head, m_head.madeAt)).member("made_at_utc", toIsoStringUtc(m_head.madeAt));
    json.member("made_by", m_head.madeBy).member("program", m_head.program).member("rule_set", m_head.ruleSet);
    json.key("sources").beginArray();
    for (const ReportHead::SourceHash& source : m_head.sources) {
        json.beginObject().member("path", source.path).member("bytes", source.bytes).key("sha256");
        if (source.sha256.empty())
            json.null();
        else
            json.value(source.sha256);
        json.endObject();
    }
    json.endArray().key("files").beginArray();
    for (const auto& file : m_files) {
        json.beginObject().member("name", nameOf(*file)).member("bytes", file->bytes());
        json.member("sha256", toHex(file->sha256())).endObject();
    }
    json.endArray().endObject();
    return json.take() + "\n";
}

std::string zoneTime(const ReportHead& head, int64_t seconds)
{
    const int32_t offset = head.zoneOffset ? head.zoneOffset(seconds) : 0;
    return toIsoString(Timestamp{seconds, offset});
}

std::string scoreText(double score)
{
    char text[64];
    const double rounded = std::round(score * 1000) / 1000;
    const auto end = std::to_chars(text, text + sizeof text, rounded == 0 ? 0.0 : rounded);
    return std::string(text, end.ptr);
}

} // namespace assay::report
