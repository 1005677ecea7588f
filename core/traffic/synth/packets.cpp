// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/packets.h"

#include <algorithm>
#include <functional>

namespace assay::traffic {
namespace {

constexpr uint8_t fin = 1, syn = 2, psh = 8, ack = 16;
constexpr size_t segmentSize = 1440;
constexpr std::string_view synOptions("\x02\x04\x05\xa0\x04\x02\x01\x03\x03\x07\x01\x01", 12);

void append16(std::string& bytes, uint32_t value)
{
    bytes += static_cast<char>(value >> 8);
    bytes += static_cast<char>(value);
}

void append32(std::string& bytes, uint32_t value)
{
    append16(bytes, value >> 16);
    append16(bytes, value & 0xffff);
}

void appendLittle32(std::string& bytes, uint32_t value)
{
    for (int shift = 0; shift < 32; shift += 8)
        bytes += static_cast<char>(value >> shift);
}

void put16(std::string& bytes, size_t at, uint32_t value)
{
    bytes[at] = static_cast<char>(value >> 8);
    bytes[at + 1] = static_cast<char>(value);
}

uint32_t sumOf(std::string_view bytes, uint32_t sum)
{
    for (size_t i = 0; i < bytes.size(); ++i)
        sum += static_cast<uint32_t>(static_cast<uint8_t>(bytes[i])) << (i % 2 == 0 ? 8 : 0);
    return sum;
}

uint32_t folded(uint32_t sum)
{
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

std::string addressBytes(const IpAddress& address)
{
    const auto& bytes = address.bytes();
    const char* begin = reinterpret_cast<const char*>(bytes.data());
    return address.isV4() ? std::string(begin + 12, 4) : std::string(begin, 16);
}

std::string ethernet(bool toServer, bool isV4)
{
    const std::string server("\x02\x00\x00\x00\x00\x01", 6), router("\x02\x00\x00\x00\x00\x02", 6);
    std::string header = toServer ? server : router;
    header += toServer ? router : server;
    append16(header, isV4 ? 0x0800 : 0x86dd);
    return header;
}

} // namespace

std::string PacketQueue::fileHeader()
{
    std::string header("\xd4\xc3\xb2\xa1\x02\x00\x04\x00", 8);
    header.append(8, '\0');
    appendLittle32(header, 262'144);
    appendLittle32(header, 1);
    return header;
}

void PacketQueue::add(int64_t time, std::string frame)
{
    m_packets.push_back({time, ++m_order, std::move(frame)});
    std::push_heap(m_packets.begin(), m_packets.end(), std::greater<>());
}

void PacketQueue::drain(int64_t time, std::string& capture)
{
    while (!m_packets.empty() && m_packets.front().time < time) {
        std::pop_heap(m_packets.begin(), m_packets.end(), std::greater<>());
        const Packet& packet = m_packets.back();
        appendLittle32(capture, static_cast<uint32_t>(packet.time / 1'000'000));
        appendLittle32(capture, static_cast<uint32_t>(packet.time % 1'000'000));
        appendLittle32(capture, static_cast<uint32_t>(packet.frame.size()));
        appendLittle32(capture, static_cast<uint32_t>(packet.frame.size()));
        capture += packet.frame;
        m_packets.pop_back();
    }
}

TcpTalk::TcpTalk(PacketQueue& queue, const End& client, const End& server, int64_t roundTrip, SynthRandom random)
    : m_queue(queue)
    , m_ends{server, client}
    , m_next{0, 0}
    , m_roundTrip(roundTrip)
    , m_random(random)
{
    for (uint32_t& next : m_next)
        next = static_cast<uint32_t>(m_random.next());
}

std::string TcpTalk::frameOf(const Segment& segment) const
{
    const End& from = m_ends[segment.fromClient];
    const End& to = m_ends[!segment.fromClient];
    std::string tcp;
    append16(tcp, from.port);
    append16(tcp, to.port);
    append32(tcp, segment.sequence);
    append32(tcp, (segment.flags & ack) != 0 ? m_next[!segment.fromClient] : 0);
    tcp += static_cast<char>((20 + segment.options.size()) / 4 << 4);
    tcp += static_cast<char>(segment.flags);
    append16(tcp, 0xfaf0);
    tcp.append(4, '\0'); // sum, urgent
    tcp += segment.options;
    tcp += segment.data;
    const std::string addresses = addressBytes(from.address) + addressBytes(to.address);
    put16(tcp, 16, folded(sumOf(tcp, sumOf(addresses, static_cast<uint32_t>(6 + tcp.size())))));
    const bool isV4 = from.address.isV4();
    std::string frame = ethernet(segment.fromClient, isV4);
    if (isV4) {
        std::string ip("\x45\x00", 2);
        append16(ip, static_cast<uint32_t>(20 + tcp.size()));
        append16(ip, segment.sequence & 0xffff);
        ip += std::string("\x40\x00\x39\x06\x00\x00", 6);
        ip += addresses;
        put16(ip, 10, folded(sumOf(ip, 0)));
        frame += ip;
    } else {
        frame += std::string("\x60\x00\x00\x00", 4);
        append16(frame, static_cast<uint32_t>(tcp.size()));
        frame += std::string("\x06\x39", 2);
        frame += addresses;
    }
    return frame + tcp;
}

void TcpTalk::emit(int64_t time, const Segment& segment)
{
    m_queue.add(time, frameOf(segment));
}

void TcpTalk::acknowledge(bool fromClient, int64_t time)
{
    emit(time, {fromClient, m_next[fromClient], ack, {}, {}});
}

void TcpTalk::open(int64_t time)
{
    emit(time - m_roundTrip - 80, {true, m_next[1], syn, {}, synOptions});
    ++m_next[1];
    emit(time - m_roundTrip - 40, {false, m_next[0], syn | ack, {}, synOptions});
    ++m_next[0];
    acknowledge(true, time);
}

int64_t TcpTalk::send(bool fromClient, std::string_view bytes, int64_t time)
{
    int64_t at = time, latest = time;
    size_t number = 0;
    for (size_t begin = 0; begin < bytes.size(); begin += segmentSize, at += 25, ++number) {
        const std::string_view data = bytes.substr(begin, segmentSize);
        const bool isLast = begin + data.size() == bytes.size();
        const auto flags = static_cast<uint8_t>(isLast ? ack | psh : ack);
        const Segment segment = {fromClient, m_next[fromClient], flags, data, {}};
        // The first segment says when a message began: it stays where it is.
        const bool isLate = number > 0 && m_random.chance(0.003);
        emit(isLate ? at + 60 : at, segment);
        latest = std::max(latest, isLate ? at + 60 : at);
        if (m_random.chance(0.004)) { // its acknowledgement was lost
            emit(at + m_roundTrip + 400, segment);
            latest = std::max(latest, at + m_roundTrip + 400);
        }
        m_next[fromClient] += static_cast<uint32_t>(data.size());
        if (isLast || number % 2 == 1)
            acknowledge(!fromClient, at + (fromClient ? 10 : m_roundTrip));
    }
    return latest;
}

void TcpTalk::close(int64_t time)
{
    emit(time, {false, m_next[0], fin | ack, {}, {}});
    ++m_next[0];
    emit(time + m_roundTrip, {true, m_next[1], fin | ack, {}, {}});
    ++m_next[1];
    acknowledge(false, time + m_roundTrip + 10);
}

} // namespace assay::traffic
