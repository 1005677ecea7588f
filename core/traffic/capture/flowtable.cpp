// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/flowtable.h"

#include "core/base/keyedhash.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace assay::traffic {
namespace {

constexpr int64_t second = 1'000'000'000;
constexpr int64_t lateness = 5 * second; // of packets behind the end of a connection
constexpr int64_t idleTime = 300 * second; // after which a connection's state is given up
constexpr size_t flowBytes = sizeof(LiveFlow) + 128; // with its place in the table

FlowKey keyOf(uint32_t protocol, const UdpPorts& ports)
{
    FlowKey key = {ports.source, ports.destination, ports.sourcePort, ports.destinationPort, protocol};
    if (std::tie(key.highAddress, key.highPort) < std::tie(key.lowAddress, key.lowPort)) {
        std::swap(key.lowAddress, key.highAddress);
        std::swap(key.lowPort, key.highPort);
    }
    return key;
}

int directionOf(const LiveFlow& flow, const UdpPorts& ports)
{
    return ports.source == flow.source && ports.sourcePort == flow.flow.source.port ? 0 : 1;
}

// A SYN that does not begin where the known connection began is of the next one between the same ends.
bool isNewConnection(const LiveFlow& flow, const Transport& transport, size_t direction)
{
    const bool isOpening = (transport.flags & (tcpflag::syn | tcpflag::ack)) == tcpflag::syn;
    return isOpening && flow.hasBase[direction] && flow.base[direction] != transport.sequence;
}

void setBases(LiveFlow& flow, const Transport& transport, size_t direction)
{
    const bool hasSyn = transport.flags & tcpflag::syn;
    if (!flow.hasBase[direction]) {
        flow.hasBase[direction] = true;
        flow.base[direction] = hasSyn ? transport.sequence : transport.sequence - 1;
        flow.hasSyn[direction] = hasSyn;
    }
    if (!flow.hasBase[1 - direction] && (transport.flags & tcpflag::ack)) {
        flow.hasBase[1 - direction] = true;
        flow.base[1 - direction] = transport.acknowledgement - 1;
    }
}

void countFlags(Flow& flow, uint8_t flags)
{
    const bool hasSyn = flags & tcpflag::syn, hasAck = flags & tcpflag::ack;
    flow.syn += hasSyn && !hasAck ? 1 : 0;
    flow.synAck += hasSyn && hasAck ? 1 : 0;
    flow.fin += (flags & tcpflag::fin) ? 1 : 0;
    flow.rst += (flags & tcpflag::rst) ? 1 : 0;
    flow.psh += (flags & tcpflag::psh) ? 1 : 0;
}

std::string stateOf(const LiveFlow& live, bool isEvicted)
{
    const Flow& flow = live.flow;
    const bool isTcp = flow.protocol == Protocol::Tcp;
    if (live.isReset)
        return "reset";
    if (live.hasFin[0] && live.hasFin[1])
        return "closed";
    if (isEvicted)
        return "idle";
    const bool isOneSided = flow.packets[0] == 0 || flow.packets[1] == 0;
    return isTcp ? (flow.syn > 0 && isOneSided ? "half-open" : "established")
                 : (isOneSided ? "half-open" : "established");
}

// Long headers of QUIC, handshake records of DTLS: everything else says nothing about hellos.
bool mayCarryHello(std::string_view payload)
{
    if (payload.size() < 13)
        return false;
    return (static_cast<uint8_t>(payload[0]) & 0x80) || (payload[0] == 22 && static_cast<uint8_t>(payload[1]) == 0xfe);
}

std::string tunnelOf(const Outer& outer)
{
    if (outer.kind.empty())
        return {};
    std::string text = IpAddress(outer.source).toString();
    text += " > ";
    text += IpAddress(outer.destination).toString();
    text += ' ';
    text += outer.kind;
    return text;
}

} // namespace

UdpState::UdpState(Findings& findings, uint32_t stream, const std::array<Endpoint, 2>& ends)
    : pairs{HelloPairs(helloSink(findings, {stream, ends[0], ends[1]}, Protocol::Udp)),
        HelloPairs(helloSink(findings, {stream, ends[1], ends[0]}, Protocol::Udp))}
    , reader([this](const SeenHello& hello) {
        if (hello.side == Side::Client)
            client = direction;
        pairs[client].add(hello);
    })
{
}

size_t FlowKeyHash::operator()(const FlowKey& key) const
{
    static_assert(sizeof(FlowKey) == 40, "no padding may be hashed");
    return xxHash3({reinterpret_cast<const char*>(&key), sizeof key}, 0);
}

FlowTable::FlowTable(Findings& findings)
    : m_findings(findings)
{
}

FlowTable::~FlowTable() = default;

void FlowTable::unlink(LiveFlow& flow)
{
    if (m_idle == &flow)
        m_idle = flow.older;
    (flow.newer ? flow.newer->older : m_newest) = flow.older;
    (flow.older ? flow.older->newer : m_oldest) = flow.newer;
    flow.newer = flow.older = nullptr;
}

// Makes it the newest.
void FlowTable::touch(LiveFlow& flow)
{
    if (m_idle == &flow)
        m_idle = flow.older;
    if (m_newest == &flow)
        return;
    if (flow.newer || flow.older || m_oldest == &flow)
        unlink(flow);
    flow.older = m_newest;
    (m_newest ? m_newest->newer : m_oldest) = &flow;
    m_newest = &flow;
}

LiveFlow& FlowTable::create(const FlowKey& key, const UdpPorts& ports, int64_t time)
{
    if (m_live.size() >= std::max<size_t>(m_findings.options().maxFlows, 1))
        evictOldest();
    std::unique_ptr<LiveFlow>& place = m_live[key];
    place = std::make_unique<LiveFlow>();
    const bool isTcp = key.protocol == protocolTcp;
    place->key = key;
    place->source = ports.source;
    Flow& flow = place->flow;
    flow.protocol = isTcp ? Protocol::Tcp : Protocol::Udp;
    flow.stream = isTcp ? m_tcpStreams++ : m_udpStreams++;
    flow.source = {IpAddress(ports.source), ports.sourcePort};
    flow.destination = {IpAddress(ports.destination), ports.destinationPort};
    flow.firstTime = flow.lastTime = time;
    return *place;
}

LiveFlow& FlowTable::find(uint32_t protocol, const UdpPorts& ports, int64_t time)
{
    const FlowKey key = keyOf(protocol, ports);
    const auto found = m_live.find(key);
    LiveFlow& flow = found == m_live.end() ? create(key, ports, time) : *found->second;
    touch(flow);
    return flow;
}

void FlowTable::packet(const Transport& transport, uint64_t frame, int64_t time, uint32_t wireLength)
{
    // The earlier time of two packets is the clock: a single packet from far in the future ends nothing.
    const int64_t now = std::min(time, std::exchange(m_lastTime, time));
    for (size_t i = 0; i < transport.wrapperCount; ++i)
        find(protocolUdp, transport.wrappers[i], time).isWrapper = true;
    const UdpPorts ports = {transport.source, transport.destination, transport.sourcePort, transport.destinationPort};
    LiveFlow* live = &find(transport.protocol, ports, time);
    auto direction = static_cast<size_t>(directionOf(*live, ports));
    const bool isTcp = transport.protocol == protocolTcp;
    if (isTcp && isNewConnection(*live, transport, direction)) {
        const FlowKey key = live->key;
        endConnection(*live);
        deliver(*live, false);
        remove(*live);
        live = &create(key, ports, time);
        touch(*live);
        direction = 0;
    }
    Flow& flow = live->flow;
    if (flow.packets[0] + flow.packets[1] == 0)
        flow.tunnel = tunnelOf(transport.outer);
    live->isWrapper = false;
    flow.lastTime = time;
    ++flow.packets[direction];
    flow.wireBytes[direction] += wireLength;
    flow.payloadBytes[direction] += transport.payloadLength;
    if (isTcp)
        readTcp(*live, transport, static_cast<int>(direction), frame, time);
    else
        readUdp(*live, transport, direction, frame, time);
    account(*live);
    endOld(now);
    if (memory() > m_findings.options().maxMemory)
        relieve();
}

void FlowTable::openTcp(LiveFlow& flow)
{
    const int client = flow.client.value_or(0);
    const std::array<Endpoint, 2> ends = {flow.flow.source, flow.flow.destination};
    flow.tcp = std::make_unique<TcpState>(m_findings, flow.flow.stream, ends, client);
    for (size_t i = 0; i < 2; ++i) {
        if (flow.hasSyn[i])
            flow.tcp->streams[i].start(flow.base[i] + 1);
    }
}

void FlowTable::readTcp(LiveFlow& flow, const Transport& transport, int direction, uint64_t frame, int64_t time)
{
    const auto index = static_cast<size_t>(direction);
    countFlags(flow.flow, transport.flags);
    setBases(flow, transport, index);
    if ((transport.flags & tcpflag::syn) && !flow.client)
        flow.client = (transport.flags & tcpflag::ack) ? 1 - direction : direction;
    if (transport.isQuoted)
        return;
    const bool hasEnd = transport.flags & (tcpflag::fin | tcpflag::rst);
    if (!flow.tcp && !flow.isOver && (transport.payloadLength > 0 || hasEnd))
        openTcp(flow);
    if (!flow.tcp)
        return;
    if (transport.flags & tcpflag::ack)
        flow.tcp->streams[1 - index].acknowledge(transport.acknowledgement);
    flow.tcp->streams[index].segment(transport, frame, time, flow.tcp->conversation);
    flow.hasFin[index] = flow.hasFin[index] || (transport.flags & tcpflag::fin);
    const bool hasReset = transport.flags & tcpflag::rst;
    flow.isReset = flow.isReset || hasReset;
    if (hasReset || (flow.tcp->streams[0].hasEnded() && flow.tcp->streams[1].hasEnded()))
        close(flow, time);
}

void FlowTable::close(LiveFlow& flow, int64_t time)
{
    if (flow.isOver)
        return;
    flow.isOver = true;
    m_closing.push_back({flow.key, flow.flow.stream, time});
}

// Ends connections that are closed, and those that nothing was heard of for long.
void FlowTable::endOld(int64_t time)
{
    while (!m_closing.empty() && time - m_closing.front().time > lateness) {
        Closing closing = m_closing.front();
        m_closing.pop_front();
        const auto found = m_live.find(closing.key);
        if (found == m_live.end() || found->second->flow.stream != closing.stream)
            continue;
        const int64_t last = found->second->flow.lastTime;
        if (last > closing.time && time - last <= lateness) { // a reset that nobody obeyed
            closing.time = last;
            m_closing.push_back(closing);
        } else {
            endConnection(*found->second);
        }
    }
    for (;;) {
        LiveFlow* next = m_idle ? m_idle->newer : m_oldest;
        if (!next || time - next->flow.lastTime <= idleTime)
            return;
        endConnection(*next);
        m_idle = next;
    }
}

void FlowTable::readUdp(LiveFlow& flow, const Transport& transport, size_t direction, uint64_t frame, int64_t time)
{
    flow.flow.distinctBytes[direction] += transport.payloadLength;
    const bool isWhole = transport.payload.size() == transport.payloadLength;
    if (transport.isQuoted || !isWhole || !mayCarryHello(transport.payload))
        return;
    if (!flow.udp) {
        const std::array<Endpoint, 2> ends = {flow.flow.source, flow.flow.destination};
        flow.udp = std::make_unique<UdpState>(m_findings, flow.flow.stream, ends);
    }
    flow.udp->direction = direction;
    flow.udp->reader.datagram(direction == 0, transport.payload, frame, time);
    // A client that begins with an unknown version of QUIC may go on with a known one.
    std::string& application = flow.flow.application;
    if (application.empty() || application.compare(0, 5, "quic/") == 0)
        application = flow.udp->reader.protocol();
}

void FlowTable::endConnection(LiveFlow& flow)
{
    if (flow.udp) {
        for (HelloPairs& pairs : flow.udp->pairs)
            pairs.finish();
        flow.udp.reset();
        account(flow);
    }
    if (!flow.tcp)
        return;
    for (size_t i = 0; i < 2; ++i)
        flow.tcp->streams[i].flush(flow.tcp->conversation);
    flow.tcp->conversation.finish();
    for (size_t i = 0; i < 2; ++i) {
        const TcpStream::Counts& counts = flow.tcp->streams[i].counts();
        flow.flow.distinctBytes[i] += counts.distinct;
        flow.flow.gapBytes[i] += counts.gaps;
        flow.flow.outOfOrderBytes[i] += counts.outOfOrder;
        flow.flow.hasConflictingOverlap = flow.flow.hasConflictingOverlap || counts.hasConflicts;
    }
    if (flow.flow.application.empty())
        flow.flow.application = flow.tcp->conversation.application();
    flow.tcp.reset();
    account(flow);
}

void FlowTable::account(LiveFlow& flow)
{
    const size_t memory = (flow.tcp ? flow.tcp->memory() : 0) + (flow.udp ? flow.udp->memory() : 0);
    m_memory = m_memory - flow.memory + memory;
    flow.memory = memory;
}

size_t FlowTable::memory() const
{
    return m_memory + m_live.size() * flowBytes;
}

void FlowTable::evictOldest()
{
    m_findings.note(Defect::TrafficLimit);
    LiveFlow& oldest = *m_oldest;
    endConnection(oldest);
    deliver(oldest, true);
    remove(oldest);
}

// Memory has run out: what was silent the longest is ended, until a good part is free.
void FlowTable::relieve()
{
    const size_t goal = m_findings.options().maxMemory / 8 * 7;
    while (memory() > goal && m_oldest != m_newest)
        evictOldest();
    if (memory() > goal)
        endConnection(*m_newest);
}

void FlowTable::remove(LiveFlow& flow)
{
    unlink(flow);
    const FlowKey key = flow.key;
    m_live.erase(key);
}

void FlowTable::deliver(LiveFlow& flow, bool isEvicted)
{
    if (flow.isWrapper)
        return;
    ++m_flows;
    flow.flow.state = stateOf(flow, isEvicted);
    m_findings.flow(flow.flow);
}

void FlowTable::finish()
{
    std::vector<LiveFlow*> all;
    all.reserve(m_live.size());
    for (const auto& entry : m_live)
        all.push_back(entry.second.get());
    const auto order = [](const LiveFlow* flow) { return std::tuple(flow->flow.protocol, flow->flow.stream); };
    std::sort(all.begin(), all.end(), [&](const LiveFlow* a, const LiveFlow* b) { return order(a) < order(b); });
    for (LiveFlow* flow : all) {
        if (!m_findings.isStopped())
            endConnection(*flow);
    }
    for (LiveFlow* flow : all)
        deliver(*flow, false);
}

} // namespace assay::traffic
