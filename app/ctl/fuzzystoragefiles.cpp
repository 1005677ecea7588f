// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl fuzzy import|export
#include "app/ctl/fuzzystorage.h"

#include "app/ctl/interrupt.h"
#include "app/ctl/progressline.h"
#include "core/fuzzy/storage/hashfiles.h"

namespace assay::ctl {
namespace {

using namespace fuzzy;

constexpr OptionSpec importOptions[] = {fuzzyStorageOption,
    {"--merge", "RULE", "what becomes of known hashes: sum (default), max, keep or replace", false},
    {"--dry-run", "", "only tell what would change", false}, {"--json", "", "print one JSON object", false}};
constexpr OptionSpec exportOptions[] = {fuzzyStorageOption,
    {"--format", "NAME", "jsonl (default), csv or sqlite", false},
    {"--out", "FILE", "write to a file instead of standard output", false}};

void printImport(const ImportReport& report, bool isPlan, bool isJson)
{
    if (isJson) {
        JsonWriter json;
        json.beginObject().member("schema", "assay.fuzzy-import/1").member("dry_run", isPlan);
        json.member("format", hashFileFormatName(report.format)).member("read", report.read);
        json.member("new", report.added).member("changed", report.changed).member("unchanged", report.unchanged);
        json.member("bad_lines", report.badLines).key("problems").beginArray();
        for (const std::string& problem : report.problems)
            json.value(problem);
        writeLine(json.endArray().endObject().text());
        return;
    }
    writeLine(std::string(isPlan ? "would import " : "imported ") + std::to_string(report.read)
        + " hashes: " + std::to_string(report.added) + " new, " + std::to_string(report.changed) + " changed, "
        + std::to_string(report.unchanged) + " unchanged");
}

ExitCode runImport(const Arguments& arguments)
{
    if (arguments.operands().size() != 1) {
        complain("fuzzy import: name one FILE of hashes");
        return exitUsage;
    }
    const auto rule = mergeRuleFromName(arguments.value("--merge").value_or("sum"));
    if (!rule) {
        complain("fuzzy import: --merge takes sum, max, keep or replace");
        return exitUsage;
    }
    InterruptGuard interrupt;
    std::optional<ProgressLine> line(std::in_place, "hashes", ProgressLine::Unit::Items, true);
    const RunContext context(interrupt.stopToken(), &line->progress(), 1);
    const bool isPlan = arguments.has("--dry-run");
    auto storage = openFuzzyStorage(arguments, isPlan ? FuzzyOpening::Read : FuzzyOpening::Create, {});
    if (!storage)
        return fail(storage.error());
    const std::string& file = arguments.operands().front();
    const auto report =
        isPlan ? planImport(**storage, file, *rule, context) : importHashes(**storage, file, *rule, context);
    line.reset();
    if (!report)
        return fail(report.error());
    printImport(*report, isPlan, arguments.has("--json"));
    for (const std::string& problem : report->problems)
        complain(file + ": " + problem);
    return finishOutput(report->badLines == 0 ? exitDone : exitSomeFailed);
}

ExitCode runExport(const Arguments& arguments)
{
    const auto format = hashFileFormatFromName(arguments.value("--format").value_or("jsonl"));
    const auto out = arguments.value("--out");
    if (!format || (!out && *format == HashFileFormat::Sqlite)) {
        complain(format ? "fuzzy export: name the copy with --out FILE"
                        : "fuzzy export: --format takes jsonl, csv or sqlite");
        return exitUsage;
    }
    InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, 1);
    auto storage = openFuzzyStorage(arguments, FuzzyOpening::Read, context);
    if (!storage)
        return fail(storage.error());
    const auto toOutput = [](std::string_view text) {
        writeOut(text);
        return true;
    };
    const auto count = out ? exportHashes(**storage, std::filesystem::path(*out), *format, context)
                           : exportHashes(**storage, *format, toOutput, context);
    if (!count)
        return fail(count.error());
    if (out)
        writeLine("exported " + std::to_string(*count) + " hashes");
    return finishOutput(exitDone);
}

} // namespace

Verb fuzzyImportVerb()
{
    return {"fuzzy", "import", "FILE --storage FILE",
        "take hashes from a file into a storage, which is made when there is none", importOptions, runImport};
}

Verb fuzzyExportVerb()
{
    return {"fuzzy", "export", "--storage FILE", "write the hashes of a storage to a file", exportOptions, runExport};
}

} // namespace assay::ctl
