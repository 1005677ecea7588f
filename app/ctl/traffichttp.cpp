// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl traffic http
#include "app/ctl/captureinput.h"
#include "app/ctl/trafficverbs.h"

namespace assay::ctl {
namespace {

constexpr OptionSpec options[] = {
    {"--jsonl", "", "one JSON object a request", false},
};

void writeText(JsonWriter& json, std::string_view name, std::optional<std::string_view> text)
{
    json.key(name);
    text ? json.value(*text) : json.null();
}

std::optional<std::string_view> unlessEmpty(std::string_view text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

void printJson(CapturePrinter& printer, const traffic::HttpTransaction& transaction)
{
    const traffic::Request& request = transaction.request;
    JsonWriter& json = printer.begin();
    json.member("stream", request.stream).member("frame", request.place).member("ts", epochText(request.time));
    json.member("client", request.client.toString()).member("method", request.method);
    json.member("target", transaction.target).member("version", request.version);
    writeText(json, "host", unlessEmpty(request.host));
    writeText(json, "user_agent", request.userAgent);
    writeText(json, "referer", request.referer);
    json.key("status");
    request.status ? json.value(unsigned{*request.status}) : json.null();
    writeText(json, "content_type", unlessEmpty(request.contentType));
    json.key("response_bytes");
    request.replyBytes ? json.value(*request.replyBytes) : json.null();
    json.member("request_bytes", transaction.requestBytes);
    writeText(json, "x_forwarded_for", unlessEmpty(transaction.forwardedFor));
    json.key("header_names").beginArray();
    for (const std::string_view name : transaction.headerNames)
        json.value(name);
    json.endArray().key("flags").beginArray();
    if (request.isSmugglingSuspect)
        json.value("smuggling_suspect");
    json.endArray();
    printer.end();
}

void printText(const traffic::HttpTransaction& transaction)
{
    const traffic::Request& request = transaction.request;
    std::string line = std::to_string(request.stream) + "\t" + std::to_string(request.place) + "\t";
    line += request.client.toString() + "\t" + (request.status ? std::to_string(*request.status) : "-") + "\t";
    line.append(request.method).append(" ").append(transaction.target).append("\t").append(request.host);
    writeLine(line);
}

ExitCode runHttp(const Arguments& arguments)
{
    CapturePrinter printer("assay.http/1", arguments.has("--jsonl"));
    traffic::CaptureSink sink;
    sink.onHttp = [&](const traffic::HttpTransaction& transaction) {
        printer.isJson() ? printJson(printer, transaction) : printText(transaction);
        return true;
    };
    return readCaptures(arguments, printer, sink);
}

} // namespace

Verb trafficHttpVerb()
{
    return {"traffic", "http", "FILE...", "print the HTTP requests of captures with their answers", options, &runHttp};
}

} // namespace assay::ctl
