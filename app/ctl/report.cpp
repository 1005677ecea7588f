// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl report
#include "app/ctl/caseverbs.h"
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/progressline.h"
#include "app/ctl/question.h"

#include "core/base/ascii.h"
#include "core/report/outputfile.h"

namespace assay::ctl {
namespace {

namespace fs = std::filesystem;

constexpr OptionSpec options[] = {
    {"--case", "FILE", "the case", false},
    {"--out", "TARGET", "file or folder to make", false},
    {"--format", "KIND",
        "csv, jsonl, mbox, eml, html, iplist; without it TARGET is a folder with report.html and messages", false},
    {"--columns", "LIST", "columns of csv, parted by commas", false},
    sortOption,
    nowOption,
    zoneOption,
    jobsOption,
    {"--redact", "LIST", "pseudonyms for addresses, ips, subjects (parted by commas) or all", false},
    {"--redact-key", "FILE", "key of the pseudonyms, so that two exports have the same ones", false},
    {"--whole-bodies", "", "do not cut the texts of messages (jsonl, html)", false},
    {"--counts", "", "iplist: the number of items behind each address", false},
    {"--no-formula-guard", "", "csv: leave values that a spreadsheet would compute as they are", false},
    {"--no-source-hashes", "", "do not read the sources for their SHA-256", false},
    {"--force", "", "replace a file that is there", false},
    {"--json", "", "one JSON object about what was written", false},
    {"--no-progress", "", "no progress line", false},
};

std::vector<std::string> parted(std::string_view list)
{
    std::vector<std::string> words;
    for (size_t begin = 0; begin <= list.size();) {
        const size_t end = std::min(list.find(',', begin), list.size());
        const std::string_view word = trimmed(list.substr(begin, end - begin));
        if (!word.empty())
            words.emplace_back(word);
        begin = end + 1;
    }
    return words;
}

Result<report::Redaction> redaction(const Arguments& arguments)
{
    report::Redaction chosen;
    for (const std::string& what : parted(arguments.value("--redact").value_or(""))) {
        const bool all = what == "all";
        if (!all && what != "addresses" && what != "ips" && what != "subjects")
            return Error{ErrorCode::BadArgument, "--redact", what + ": addresses, ips, subjects or all"};
        chosen.addresses |= all || what == "addresses";
        chosen.ips |= all || what == "ips";
        chosen.subjects |= all || what == "subjects";
    }
    if (const auto file = arguments.value("--redact-key")) {
        auto key = readFile(*file, 4096);
        if (!key)
            return key.error();
        if (key->empty())
            return Error{ErrorCode::BadArgument, *file, "the key is empty"};
        chosen.secret = std::move(*key);
    }
    return chosen;
}

Result<report::ExportOptions> exportOptions(const Arguments& arguments)
{
    report::ExportOptions chosen;
    chosen.target = *arguments.value("--out");
    chosen.columns = parted(arguments.value("--columns").value_or(""));
    chosen.formulaGuard = !arguments.has("--no-formula-guard");
    chosen.wholeBodies = arguments.has("--whole-bodies");
    chosen.counts = arguments.has("--counts");
    chosen.hashSources = !arguments.has("--no-source-hashes");
    auto redacted = redaction(arguments);
    if (!redacted)
        return redacted.error();
    chosen.redaction = std::move(*redacted);
    std::error_code ignored;
    if (fs::exists(chosen.target, ignored) && !fs::is_directory(chosen.target, ignored) && !arguments.has("--force"))
        return Error{ErrorCode::BadArgument, chosen.target.string(), "is there already; --force replaces it"};
    return chosen;
}

struct Job
{
    const Case& work;
    const CaseSnapshot& snapshot;
    std::vector<uint32_t> rows;
    report::ExportOptions options;
    report::ReportHead head;
};

// The report for people, the messages, and both their manifests in one folder.
Result<report::ExportReport> exportBundle(const Job& job, const RunContext& context)
{
    auto folder = report::OutputFolder::create(job.options.target);
    if (!folder)
        return folder.error();
    report::ExportOptions part = job.options;
    part.target = folder->current() / "report.html";
    auto total = job.work.exportItems(job.snapshot, job.rows, "html", part, job.head, context);
    if (!total)
        return total;
    if (!part.redaction.addresses && !part.redaction.ips && !part.redaction.subjects) {
        part.target = folder->current() / "messages";
        const auto messages = job.work.exportItems(job.snapshot, job.rows, "eml", part, job.head, context);
        if (!messages)
            return messages;
        total->bytes += messages->bytes;
        total->failed = std::max(total->failed, messages->failed);
    }
    const auto published = folder->publish();
    if (!published)
        return published.error();
    total->files = {job.options.target};
    return total;
}

void tell(const report::ExportReport& done, bool isJson)
{
    if (!isJson) {
        std::string line = std::to_string(done.items) + " items, " + std::to_string(done.bytes)
            + " bytes: " + done.files.front().string();
        if (done.failed > 0)
            line += "; " + std::to_string(done.failed) + " messages could not be read, see there";
        complain(line);
        return;
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.report/1").member("items", done.items).member("failed", done.failed);
    json.member("bytes", done.bytes).key("files").beginArray();
    for (const fs::path& file : done.files)
        json.value(file.string());
    json.endArray().endObject();
    writeLine(json.text());
}

Result<report::ExportReport> runJob(const Case& work, const Arguments& arguments, const RunContext& context)
{
    auto chosen = exportOptions(arguments);
    if (!chosen)
        return chosen.error();
    const auto zone = askedZone(arguments);
    if (!zone)
        return zone.error();
    const auto request = askedQuestion("report", arguments, work);
    if (!request)
        return request.error();
    const auto snapshot = work.snapshot(nullptr, context);
    if (!snapshot)
        return snapshot.error();
    auto found = work.find(**snapshot, *request, context);
    if (!found)
        return found.error();
    Job job{work, **snapshot, std::move(found->rows), std::move(*chosen), {}};
    job.head.query = query::print(*request->query->root);
    job.head.zone = zone->name();
    job.head.zoneOffset = [zone = *zone](int64_t seconds) { return zone.offsetAt(seconds); };
    const auto kind = arguments.value("--format");
    return kind ? work.exportItems(job.snapshot, job.rows, *kind, job.options, job.head, context)
                : exportBundle(job, context);
}

ExitCode runReport(const Arguments& arguments)
{
    const auto file = arguments.value("--case");
    if (!file || !arguments.value("--out") || arguments.operands().size() != 1) {
        complain(
            "report: give one QUERY ('' for all items), the case with --case FILE and the target with --out TARGET");
        return exitUsage;
    }
    const auto jobs = jobCount(arguments);
    if (!jobs)
        return fail(jobs.error());
    const InterruptGuard interrupt;
    const auto opened = Case::open(*file);
    if (!opened)
        return fail(opened.error());
    std::optional<Result<report::ExportReport>> done;
    {
        ProgressLine line("report", ProgressLine::Unit::Items, !arguments.has("--no-progress"));
        done.emplace(runJob(**opened, arguments, RunContext(interrupt.stopToken(), &line.progress(), *jobs)));
    }
    if (!*done)
        return fail(done->error());
    tell(**done, arguments.has("--json"));
    if ((*done)->items == 0 && !arguments.operands().front().empty())
        return exitNoMatch;
    return (*done)->failed > 0 ? exitSomeFailed : exitDone;
}

} // namespace

Verb reportVerb()
{
    return Verb{"report", "", "QUERY", "write the items of a case that match to files", options, &runReport};
}

} // namespace assay::ctl
