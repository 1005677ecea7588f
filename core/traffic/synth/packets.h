// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ipaddress.h"
#include "core/traffic/synth/random.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::traffic {

// Packets of a capture that are put in order of time before they are written. Times are microseconds since 1970 UTC.
class PacketQueue
{
public:
    static std::string fileHeader(); // of a pcap of Ethernet
    void add(int64_t time, std::string frame);
    // Appends what is before `time`, as records of a pcap; what is added later must not be earlier.
    void drain(int64_t time, std::string& capture);

private:
    struct Packet
    {
        int64_t time;
        uint64_t order;
        std::string frame;
        bool operator>(const Packet& other) const
        {
            return time != other.time ? time > other.time : order > other.order;
        }
    };
    std::vector<Packet> m_packets; // a heap
    uint64_t m_order = 0;
};

// One TCP connection as somebody beside its server sees it: handshake, data in segments with acknowledgements, some of
// them sent twice or out of order, end. Both addresses are of one family.
class TcpTalk
{
public:
    struct End
    {
        IpAddress address;
        uint16_t port = 0;
    };
    TcpTalk(PacketQueue& queue, const End& client, const End& server, int64_t roundTrip, SynthRandom random);

    // Three packets, the last of them at `time`.
    void open(int64_t time);
    // Bytes from one side, the first segment at `time`; when the last has been seen.
    int64_t send(bool fromClient, std::string_view bytes, int64_t time);
    void close(int64_t time); // the server's FIN first
    int64_t roundTrip() const { return m_roundTrip; }
    SynthRandom& random() { return m_random; }

private:
    struct Segment
    {
        bool fromClient;
        uint32_t sequence;
        uint8_t flags;
        std::string_view data;
        std::string_view options;
    };
    void emit(int64_t time, const Segment& segment);
    void acknowledge(bool fromClient, int64_t time);
    std::string frameOf(const Segment& segment) const;

    PacketQueue& m_queue;
    End m_ends[2]; // server, client
    uint32_t m_next[2]; // sequence numbers to send
    int64_t m_roundTrip;
    SynthRandom m_random;
};

} // namespace assay::traffic
