// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl traffic tls
#include "app/ctl/captureinput.h"
#include "app/ctl/trafficverbs.h"

namespace assay::ctl {
namespace {

constexpr OptionSpec options[] = {
    {"--jsonl", "", "one JSON object a ClientHello", false},
};

const char* transportName(traffic::TlsTransport transport)
{
    switch (transport) {
    case traffic::TlsTransport::Quic:
        return "quic";
    case traffic::TlsTransport::Dtls:
        return "dtls";
    case traffic::TlsTransport::Tcp:
        break;
    }
    return "tcp";
}

// Names of protocols are bytes: each is shown as the character of its number.
std::string textOfBytes(std::string_view bytes)
{
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<uint8_t>(c);
        if (byte < 0x80) {
            text += c;
            continue;
        }
        text += static_cast<char>(0xc0 | byte >> 6);
        text += static_cast<char>(0x80 | (byte & 0x3f));
    }
    return text;
}

void printJson(CapturePrinter& printer, const traffic::HelloRecord& record)
{
    JsonWriter& json = printer.begin();
    json.member("transport", transportName(record.transport)).member("stream", record.stream);
    json.member("frame", record.frame).member("ts", epochText(record.time));
    writeEnds(json, record.client, record.server);
    json.member("sni", record.hello.serverName.value_or("")).key("alpn").beginArray();
    for (const std::string& name : record.hello.alpn)
        json.value(textOfBytes(name));
    json.endArray();
    const traffic::ClientFingerprints& prints = record.fingerprints;
    json.member("ja4", prints.ja4).member("ja4_r", prints.ja4Raw);
    json.member("ja4_o", prints.ja4Original).member("ja4_ro", prints.ja4RawOriginal);
    json.member("ja3", prints.ja3).member("ja3_full", prints.ja3Full).member("ja3s", record.ja3s);
    printer.end();
}

void printText(const traffic::HelloRecord& record)
{
    std::string line = transportName(record.transport);
    line += " " + std::to_string(record.stream) + "\t" + std::to_string(record.frame) + "\t";
    line += endText(record.client) + "\t" + endText(record.server) + "\t" + record.fingerprints.ja4 + "\t";
    line += record.hello.serverName.value_or("");
    writeLine(line);
}

ExitCode runTls(const Arguments& arguments)
{
    CapturePrinter printer("assay.tls/1", arguments.has("--jsonl"));
    traffic::CaptureSink sink;
    sink.onHello = [&](const traffic::HelloRecord& record) {
        printer.isJson() ? printJson(printer, record) : printText(record);
        return true;
    };
    return readCaptures(arguments, printer, sink);
}

} // namespace

Verb trafficTlsVerb()
{
    return {"traffic", "tls", "FILE...", "print the TLS clients of captures with their fingerprints", options, &runTls};
}

} // namespace assay::ctl
