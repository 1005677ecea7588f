// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/capture/conversation.h"
#include "core/traffic/capture/hellostreams.h"

#include <deque>
#include <unordered_map>

namespace assay::traffic {

// Both directions of a conversation have the same key: the lower end first.
struct FlowKey
{
    AddressBytes lowAddress = {}, highAddress = {};
    uint16_t lowPort = 0, highPort = 0;
    uint32_t protocol = 0;
    bool operator==(const FlowKey&) const = default;
};

struct FlowKeyHash
{
    size_t operator()(const FlowKey& key) const;
};

// What reads a live TCP connection.
struct TcpState
{
    TcpState(Findings& findings, uint32_t stream, const std::array<Endpoint, 2>& ends, int client)
        : conversation(findings, stream, ends, client)
        , streams{TcpStream(0, findings.options()), TcpStream(1, findings.options())}
    {
    }
    Conversation conversation;
    std::array<TcpStream, 2> streams;
    size_t memory() const { return sizeof *this + conversation.memory() + streams[0].memory() + streams[1].memory(); }
};

// What reads the first datagrams of a UDP conversation.
struct UdpState
{
    UdpState(Findings& findings, uint32_t stream, const std::array<Endpoint, 2>& ends);
    size_t memory() const { return reader.keptBytes() + pairs[0].keptBytes() + pairs[1].keptBytes(); }
    std::array<HelloPairs, 2> pairs; // by the direction of the client's datagrams
    DatagramReader reader;
    size_t direction = 0; // of the datagram that is being read
    size_t client = 0;
};

// A flow with what is needed while packets of it may come.
struct LiveFlow
{
    Flow flow;
    FlowKey key;
    AddressBytes source = {}; // of its first packet
    std::array<uint32_t, 2> base = {}; // sequence numbers that the directions begin at
    std::array<bool, 2> hasBase = {}, hasSyn = {}, hasFin = {}; // hasSyn: the base is of a SYN
    std::optional<int> client; // direction of its packets, by the SYN
    bool isWrapper = false; // carries other packets: only counted
    bool isOver = false; // closed or reset: what still comes is not read
    bool isReset = false;
    size_t memory = 0; // as last asked
    std::unique_ptr<TcpState> tcp; // empty before the first byte and when the connection is over
    std::unique_ptr<UdpState> udp; // empty while nothing that is read was sent
    LiveFlow* newer = nullptr; // neighbours in the order of last packets
    LiveFlow* older = nullptr;
};

// All conversations of a capture, numbered as Wireshark numbers them. One thread.
class FlowTable
{
public:
    explicit FlowTable(Findings& findings);
    ~FlowTable();
    void packet(const Transport& transport, uint64_t frame, int64_t time, uint32_t wireLength);
    void finish(); // ends all flows, in the order of their numbers
    uint64_t flows() const { return m_flows; }

private:
    // A connection that is over but may still get packets that are late.
    struct Closing
    {
        FlowKey key;
        uint32_t stream = 0;
        int64_t time = 0;
    };
    LiveFlow& find(uint32_t protocol, const UdpPorts& ports, int64_t time);
    LiveFlow& create(const FlowKey& key, const UdpPorts& ports, int64_t time);
    void touch(LiveFlow& flow);
    void unlink(LiveFlow& flow);
    void readTcp(LiveFlow& flow, const Transport& transport, int direction, uint64_t frame, int64_t time);
    void readUdp(LiveFlow& flow, const Transport& transport, size_t direction, uint64_t frame, int64_t time);
    void openTcp(LiveFlow& flow);
    void close(LiveFlow& flow, int64_t time);
    void endOld(int64_t time);
    void endConnection(LiveFlow& flow);
    void evictOldest();
    size_t memory() const;
    void relieve();
    void remove(LiveFlow& flow);
    void deliver(LiveFlow& flow, bool isEvicted);
    void account(LiveFlow& flow);

    Findings& m_findings;
    std::unordered_map<FlowKey, std::unique_ptr<LiveFlow>, FlowKeyHash> m_live;
    std::deque<Closing> m_closing; // by time
    LiveFlow* m_newest = nullptr;
    LiveFlow* m_oldest = nullptr;
    LiveFlow* m_idle = nullptr; // the newest of those that were idle for too long; all older ones are too
    uint32_t m_tcpStreams = 0, m_udpStreams = 0;
    uint64_t m_flows = 0;
    size_t m_memory = 0;
    int64_t m_lastTime = 0; // of the packet before
};

} // namespace assay::traffic
