// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/packetfile.h"

#include "core/traffic/capture/capturereader.h"

#include <limits>

namespace assay::traffic {

Result<std::unique_ptr<PacketFile>> PacketFile::open(const ByteSource& source)
{
    InputBuffer input(source);
    const std::string_view head = input.peek(24);
    if (input.failure())
        return *input.failure();
    if (looksLikePcap(head))
        return openPcap(std::move(input));
    if (looksLikePcapng(head))
        return openPcapng(std::move(input));
    return Error{ErrorCode::NotRecognised, {}, "neither pcap nor pcapng"};
}

bool looksLikeCapture(std::string_view head)
{
    return looksLikePcap(head) || looksLikePcapng(head);
}

void PacketFile::note(Defect defect, std::string message)
{
    if (m_defects.isEmpty())
        m_message = std::move(message);
    m_defects.add(defect);
}

bool PacketFile::isCut(std::string what)
{
    note(Defect::TrafficCutPacket, std::move(what) + " behind frame " + std::to_string(m_frames));
    return false;
}

int64_t PacketFile::timeOf(uint64_t seconds, uint64_t nanoseconds)
{
    constexpr uint64_t second = 1'000'000'000;
    constexpr uint64_t lastSecond = static_cast<uint64_t>(std::numeric_limits<int64_t>::max()) / second - 2;
    seconds += nanoseconds / second;
    if (seconds > lastSecond) {
        note(Defect::TrafficAbsurdTime, "frame " + std::to_string(m_frames) + " has a time that cannot be");
        return m_lastTime;
    }
    m_lastTime = static_cast<int64_t>(seconds * second + nanoseconds % second);
    return m_lastTime;
}

} // namespace assay::traffic
