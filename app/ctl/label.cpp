// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl label, undo, redo
#include "app/ctl/interrupt.h"
#include "app/ctl/labelverbs.h"
#include "app/ctl/progressline.h"
#include "app/ctl/question.h"

#include "core/casefile/challengelabels.h"

namespace assay::ctl {
namespace {

constexpr OptionSpec caseOption{"--case", "FILE", "the case", false};
constexpr OptionSpec jsonOption{"--json", "", "one JSON object", false};

constexpr OptionSpec labelOptions[] = {
    caseOption,
    {"--import", "FILE", "take labels from CSV or JSON lines: message_id, path, item or sha256, and label", false},
    {"--folders", "", "label what has no label by the names of its folders (spam, ham, .Junk ...)", false},
    {"--from-challenges", "",
        "label request sets without a label by what the site reports: banned is bot, passed is notbot", false},
    {"--author", "NAME", "whose labels they are, instead of the login name", false},
    {"--confidence", "PERCENT", "how sure the author is, 0 to 100", false},
    {"--note", "TEXT", "kept with each label", false},
    nowOption,
    zoneOption,
    jsonOption,
    {"--no-progress", "", "no progress line", false},
};
constexpr OptionSpec undoOptions[] = {caseOption, jsonOption};

std::string_view kindName(feedback::OperationKind kind)
{
    constexpr std::string_view names[] = {"label", "bookmark", "tag", "note", "import", "undo", "redo", "fuzzy"};
    return names[static_cast<size_t>(kind)];
}

std::string labelName(feedback::LabelId id)
{
    const feedback::LabelKind* kind = feedback::findLabel(id);
    return kind ? std::string(kind->name) : "none";
}

void writeOperation(JsonWriter& json, const feedback::Operation& operation)
{
    json.member("operation", operation.id).member("kind", kindName(operation.kind));
    json.member("about", kindName(operation.subject)).member("text", operation.text);
    json.member("changed", operation.changed).member("unchanged", operation.unchanged);
    json.key("before").beginObject();
    for (const auto& [label, count] : operation.before)
        json.member(labelName(label), count);
    json.endObject();
    if (operation.undoes != 0)
        json.member("undoes", operation.undoes);
}

void print(const feedback::Operation& operation, bool isJson)
{
    if (isJson) {
        JsonWriter json;
        json.beginObject().member("schema", "assay.operation/1");
        writeOperation(json, operation);
        json.endObject();
        writeLine(json.text());
        return;
    }
    std::string line = std::string(kindName(operation.kind)) + " " + operation.text + ": "
        + std::to_string(operation.changed) + " items changed";
    if (operation.unchanged > 0)
        line += ", " + std::to_string(operation.unchanged) + " left as they were";
    writeLine(line);
}

void print(const LabelImportReport& report, bool isJson)
{
    if (!isJson) {
        print(report.operation, false);
        for (const auto& reject : report.rejects)
            complain("line " + std::to_string(reject.line) + ": " + reject.text + ": " + reject.why);
        if (report.rejected > report.rejects.size())
            complain("... " + std::to_string(report.rejected) + " lines are rejected in all");
        return;
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.label-import/1");
    writeOperation(json, report.operation);
    json.member("rows", report.rows).member("matched", report.matched).member("rejected", report.rejected);
    json.key("rejects").beginArray();
    for (const auto& reject : report.rejects) {
        json.beginObject().member("line", reject.line).member("text", reject.text);
        json.member("why", reject.why).endObject();
    }
    json.endArray().endObject();
    writeLine(json.text());
}

ExitCode importLabels(Case& work, const Arguments& arguments, const RunContext& context)
{
    const auto report = work.importLabels(arguments.value("--import").value_or(""), context);
    if (!report)
        return fail(report.error());
    print(*report, arguments.has("--json"));
    return report->rejected > 0 ? exitSomeFailed : exitDone;
}

ExitCode labelByChallenges(Case& work, const Arguments& arguments, const RunContext& context)
{
    const auto labels = labelFromChallenges(work, context);
    if (!labels)
        return fail(labels.error());
    for (const auto* operation : {&labels->bots, &labels->people})
        print(*operation, arguments.has("--json"));
    if (labels->contradicting > 0)
        complain(std::to_string(labels->contradicting) + " request sets of clients that were banned and passed");
    if (labels->failed > 0)
        complain(std::to_string(labels->failed) + " request sets cannot be read");
    return labels->failed > 0 ? exitSomeFailed : exitDone;
}

Result<feedback::LabelRequest> askedLabel(const Arguments& arguments)
{
    feedback::LabelRequest request;
    const std::string& name = arguments.operands().at(1);
    const feedback::LabelKind* kind = feedback::findLabel(feedback::mailScheme(), name);
    if (!kind)
        kind = feedback::findLabel(feedback::trafficScheme(), name);
    if (!kind && name != "none")
        return Error{ErrorCode::BadArgument, name,
            "a label is spam, ham, phish, bulk, unsure; bot, notbot, attack, "
            "lowrate; none takes it away"};
    const auto confidence = arguments.number("--confidence", 100, 0, 100);
    if (!confidence)
        return confidence.error();
    request.label = kind ? kind->id : feedback::noLabel;
    request.confidence = static_cast<uint8_t>(*confidence);
    request.note = arguments.value("--note").value_or("");
    request.query = arguments.operands().front();
    return request;
}

ExitCode labelMatching(Case& work, const Arguments& arguments, const RunContext& context)
{
    const auto request = askedLabel(arguments);
    if (!request)
        return fail(request.error());
    const auto question = askedQuestion("label", arguments, work);
    if (!question)
        return fail(question.error());
    const auto snapshot = work.snapshot(nullptr, context);
    if (!snapshot)
        return fail(snapshot.error());
    const auto found = work.find(**snapshot, *question, context);
    if (!found)
        return fail(found.error());
    std::vector<ItemId> items;
    items.reserve(found->rows.size());
    for (const uint32_t row : found->rows)
        items.push_back((*snapshot)->items->row(row).id);
    const auto operation = work.label(items, *request, context);
    if (!operation)
        return fail(operation.error());
    print(*operation, arguments.has("--json"));
    return items.empty() && !request->query.empty() ? exitNoMatch : exitDone;
}

ExitCode runLabel(const Arguments& arguments)
{
    const auto file = arguments.value("--case");
    const bool imports = arguments.has("--import"), folders = arguments.has("--folders");
    const bool challenges = arguments.has("--from-challenges");
    const size_t needed = imports || folders || challenges ? 0 : 2;
    if (!file || arguments.operands().size() != needed || imports + folders + challenges > 1) {
        complain("label: give QUERY LABEL, or --import FILE, or --folders, or --from-challenges; "
                 "and the case with --case FILE");
        return exitUsage;
    }
    const auto opened = Case::open(*file, CaseMode::ReadWriteOnly);
    if (!opened)
        return fail(opened.error());
    if (const auto author = arguments.value("--author"))
        (*opened)->setUser(*author);
    const InterruptGuard interrupt;
    ProgressLine line(
        "label", imports ? ProgressLine::Unit::Bytes : ProgressLine::Unit::Items, !arguments.has("--no-progress"));
    const RunContext context(interrupt.stopToken(), &line.progress(), 1);
    if (challenges)
        return labelByChallenges(**opened, arguments, context);
    return needed == 0 ? importLabels(**opened, arguments, context) : labelMatching(**opened, arguments, context);
}

ExitCode move(const Arguments& arguments, bool redo)
{
    const auto file = arguments.value("--case");
    if (!file || !arguments.operands().empty()) {
        complain(std::string(redo ? "redo" : "undo") + ": name the case with --case FILE");
        return exitUsage;
    }
    const auto opened = Case::open(*file, CaseMode::ReadWriteOnly);
    if (!opened)
        return fail(opened.error());
    const auto operation = redo ? (*opened)->redo() : (*opened)->undo();
    if (!operation && operation.error().code == ErrorCode::NotFound) {
        complain(operation.error().detail);
        return exitNoMatch;
    }
    if (!operation)
        return fail(operation.error());
    print(*operation, arguments.has("--json"));
    return exitDone;
}

ExitCode runUndo(const Arguments& arguments)
{
    return move(arguments, false);
}

ExitCode runRedo(const Arguments& arguments)
{
    return move(arguments, true);
}

} // namespace

Verb labelVerb()
{
    return Verb{"label", "", "[QUERY LABEL]", "label the items of a case that match", labelOptions, &runLabel};
}

Verb undoVerb()
{
    return Verb{"undo", "", "", "take back the last change of labels, tags, notes", undoOptions, &runUndo};
}

Verb redoVerb()
{
    return Verb{"redo", "", "", "do again what was taken back last", undoOptions, &runRedo};
}

} // namespace assay::ctl
