// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/mailexporters.h"

#include "core/base/ascii.h"
#include "core/base/time.h"
#include "core/report/basicexporter.h"
#include "core/report/csv.h"

#include <cstdio>

namespace assay::report {
namespace {

// What the manifest says of one message.
struct Written
{
    std::string file; // name, or byte where it begins in the mailbox
    uint64_t bytes = 0; // of the message
    Sha256 sha256 = {}; // of them
    std::string remark;
};

// Both kinds: a message is read, written, and compared with what the case recorded.
class MailExporter : public BasicExporter
{
protected:
    MailExporter(std::string_view kind, const ExportOptions& options)
        : BasicExporter(kind, options)
    {
    }
    Result<void> mayExport() const;
    Result<void> write(const ReportItem& item) final;
    virtual Result<Written> writeMessage(const ReportItem& item, const std::string& bytes) = 0;
    Result<void> beginManifest(const std::filesystem::path& path, std::string_view fileColumn);
    Result<void> addToManifest(const ReportItem& item, const Written& written, const std::optional<Error>& error);

private:
    Result<void> close() final { return {}; }
    Result<void> writeManifest();
    CsvWriter m_records;
    OutputFile* m_manifest = nullptr;
};

Result<void> MailExporter::mayExport() const
{
    if (redactor().isActive())
        return Error{
            ErrorCode::BadArgument, "redaction", "messages are exported byte for byte, so they cannot be redacted"};
    return {};
}

Result<void> MailExporter::writeManifest()
{
    m_records.endRecord();
    const auto written = m_manifest->write(m_records.records());
    m_records.clear();
    return written;
}

Result<void> MailExporter::beginManifest(const std::filesystem::path& path, std::string_view fileColumn)
{
    const auto file = addFile(path);
    if (!file)
        return file.error();
    m_manifest = *file;
    for (const std::string_view name :
        {std::string_view("id"), std::string_view("source"), std::string_view("name"), std::string_view("offset"),
            std::string_view("recorded_bytes"), fileColumn, std::string_view("bytes"), std::string_view("sha256"),
            std::string_view("recorded_sha256"), std::string_view("state"), std::string_view("remark")})
        m_records.field(name);
    return writeManifest();
}

Result<void> MailExporter::addToManifest(
    const ReportItem& item, const Written& written, const std::optional<Error>& error)
{
    const auto recorded = item.sha256();
    m_records.field(std::to_string(item.id().value));
    m_records.text(item.source(), options().formulaGuard);
    m_records.text(item.name(), options().formulaGuard);
    m_records.field(std::to_string(item.offset()));
    m_records.field(std::to_string(item.bytes()));
    m_records.field(written.file);
    m_records.field(error ? "" : std::to_string(written.bytes));
    m_records.field(error ? "" : toHex(written.sha256));
    m_records.field(recorded ? toHex(*recorded) : "");
    const bool isSame = recorded && *recorded == written.sha256;
    const bool isLeftOut = error && error->code == ErrorCode::Unsupported;
    m_records.field(isLeftOut ? "left out"
            : error           ? "failed"
            : !recorded       ? "not recorded"
            : isSame          ? "same"
                              : "differs");
    m_records.text(error ? error->toString() : written.remark, options().formulaGuard);
    return writeManifest();
}

Result<void> MailExporter::write(const ReportItem& item)
{
    if (item.kind() != ItemKind::Message) {
        countLeftOut();
        return addToManifest(item, {}, Error{ErrorCode::Unsupported, item.name(), "left out: no message"});
    }
    const auto bytes = item.rawBytes();
    if (!bytes) {
        countFailure();
        return addToManifest(item, {}, bytes.error());
    }
    const auto written = writeMessage(item, *bytes);
    if (!written)
        return written.error();
    return addToManifest(item, *written, std::nullopt);
}

// ---- folder of files

// Letters and digits of the subject, so that people find their way; never anything that a file system could mistake.
std::string slug(std::string_view subject)
{
    constexpr size_t longest = 40;
    std::string out;
    for (const char c : subject) {
        if (out.size() >= longest)
            break;
        if (isAsciiAlnum(c))
            out += asciiLower(c);
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    while (!out.empty() && out.back() == '-')
        out.pop_back();
    return out;
}

class EmlExporter final : public MailExporter
{
public:
    explicit EmlExporter(const ExportOptions& options)
        : MailExporter("eml", options)
    {
    }

private:
    Result<void> open() override;
    Result<Written> writeMessage(const ReportItem& item, const std::string& bytes) override;
    OutputFolder* m_folder = nullptr;
};

Result<void> EmlExporter::open()
{
    const auto allowed = mayExport();
    if (!allowed)
        return allowed;
    const auto folder = addFolder();
    if (!folder)
        return folder.error();
    m_folder = *folder;
    return beginManifest(m_folder->current() / "manifest.csv", "file");
}

Result<Written> EmlExporter::writeMessage(const ReportItem& item, const std::string& bytes)
{
    char number[24];
    std::snprintf(number, sizeof number, "%08llu", static_cast<unsigned long long>(items()));
    const std::string words = slug(item.summary().subject);
    const std::string name = number + (words.empty() ? std::string() : "-" + words) + ".eml";
    const auto stored = m_folder->write(name, bytes);
    if (!stored)
        return stored.error();
    countBytes(bytes.size());
    return Written{name, bytes.size(), assay::sha256(bytes), {}};
}

// ---- mailbox

// Whether the line is "From " behind any number of '>'.
bool needsQuote(std::string_view line)
{
    const size_t at = line.find_first_not_of('>');
    return at != std::string_view::npos && line.substr(at).starts_with("From ");
}

// Returns the number of lines that were quoted.
uint64_t appendQuoted(std::string& out, std::string_view message)
{
    uint64_t quoted = 0;
    for (size_t begin = 0; begin < message.size();) {
        const size_t end = std::min(message.find('\n', begin), message.size() - 1) + 1;
        const std::string_view line = message.substr(begin, end - begin);
        if (needsQuote(line)) {
            out += '>';
            ++quoted;
        }
        out += line;
        begin = end;
    }
    return quoted;
}

// "From joe@example.org Sat Nov 21 09:14:22 2026"
std::string borderLine(const MessageSummary& summary)
{
    static constexpr const char* days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"}; // 1970 began on a Thursday
    static constexpr const char* months[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const int64_t seconds = summary.date ? summary.date->seconds : 0;
    const CivilTime time = civilFromSeconds(seconds);
    const int64_t day = (seconds - (time.hour * 3600 + time.minute * 60 + time.second)) / 86400;
    std::string sender;
    for (const char c : summary.fromAddress) {
        if (c > ' ' && c < 0x7F && sender.size() < 200)
            sender += c;
    }
    char text[64];
    std::snprintf(text, sizeof text, " %s %s %2d %02d:%02d:%02d %d\n", days[(day % 7 + 7) % 7], months[time.month - 1],
        time.day, time.hour, time.minute, time.second, time.year);
    return "From " + (sender.empty() ? std::string("MAILER-DAEMON") : sender) + text;
}

class MboxExporter final : public MailExporter
{
public:
    explicit MboxExporter(const ExportOptions& options)
        : MailExporter("mbox", options)
    {
    }

private:
    Result<void> open() override;
    Result<Written> writeMessage(const ReportItem& item, const std::string& bytes) override;
    OutputFile* m_file = nullptr;
};

Result<void> MboxExporter::open()
{
    const auto allowed = mayExport();
    if (!allowed)
        return allowed;
    const auto file = addFile(options().target);
    if (!file)
        return file.error();
    m_file = *file;
    return beginManifest(options().target.string() + ".manifest.csv", "offset_in_mailbox");
}

Result<Written> MboxExporter::writeMessage(const ReportItem& item, const std::string& bytes)
{
    Written written{std::to_string(m_file->bytes()), bytes.size(), assay::sha256(bytes), {}};
    std::string entry = borderLine(item.summary());
    const uint64_t quoted = appendQuoted(entry, bytes);
    if (quoted > 0)
        written.remark = "lines quoted with >: " + std::to_string(quoted);
    if (!entry.ends_with('\n')) {
        entry += '\n';
        written.remark += written.remark.empty() ? "line end added" : "; line end added";
    }
    entry += '\n';
    const auto stored = m_file->write(entry);
    if (!stored)
        return stored.error();
    return written;
}

} // namespace

std::unique_ptr<Exporter> makeEmlExporter(const ExportOptions& options)
{
    return std::make_unique<EmlExporter>(options);
}

std::unique_ptr<Exporter> makeMboxExporter(const ExportOptions& options)
{
    return std::make_unique<MboxExporter>(options);
}

} // namespace assay::report
