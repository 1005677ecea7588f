// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/fuzzy/wire/rawclient.h"

#include <poll.h>

namespace assay::test {

using namespace fuzzy;

RawClient::RawClient(uint16_t serverPort, const std::string& own)
    : m_socket(std::move(*UdpSocket::bound(Endpoint::of(*IpAddress::parse(own), 0), false)))
    , m_server(Endpoint::of(*IpAddress::parse("127.0.0.1"), serverPort))
{
}

void RawClient::send(ConstBytes datagram)
{
    sendto(m_socket.descriptor(), datagram.data(), datagram.size(), 0, m_server.raw(), m_server.length);
}

std::optional<std::vector<uint8_t>> RawClient::receive(int milliseconds)
{
    pollfd event = {m_socket.descriptor(), POLLIN, 0};
    if (poll(&event, 1, milliseconds) <= 0)
        return std::nullopt;
    std::vector<uint8_t> bytes(2048);
    const ssize_t length = recv(m_socket.descriptor(), bytes.data(), bytes.size(), 0);
    bytes.resize(static_cast<size_t>(std::max<ssize_t>(length, 0)));
    return bytes;
}

std::vector<uint8_t> RawClient::encoded(const Request& request, uint8_t version) const
{
    std::array<uint8_t, maxDatagram> bytes;
    const size_t length = encodeRequest(request, bytes);
    bytes[0] = version;
    return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)};
}

Session RawClient::sessionWith(const PublicKey& server) const
{
    return {m_keypair.publicKey, server, *sharedKey(m_keypair.secretKey, server)};
}

void RawClient::send(const Request& request, const PublicKey* server, uint8_t version)
{
    const auto plain = encoded(request, version);
    if (!server)
        return send(plain);
    std::array<uint8_t, maxDatagram> sealed;
    const size_t length = sealRequest(plain, sessionWith(*server), sealed);
    send(ConstBytes(sealed).first(length));
}

std::optional<Reply> RawClient::ask(const Request& request, const PublicKey* server, uint8_t version)
{
    send(request, server, version);
    auto bytes = receive();
    if (!bytes)
        return std::nullopt;
    return decodeReply(server ? unsealReply(*bytes, sessionWith(*server).shared) : ConstBytes(*bytes));
}

Request makeRequest(Command command, const std::string& digestOf, uint8_t flag, int32_t value)
{
    static uint32_t tag = 1000;
    Request request;
    request.command = static_cast<uint8_t>(command);
    request.hash.digest = blake2b512(digestOf);
    request.flag = flag;
    request.value = value;
    request.tag = ++tag;
    return request;
}

} // namespace assay::test
