// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/exporter.h"
#include "core/report/outputfile.h"
#include "core/report/redactor.h"

namespace assay::report {

// What exporters share: redaction, counts, the files they write, the sidecar, and the order in which all become
// visible. A kind fills in open(), write() and close().
class BasicExporter : public Exporter
{
public:
    Result<void> begin(const ReportHead& head) final;
    Result<void> add(const ReportItem& item) final;
    Result<ExportReport> finish() final;

protected:
    explicit BasicExporter(std::string_view kind, const ExportOptions& options);

    virtual Result<void> open() = 0; // makes the files; head() is complete
    virtual Result<void> write(const ReportItem& item) = 0; // texts are redacted already, but for the message's own
    virtual Result<void> close() = 0; // writes what comes last

    // A file that appears with the others and is named in the sidecar; the first one is the target. The pointer stays.
    Result<OutputFile*> addFile(const std::filesystem::path& path);
    // The target is this folder; files are added below its current().
    Result<OutputFolder*> addFolder();
    void countFailure() { ++m_report.failed; }
    void countLeftOut() { ++m_report.leftOut; }
    void countBytes(uint64_t bytes) { m_report.bytes += bytes; }

    const ReportHead& head() const { return m_head; }
    const ExportOptions& options() const { return m_options; }
    const Redactor& redactor() const { return m_redactor; }
    uint64_t items() const { return m_report.items; } // so far, with the one being written
    virtual std::vector<std::string> columns() const { return {}; } // of a table, for the sidecar

private:
    Result<void> finishFiles();
    Result<void> publish(OutputFile& sidecar);
    std::string nameOf(const OutputFile& file) const;
    std::string sidecar() const;
    void redactHead();

    std::string m_kind;
    ExportOptions m_options;
    Redactor m_redactor;
    ReportHead m_head;
    ExportReport m_report;
    std::vector<std::unique_ptr<OutputFile>> m_files;
    std::optional<OutputFolder> m_folder;
};

// "2026-11-21T11:14:22+02:00" in the zone of the report.
std::string zoneTime(const ReportHead& head, int64_t seconds);
// A score without more digits than it has, at most three behind the point.
std::string scoreText(double score);

} // namespace assay::report
