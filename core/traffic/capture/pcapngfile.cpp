// SPDX-License-Identifier: GPL-3.0-or-later
// The newer container: sections of blocks, each with its type and length.
#include "core/traffic/capture/bytes.h"
#include "core/traffic/capture/packetfile.h"

#include <algorithm>
#include <vector>

namespace assay::traffic {
namespace {

constexpr uint32_t sectionBlock = 0x0a0d0d0a, interfaceBlock = 1, oldPacketBlock = 2, simplePacketBlock = 3;
constexpr uint32_t enhancedPacketBlock = 6;
constexpr size_t shortestBlock = 12;
constexpr uint32_t longestBlock = uint32_t{17} << 20; // of those that are looked into
constexpr size_t maxInterfaces = 65'536; // a packet names its own with 16 or 32 bits

// Blocks that hold no packet but have a frame number in Wireshark: journal entries, events of system calls, custom
// ones.
bool isOtherRecord(uint32_t type)
{
    return type == 0x9 || type == 0x204 || type == 0x216 || type == 0x221 || type == 0xbad || type == 0x4000'0bad;
}

struct Interface
{
    uint32_t link = 0, snapLength = 0;
    uint64_t unitsPerSecond = 1'000'000;
    int64_t offsetSeconds = 0;
};

class PcapngFile : public PacketFile
{
public:
    explicit PcapngFile(InputBuffer input)
        : PacketFile(std::move(input))
    {
    }
    bool next(RawPacket& packet) override;
    std::string_view format() const override { return "pcapng"; }

private:
    bool nextBlock(uint32_t* type, std::string_view* body);
    bool readSection(std::string_view block);
    void addInterface(std::string_view body);
    bool fillPacket(uint32_t type, std::string_view body, RawPacket& packet);
    bool fillTimed(std::string_view body, uint32_t interface, RawPacket& packet);
    bool fillSimple(std::string_view body, RawPacket& packet);
    int64_t stampOf(const Interface& interface, uint64_t units);

    ByteOrder m_order;
    std::vector<Interface> m_interfaces;
    uint64_t m_taken = 0;
};

uint64_t unitsOf(uint8_t resolution)
{
    const unsigned exponent = resolution & 0x7f;
    if (resolution & 0x80)
        return exponent < 64 ? uint64_t{1} << exponent : 0;
    uint64_t units = 1;
    for (unsigned i = 0; i < exponent; ++i) {
        if (units > UINT64_MAX / 10)
            return 0;
        units *= 10;
    }
    return units;
}

// To the next block whose body is in the window; false at the end.
bool PcapngFile::nextBlock(uint32_t* type, std::string_view* body)
{
    for (;;) {
        m_input.skip(m_taken);
        m_taken = 0;
        std::string_view block = m_input.peek(shortestBlock);
        if (block.size() < shortestBlock)
            return block.empty() ? false : isCut("the file ends in the header of a block");
        if (big32(block.data()) == sectionBlock && !readSection(block))
            return isCut("a section has no byte order");
        *type = m_order.number32(block.data());
        const uint32_t length = m_order.number32(block.data() + 4);
        if (length < shortestBlock)
            return isCut("a block says that it has " + std::to_string(length) + " bytes");
        const uint64_t padded = (uint64_t{length} + 3) & ~uint64_t{3};
        if (padded > longestBlock) {
            note(Defect::TrafficLimit, "a block of " + std::to_string(length) + " bytes is passed over");
            m_input.skip(padded);
            continue;
        }
        block = m_input.peek(static_cast<size_t>(padded));
        if (block.size() < length)
            return isCut("the file ends in a block");
        m_taken = padded;
        *body = block.substr(8, length - shortestBlock);
        return true;
    }
}

bool PcapngFile::readSection(std::string_view block)
{
    constexpr uint32_t magic = 0x1a2b3c4d;
    const uint32_t found = little32(block.data() + 8);
    if (found != magic && found != __builtin_bswap32(magic))
        return false;
    m_order = ByteOrder(found != magic);
    m_interfaces.clear();
    return true;
}

void PcapngFile::addInterface(std::string_view body)
{
    if (m_interfaces.size() >= maxInterfaces)
        return note(Defect::TrafficLimit, "more interfaces than can be");
    Interface interface;
    if (body.size() >= 8) {
        interface.link = m_order.number16(body.data());
        interface.snapLength = m_order.number32(body.data() + 4);
        body.remove_prefix(8);
    }
    while (body.size() >= 4) {
        const uint16_t code = m_order.number16(body.data());
        const size_t length = m_order.number16(body.data() + 2);
        body.remove_prefix(4);
        if (code == 0 || length > body.size())
            break;
        if (code == 9 && length >= 1)
            interface.unitsPerSecond = unitsOf(byteAt(body.data()));
        if (code == 14 && length >= 8) {
            const uint64_t first = m_order.number32(body.data()), second = m_order.number32(body.data() + 4);
            const bool isBig = m_order.number16("\0\1") == 1;
            interface.offsetSeconds = static_cast<int64_t>(isBig ? first << 32 | second : second << 32 | first);
        }
        body.remove_prefix(std::min(body.size(), (length + 3) & ~size_t{3}));
    }
    m_interfaces.push_back(interface);
}

int64_t PcapngFile::stampOf(const Interface& interface, uint64_t units)
{
    const uint64_t perSecond = interface.unitsPerSecond;
    if (perSecond == 0)
        return timeOf(UINT64_MAX, 0);
    const auto rest = static_cast<unsigned __int128>(units % perSecond) * 1'000'000'000U / perSecond;
    // A negative offset from a small time wraps to what timeOf() finds absurd.
    return timeOf(units / perSecond + static_cast<uint64_t>(interface.offsetSeconds), static_cast<uint64_t>(rest));
}

// Of the enhanced and the old packet block behind their first four bytes: time, lengths, packet.
bool PcapngFile::fillTimed(std::string_view body, uint32_t interface, RawPacket& packet)
{
    if (body.size() < 20 || interface >= m_interfaces.size())
        return false;
    const uint64_t units = uint64_t{m_order.number32(body.data() + 4)} << 32 | m_order.number32(body.data() + 8);
    const uint32_t captured = m_order.number32(body.data() + 12);
    if (captured > body.size() - 20)
        return false;
    packet.time = stampOf(m_interfaces[interface], units);
    packet.link = m_interfaces[interface].link;
    packet.length = std::max(m_order.number32(body.data() + 16), captured);
    packet.bytes = body.substr(20, captured);
    return true;
}

bool PcapngFile::fillSimple(std::string_view body, RawPacket& packet)
{
    if (body.size() < 4 || m_interfaces.empty())
        return false;
    packet.length = m_order.number32(body.data());
    size_t captured = std::min<size_t>(packet.length, body.size() - 4);
    if (m_interfaces[0].snapLength != 0)
        captured = std::min<size_t>(captured, m_interfaces[0].snapLength);
    packet.time = m_lastTime;
    packet.link = m_interfaces[0].link;
    packet.bytes = body.substr(4, captured);
    return true;
}

bool PcapngFile::fillPacket(uint32_t type, std::string_view body, RawPacket& packet)
{
    ++m_frames;
    packet = {m_frames, m_lastTime, noLink, 0, {}};
    if (isOtherRecord(type))
        return true;
    if (type == simplePacketBlock)
        return fillSimple(body, packet);
    if (body.size() < 4)
        return false;
    return fillTimed(body,
        type == enhancedPacketBlock ? m_order.number32(body.data()) : uint32_t{m_order.number16(body.data())}, packet);
}

bool PcapngFile::next(RawPacket& packet)
{
    uint32_t type = 0;
    std::string_view body;
    while (nextBlock(&type, &body)) {
        if (type == interfaceBlock) {
            addInterface(body);
        } else if (type == enhancedPacketBlock || type == simplePacketBlock || type == oldPacketBlock
            || isOtherRecord(type)) {
            if (fillPacket(type, body, packet))
                return true;
            --m_frames;
            return isCut("a packet block does not hold what it says");
        }
    }
    return false;
}

} // namespace

bool looksLikePcapng(std::string_view head)
{
    constexpr uint32_t magic = 0x1a2b3c4d;
    return head.size() >= 12 && big32(head.data()) == sectionBlock
        && (little32(head.data() + 8) == magic || big32(head.data() + 8) == magic);
}

Result<std::unique_ptr<PacketFile>> openPcapng(InputBuffer input)
{
    return std::unique_ptr<PacketFile>(std::make_unique<PcapngFile>(std::move(input)));
}

} // namespace assay::traffic
