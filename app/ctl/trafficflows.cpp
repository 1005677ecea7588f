// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl traffic flows
#include "app/ctl/captureinput.h"
#include "app/ctl/trafficverbs.h"

namespace assay::ctl {
namespace {

constexpr OptionSpec options[] = {
    {"--jsonl", "", "one JSON object a flow", false},
};

void printJson(CapturePrinter& printer, const traffic::Flow& flow)
{
    JsonWriter& json = printer.begin();
    json.member("transport", flow.protocol == traffic::Protocol::Tcp ? "tcp" : "udp").member("stream", flow.stream);
    writeEnds(json, flow.source, flow.destination);
    json.member("first_ts", epochText(flow.firstTime)).member("last_ts", epochText(flow.lastTime));
    json.member("packets_fwd", flow.packets[0]).member("packets_rev", flow.packets[1]);
    json.member("wire_fwd", flow.wireBytes[0]).member("wire_rev", flow.wireBytes[1]);
    json.member("payload_fwd", flow.payloadBytes[0]).member("payload_rev", flow.payloadBytes[1]);
    json.member("distinct_fwd", flow.distinctBytes[0]).member("distinct_rev", flow.distinctBytes[1]);
    json.member("syn", flow.syn).member("synack", flow.synAck).member("fin", flow.fin).member("rst", flow.rst);
    json.member("psh", flow.psh).member("gap_bytes", flow.gapBytes[0] + flow.gapBytes[1]);
    json.member("out_of_order_bytes", flow.outOfOrderBytes[0] + flow.outOfOrderBytes[1]);
    json.member("conflicting_overlap", flow.hasConflictingOverlap);
    json.member("state", flow.state).member("application", flow.application).member("tunnel", flow.tunnel);
    printer.end();
}

void printText(const traffic::Flow& flow)
{
    std::string line = flow.protocol == traffic::Protocol::Tcp ? "tcp " : "udp ";
    line += std::to_string(flow.stream) + "\t" + endText(flow.source) + "\t" + endText(flow.destination) + "\t";
    line += std::to_string(flow.packets[0] + flow.packets[1]) + " packets\t";
    line += std::to_string(flow.payloadBytes[0] + flow.payloadBytes[1]) + " bytes\t";
    line += flow.state + "\t" + flow.application;
    writeLine(line);
}

ExitCode runFlows(const Arguments& arguments)
{
    CapturePrinter printer("assay.flow/1", arguments.has("--jsonl"));
    traffic::CaptureSink sink;
    sink.onFlow = [&](const traffic::Flow& flow) {
        printer.isJson() ? printJson(printer, flow) : printText(flow);
        return true;
    };
    return readCaptures(arguments, printer, sink);
}

} // namespace

Verb trafficFlowsVerb()
{
    return {"traffic", "flows", "FILE...", "print the conversations of captures", options, &runFlows};
}

} // namespace assay::ctl
