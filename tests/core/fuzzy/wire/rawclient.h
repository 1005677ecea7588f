// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/wire/packets.h"
#include "core/fuzzy/wire/udpsocket.h"

#include <vector>

namespace assay::test {

// A client that sends any bytes, from any address of loopback.
class RawClient
{
public:
    explicit RawClient(uint16_t serverPort, const std::string& own = "127.0.0.1");

    void send(fuzzy::ConstBytes datagram);
    // Nullopt when nothing comes in time.
    std::optional<std::vector<uint8_t>> receive(int milliseconds = 2000);
    std::vector<uint8_t> encoded(const fuzzy::Request& request, uint8_t version = 4) const;

    // Plain, or sealed for `server` when given.
    void send(const fuzzy::Request& request, const fuzzy::PublicKey* server = nullptr, uint8_t version = 4);
    std::optional<fuzzy::Reply> ask(
        const fuzzy::Request& request, const fuzzy::PublicKey* server = nullptr, uint8_t version = 4);

private:
    fuzzy::Session sessionWith(const fuzzy::PublicKey& server) const;

    fuzzy::UdpSocket m_socket;
    fuzzy::Endpoint m_server;
    fuzzy::Keypair m_keypair = fuzzy::Keypair::generate();
};

fuzzy::Request makeRequest(fuzzy::Command command, const std::string& digestOf, uint8_t flag = 0, int32_t value = 0);

} // namespace assay::test
