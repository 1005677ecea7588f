// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/captureinput.h"

#include "app/ctl/inputfile.h"
#include "app/ctl/interrupt.h"
#include "core/corpus/stream/decompressor.h"

#include <cstdio>

namespace assay::ctl {
namespace {

constexpr size_t headLength = 64;

Result<std::unique_ptr<ByteStream>> openStream(const InputOperand& input)
{
    auto file = InputFile::open(input.path());
    if (!file)
        return file.error();
    auto head =
        std::make_unique<HeadStream>(std::make_unique<FileStream>(std::make_shared<const InputFile>(std::move(*file))));
    const auto compression = compressionOf(head->peek(headLength));
    if (!compression)
        return std::unique_ptr<ByteStream>(std::move(head));
    return std::unique_ptr<ByteStream>(std::make_unique<Decompressor>(std::move(head), *compression, ReadOptions()));
}

// What was odd is a warning: what could be read has been printed.
void warn(const std::string& source, const traffic::CaptureSummary& summary, DefectSet streamDefects)
{
    DefectSet defects = summary.defects;
    defects.add(streamDefects);
    for (const Defect defect : defects.list()) {
        std::string line = source + ": " + std::string(defectText(defect));
        if (!summary.message.empty() && defect == summary.defects.list().front())
            line += " (" + summary.message + ")";
        complain(line);
    }
}

Result<void> readOne(const std::string& operand, const traffic::CaptureSink& sink, const RunContext& context)
{
    const auto input = InputOperand::open(operand);
    if (!input)
        return input.error();
    auto stream = openStream(*input);
    if (!stream)
        return stream.error();
    const traffic::ByteSource source = [&](char* buffer, size_t length) { return (*stream)->read(buffer, length); };
    const auto summary = traffic::readCapture(source, {}, sink, context);
    if (!summary) {
        Error error = summary.error();
        error.subject = operand;
        return error;
    }
    warn(operand, *summary, (*stream)->defects());
    return {};
}

} // namespace

JsonWriter& CapturePrinter::begin()
{
    m_json.clear();
    return m_json.beginObject().member("schema", m_schema).member("source", m_source);
}

void CapturePrinter::end()
{
    m_json.endObject();
    writeLine(m_json.text());
}

void CapturePrinter::printError(const Error& error)
{
    if (!m_isJson)
        return complain(error.toString());
    writeErrorMember(begin(), error);
    end();
}

ExitCode readCaptures(const Arguments& arguments, CapturePrinter& printer, const traffic::CaptureSink& sink)
{
    if (arguments.operands().empty()) {
        complain("name one or more captures");
        return exitUsage;
    }
    InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, 1);
    bool anyFailed = false;
    for (const std::string& operand : arguments.operands()) {
        printer.setSource(operand);
        const auto done = readOne(operand, sink, context);
        if (interrupt.wasInterrupted())
            return exitInterrupted;
        if (!done) {
            printer.printError(done.error());
            anyFailed = true;
        }
    }
    return anyFailed ? exitSomeFailed : exitDone;
}

std::string epochText(int64_t nanoseconds)
{
    constexpr int64_t second = 1'000'000'000;
    char text[40];
    std::snprintf(text, sizeof text, "%lld.%09lld", static_cast<long long>(nanoseconds / second),
        static_cast<long long>(nanoseconds % second));
    return text;
}

void writeEnds(JsonWriter& json, const traffic::Endpoint& source, const traffic::Endpoint& destination)
{
    json.member("src", source.address.toString()).member("src_port", unsigned{source.port});
    json.member("dst", destination.address.toString()).member("dst_port", unsigned{destination.port});
}

std::string endText(const traffic::Endpoint& end)
{
    const std::string address = end.address.toString();
    return (end.address.isV4() ? address : "[" + address + "]") + ":" + std::to_string(end.port);
}

} // namespace assay::ctl
