// SPDX-License-Identifier: GPL-3.0-or-later
// The older container: a file header, then packets with 16 bytes of header each.
#include "core/traffic/capture/bytes.h"
#include "core/traffic/capture/packetfile.h"

#include <algorithm>

namespace assay::traffic {
namespace {

constexpr size_t fileHeader = 24, packetHeader = 16;
constexpr uint32_t microseconds = 0xa1b2c3d4, nanoseconds = 0xa1b23c4d, modified = 0xa1b2cd34;
constexpr uint32_t longestSnap = uint32_t{16} << 20;

// Whether the magic number is this one, in either byte order.
bool hasMagic(std::string_view head, uint32_t magic)
{
    return head.size() >= 4 && (little32(head.data()) == magic || big32(head.data()) == magic);
}

class PcapFile : public PacketFile
{
public:
    explicit PcapFile(InputBuffer input)
        : PacketFile(std::move(input))
    {
        const std::string_view head = m_input.peek(fileHeader);
        m_order = ByteOrder(byteAt(head.data()) == 0xa1);
        m_hasNanoseconds = hasMagic(head, nanoseconds);
        m_limit = std::max(maxPacketBytes, std::min(m_order.number32(head.data() + 16), longestSnap));
        m_link = m_order.number32(head.data() + 20) & 0x03ff'ffff; // above: length of the FCS
        m_input.skip(fileHeader);
    }
    bool next(RawPacket& packet) override;
    std::string_view format() const override { return "pcap"; }

private:
    ByteOrder m_order;
    bool m_hasNanoseconds = false;
    uint32_t m_limit = 0, m_link = 0;
    size_t m_taken = 0; // bytes of the packet that was given last
};

bool PcapFile::next(RawPacket& packet)
{
    m_input.skip(m_taken);
    m_taken = 0;
    const std::string_view head = m_input.peek(packetHeader);
    if (head.size() < packetHeader)
        return head.empty() ? false : isCut("the file ends in the header of a packet");
    const uint32_t captured = m_order.number32(head.data() + 8);
    const uint32_t fraction = m_order.number32(head.data() + 4);
    if (captured > m_limit)
        return isCut("a packet says that it has " + std::to_string(captured) + " bytes");
    const std::string_view bytes = m_input.peek(packetHeader + captured);
    if (bytes.size() < packetHeader + captured)
        return isCut("the file ends in a packet");
    ++m_frames;
    packet.frame = m_frames;
    packet.time =
        timeOf(m_order.number32(bytes.data()), m_hasNanoseconds ? uint64_t{fraction} : uint64_t{fraction} * 1000);
    packet.link = m_link;
    packet.length = std::max(m_order.number32(bytes.data() + 12), captured);
    packet.bytes = bytes.substr(packetHeader, captured);
    m_taken = packetHeader + captured;
    return true;
}

} // namespace

bool looksLikePcap(std::string_view head)
{
    return hasMagic(head, microseconds) || hasMagic(head, nanoseconds) || hasMagic(head, modified);
}

Result<std::unique_ptr<PacketFile>> openPcap(InputBuffer input)
{
    const std::string_view head = input.peek(fileHeader);
    if (hasMagic(head, modified))
        return Error{ErrorCode::Unsupported, {}, "a modified pcap (a1b2cd34); save it as pcapng"};
    if (head.size() < fileHeader)
        return Error{ErrorCode::BadData, {}, "the file ends in its header"};
    return std::unique_ptr<PacketFile>(std::make_unique<PcapFile>(std::move(input)));
}

} // namespace assay::traffic
