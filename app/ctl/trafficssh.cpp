// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl traffic ssh
#include "app/ctl/captureinput.h"
#include "app/ctl/trafficverbs.h"

namespace assay::ctl {
namespace {

constexpr OptionSpec options[] = {
    {"--jsonl", "", "one JSON object a connection", false},
};

void printJson(CapturePrinter& printer, const traffic::SshRecord& record)
{
    JsonWriter& json = printer.begin();
    json.member("stream", record.stream);
    writeEnds(json, record.client, record.server);
    json.member("client_banner", record.session.clientBanner).member("server_banner", record.session.serverBanner);
    json.member("hassh", record.session.hassh).member("hassh_server", record.session.hasshServer);
    printer.end();
}

void printText(const traffic::SshRecord& record)
{
    std::string line = "tcp " + std::to_string(record.stream) + "\t";
    line += endText(record.client) + "\t" + endText(record.server) + "\t" + record.session.hassh + "\t";
    line += record.session.clientBanner + "\t" + record.session.serverBanner;
    writeLine(line);
}

ExitCode runSsh(const Arguments& arguments)
{
    CapturePrinter printer("assay.ssh/1", arguments.has("--jsonl"));
    traffic::CaptureSink sink;
    sink.onSsh = [&](const traffic::SshRecord& record) {
        printer.isJson() ? printJson(printer, record) : printText(record);
        return true;
    };
    return readCaptures(arguments, printer, sink);
}

} // namespace

Verb trafficSshVerb()
{
    return {
        "traffic", "ssh", "FILE...", "print the SSH connections of captures with their fingerprints", options, &runSsh};
}

} // namespace assay::ctl
