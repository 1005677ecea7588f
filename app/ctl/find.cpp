// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl find
#include "app/ctl/caseverbs.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/itemjson.h"

#include "core/casefile/case.h"

namespace assay::ctl {
namespace {

constexpr OptionSpec options[] = {
    {"--case", "FILE", "the case to look in", false},
    {"--jsonl", "", "one JSON object a line", false},
};

void writeItem(JsonWriter& json, const ItemDetail& detail)
{
    const ItemName name = itemName(detail.source.string(), detail.container, detail.record);
    json.beginObject().member("schema", "assay.item/1").member("source", name.source).member("item", name.item);
    json.key("id").value(uint64_t{detail.id.value});
    json.member("kind", detail.record.kind == ItemKind::Message ? "message" : "request_set");
    json.key("offset").decimalString(detail.record.offset).member("bytes", detail.record.length);
    if (detail.sha256)
        json.member("sha256", toHex(*detail.sha256));
    json.member("message_id", detail.summary.messageId).member("subject", detail.summary.subject);
    json.member("from", detail.summary.from).key("date");
    if (detail.summary.date)
        json.value(toIsoString(*detail.summary.date));
    else
        json.null();
    json.key("ip");
    if (detail.summary.sourceIp)
        json.value(detail.summary.sourceIp->toString());
    else
        json.null();
    writeDefects(json, detail.defects);
    json.endObject();
}

ExitCode runFind(const Arguments& arguments)
{
    const auto file = arguments.value("--case");
    if (!file || arguments.operands().size() != 1) {
        complain("find: give one QUERY ('' for all items) and the case with --case FILE");
        return exitUsage;
    }
    const std::string& query = arguments.operands().front();
    const auto opened = Case::open(*file, CaseMode::ReadOnly);
    if (!opened)
        return fail(opened.error());
    const InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, 1);
    const auto found = (*opened)->find(query, context);
    if (!found)
        return fail(found.error());
    JsonWriter json;
    const bool isJson = arguments.has("--jsonl");
    const auto print = [&](const ItemDetail& detail) {
        if (isJson) {
            json.clear();
            writeItem(json, detail);
            writeLine(json.text());
        } else {
            const ItemName name = itemName(detail.source.string(), detail.container, detail.record);
            writeLine(toValidUtf8(name.source) + "\t" + toValidUtf8(name.item) + "\t" + detail.summary.subject);
        }
        return true;
    };
    const auto visited = (*opened)->visitItems(*found, print, context);
    if (!visited)
        return fail(visited.error());
    return found->empty() && !query.empty() ? exitNoMatch : exitDone;
}

} // namespace

Verb findVerb()
{
    return Verb{"find", "", "QUERY", "list the items of a case that match", options, &runFind};
}

} // namespace assay::ctl
