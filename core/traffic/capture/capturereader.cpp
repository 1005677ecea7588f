// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/capturereader.h"

#include "core/traffic/capture/decoder.h"
#include "core/traffic/capture/flowtable.h"

namespace assay::traffic {
namespace {

constexpr uint64_t stopInterval = 1024; // packets between looks at whether to stop

// One capture while it is read.
class Run
{
public:
    Run(PacketFile& file, const CaptureOptions& options, const CaptureSink& sink, const RunContext& context)
        : m_file(file)
        , m_context(context)
        , m_findings(sink, options)
        , m_decoder(options.maxMemory / 4)
        , m_flows(m_findings)
    {
    }
    Result<CaptureSummary> read();

private:
    bool readPackets();
    void note(Defect defect, std::string message);
    void summarize();

    PacketFile& m_file;
    const RunContext& m_context;
    Findings m_findings;
    Decoder m_decoder;
    FlowTable m_flows;
    CaptureSummary m_summary;
};

void Run::note(Defect defect, std::string message)
{
    if (m_summary.defects.isEmpty())
        m_summary.message = std::move(message);
    m_summary.defects.add(defect);
}

// False when cancelled.
bool Run::readPackets()
{
    RawPacket packet;
    Transport transport;
    while (!m_findings.isStopped() && m_file.next(packet)) {
        ++m_summary.packets;
        m_summary.bytes += packet.length;
        if (m_summary.packets % stopInterval == 0) {
            m_context.setDone(m_file.offset());
            if (m_context.stopRequested())
                return false;
        }
        if (packet.link == noLink)
            continue;
        const Decoded decoded = m_decoder.decode(packet, transport);
        if (decoded == Decoded::Transport) {
            m_flows.packet(transport, packet.frame, packet.time, packet.length);
        } else if (decoded == Decoded::Unknown) {
            ++m_summary.undecoded;
            if (!isKnownLink(packet.link) && !m_summary.defects.has(Defect::TrafficUnknownLink))
                note(Defect::TrafficUnknownLink,
                    "frame " + std::to_string(packet.frame) + " has the link type " + std::to_string(packet.link));
        }
    }
    return true;
}

void Run::summarize()
{
    if (!m_file.message().empty() && m_summary.defects.isEmpty())
        m_summary.message = m_file.message();
    m_summary.defects.add(m_file.defects());
    m_summary.defects.add(m_findings.defects());
    if (m_decoder.hasDroppedFragments())
        m_summary.defects.add(Defect::TrafficLimit);
    m_summary.flows = m_flows.flows();
}

Result<CaptureSummary> Run::read()
{
    m_summary.format = m_file.format();
    if (!readPackets() || m_context.stopRequested())
        return Error{ErrorCode::Cancelled, {}, {}};
    if (m_file.failure()) {
        if (m_summary.packets == 0)
            return *m_file.failure();
        note(Defect::TrafficCutPacket, m_file.failure()->toString());
    }
    m_flows.finish();
    m_context.setDone(m_file.offset());
    summarize();
    return m_summary;
}

} // namespace

Result<CaptureSummary> readCapture(
    const ByteSource& source, const CaptureOptions& options, const CaptureSink& sink, const RunContext& context)
{
    const auto file = PacketFile::open(source);
    if (!file)
        return file.error();
    return Run(**file, options, sink, context).read();
}

} // namespace assay::traffic
