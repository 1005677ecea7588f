// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/trafficfiles.h"

#include "core/base/file.h"
#include "core/traffic/synth/capturewriter.h"
#include "core/traffic/synth/labelwriter.h"
#include "core/traffic/synth/logwriter.h"

#include <algorithm>
#include <fstream>

namespace assay::traffic {
namespace {

namespace fs = std::filesystem;

// A file that is written in large blocks.
class OutputFile
{
public:
    explicit OutputFile(const fs::path& path)
        : m_path(path)
        , m_file(path, std::ios::binary | std::ios::trunc)
    {
    }
    std::string& text() { return m_text; }
    void flush(size_t least = 0)
    {
        if (m_text.size() < least)
            return;
        m_file.write(m_text.data(), static_cast<std::streamsize>(m_text.size()));
        m_text.clear();
    }
    std::optional<Error> close()
    {
        flush();
        m_file.close();
        return m_file.fail() ? std::optional<Error>({ErrorCode::WriteFailed, m_path.string(), {}}) : std::nullopt;
    }

private:
    fs::path m_path;
    std::ofstream m_file;
    std::string m_text;
};

constexpr size_t blockSize = size_t{1} << 18;
constexpr unsigned mostHostLogs = 100; // open files

// One log, or one log a host.
struct Log
{
    SynthLogWriter writer;
    std::vector<std::unique_ptr<OutputFile>> files; // by host when there are several
};

std::optional<std::pair<SynthLogWriter::Format, std::string_view>> formatOf(std::string_view name)
{
    using Format = SynthLogWriter::Format;
    if (name == "combined")
        return std::pair(Format::Combined, std::string_view("access.log"));
    if (name == "vhost")
        return std::pair(Format::VhostCombined, std::string_view("vhost.log"));
    if (name == "json")
        return std::pair(Format::Json, std::string_view("requests.jsonl"));
    if (name == "ecs")
        return std::pair(Format::Ecs, std::string_view("ecs.jsonl"));
    return std::nullopt;
}

class Folder
{
public:
    Folder(const SynthOptions& options, const TrafficFiles& files)
        : m_folder(files.folder)
        , m_hosts(synthHosts(options.seed, options.hosts))
        , m_labels(options)
    {
        if (files.writesRequestLabels) {
            m_requests = std::make_unique<OutputFile>(m_folder / "labels.requests.csv");
            m_requests->text() = SynthLabelWriter::requestHeader();
        }
    }

    std::optional<Error> open(const std::string& format, uint64_t seed)
    {
        using Kind = SynthCaptureWriter::Kind;
        if (format == "pcap" || format == "pcap-tls") {
            const bool isClear = format == "pcap";
            m_captures.push_back({std::make_unique<SynthCaptureWriter>(seed, isClear ? Kind::Clear : Kind::Encrypted),
                std::make_unique<OutputFile>(m_folder / (isClear ? "traffic.pcap" : "traffic-tls.pcap"))});
            return std::nullopt;
        }
        const auto known = formatOf(format);
        if (!known)
            return Error{ErrorCode::BadArgument, format, "no format; combined, vhost, json, ecs, pcap, pcap-tls"};
        const bool isSplit = format == "combined" && m_hosts.size() > 1;
        if (isSplit && m_hosts.size() > mostHostLogs)
            return Error{ErrorCode::BadArgument, format, "one file a host, for 100 hosts at most; take vhost"};
        Log log{SynthLogWriter(known->first), {}};
        if (!isSplit)
            log.files.push_back(std::make_unique<OutputFile>(m_folder / known->second));
        for (size_t i = 0; isSplit && i < m_hosts.size(); ++i)
            log.files.push_back(std::make_unique<OutputFile>(m_folder / (m_hosts[i] + ".access.log")));
        m_logs.push_back(std::move(log));
        return std::nullopt;
    }

    void write(const SynthRequest& made)
    {
        for (Log& log : m_logs) {
            OutputFile& file = *log.files[log.files.size() > 1 ? made.host : 0];
            log.writer.append(file.text(), made);
            file.flush(blockSize);
        }
        for (Capture& capture : m_captures) {
            sendMails(capture, made.request.time);
            capture.writer->append(capture.file->text(), made);
            capture.file->flush(blockSize);
        }
        m_labels.append(m_requests ? m_requests->text() : m_unused, made);
        m_unused.clear();
        if (m_requests)
            m_requests->flush(blockSize);
    }

    std::optional<Error> finish(const SynthSummary& summary)
    {
        for (Capture& capture : m_captures) {
            sendMails(capture, INT64_MAX);
            capture.writer->finish(capture.file->text());
            if (auto failed = capture.file->close())
                return failed;
        }
        for (Log& log : m_logs) {
            for (const auto& file : log.files) {
                if (auto failed = file->close())
                    return failed;
            }
        }
        if (m_requests) {
            if (auto failed = m_requests->close())
                return failed;
        }
        const std::pair<const char*, std::string> rest[] = {{"labels.csv", m_labels.pairLabels()},
            {"attacks.json", m_labels.attacksJson(summary)}, {"summary.json", m_labels.summaryJson(summary)}};
        for (const auto& [name, text] : rest) {
            if (const auto written = writeFileAtomically(m_folder / name, text); !written)
                return written.error();
        }
        return std::nullopt;
    }

    // Mails go out one after the other, evenly over the time.
    std::optional<Error> addMails(const TrafficFiles& files, const SynthOptions& options)
    {
        const int64_t gap = int64_t{options.seconds} * 1'000'000'000 / static_cast<int64_t>(files.mails.size() + 1);
        for (const fs::path& path : files.mails) {
            auto bytes = readFile(path, uint64_t{64} << 20);
            if (!bytes)
                return bytes.error();
            const auto number = static_cast<int64_t>(m_mails.size() + 1);
            m_mails.push_back({options.start * 1'000'000'000 + gap * number, std::move(*bytes)});
        }
        return std::nullopt;
    }

private:
    struct Mail
    {
        int64_t time;
        std::string bytes;
    };
    struct Capture
    {
        std::unique_ptr<SynthCaptureWriter> writer;
        std::unique_ptr<OutputFile> file;
        size_t mails = 0; // sent
    };
    void sendMails(Capture& capture, int64_t until)
    {
        for (; capture.mails < m_mails.size() && m_mails[capture.mails].time < until; ++capture.mails) {
            const Mail& mail = m_mails[capture.mails];
            capture.writer->appendMail(capture.file->text(), mail.time, mail.bytes);
        }
    }

    fs::path m_folder;
    std::vector<std::string> m_hosts;
    std::vector<Mail> m_mails;
    std::vector<Capture> m_captures;
    SynthLabelWriter m_labels;
    std::unique_ptr<OutputFile> m_requests;
    std::vector<Log> m_logs;
    std::string m_unused;
};

} // namespace

Result<SynthSummary> writeTraffic(const SynthOptions& options, const TrafficFiles& files, const RunContext& context)
{
    std::error_code failed;
    fs::create_directories(files.folder, failed);
    if (failed)
        return Error{ErrorCode::WriteFailed, files.folder.string(), failed.message()};
    Folder folder(options, files);
    for (const std::string& format : files.formats) {
        if (auto bad = folder.open(format, options.seed))
            return *bad;
    }
    if (auto bad = folder.addMails(files, options))
        return *bad;
    const SynthSink sink = [&](const SynthRequest& made) {
        folder.write(made);
        return true;
    };
    auto summary = synthesizeTraffic(options, sink, context);
    if (!summary)
        return summary;
    if (auto bad = folder.finish(*summary))
        return *bad;
    return summary;
}

} // namespace assay::traffic
