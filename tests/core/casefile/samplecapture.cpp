// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/samplecapture.h"

#include <array>
#include <cstdint>

namespace assay::test {
namespace {

constexpr uint32_t begin = 1'795'251'600; // 2026-11-21T09:00:00Z
enum TcpFlag : uint8_t { Fin = 1, Syn = 2, Push = 8, Ack = 16 };

void addBig(std::string& out, uint64_t value, unsigned bytes)
{
    while (bytes-- > 0)
        out += static_cast<char>(value >> (8 * bytes));
}

void addLittle32(std::string& out, uint32_t value)
{
    for (unsigned i = 0; i < 4; ++i)
        out += static_cast<char>(value >> (8 * i));
}

// Writes the packets of one connection.
class Connection
{
public:
    explicit Connection(uint16_t port)
        : m_port(port)
    {
        addLittle32(m_file, 0xA1B2C3D4);
        m_file += std::string("\2\0\4\0", 4) + std::string(8, '\0');
        addLittle32(m_file, 65'535);
        addLittle32(m_file, 1); // Ethernet
    }
    void send(bool byClient, uint8_t flags, std::string_view payload)
    {
        std::string frame(12, '\2');
        addBig(frame, 0x0800, 2);
        addBig(frame, 0x4500, 2);
        addBig(frame, 40 + payload.size(), 2);
        addBig(frame, 0x0001'4000, 4);
        addBig(frame, 0x4006'0000, 4);
        addBig(frame, byClient ? client : server, 4);
        addBig(frame, byClient ? server : client, 4);
        addBig(frame, byClient ? 40'000U : m_port, 2);
        addBig(frame, byClient ? m_port : 40'000U, 2);
        addBig(frame, m_next[byClient], 4);
        addBig(frame, flags & Ack ? m_next[!byClient] : 0U, 4);
        addBig(frame, 0x5000U | flags, 2);
        addBig(frame, 0xFFFF'0000, 4);
        addBig(frame, 0, 2);
        frame += payload;
        addLittle32(m_file, begin + m_packets++);
        addLittle32(m_file, 0);
        addLittle32(m_file, static_cast<uint32_t>(frame.size()));
        addLittle32(m_file, static_cast<uint32_t>(frame.size()));
        m_file += frame;
        m_next[byClient] += static_cast<uint32_t>(payload.size()) + (flags & (Syn | Fin) ? 1 : 0);
    }
    std::string take() { return std::move(m_file); }

private:
    static constexpr uint32_t client = 0xC633'6407, server = 0xCB00'7119;
    uint16_t m_port;
    uint32_t m_packets = 0;
    std::array<uint32_t, 2> m_next = {5000, 1000}; // of server and client
    std::string m_file;
};

} // namespace

std::string sampleCapture(uint16_t port, const std::vector<Said>& talk)
{
    constexpr size_t mostPayload = 1400;
    Connection connection(port);
    connection.send(true, Syn, {});
    connection.send(false, Syn | Ack, {});
    connection.send(true, Ack, {});
    for (const Said& said : talk) {
        for (size_t at = 0; at < said.text.size(); at += mostPayload)
            connection.send(said.byClient, Push | Ack, std::string_view(said.text).substr(at, mostPayload));
    }
    connection.send(true, Fin | Ack, {});
    connection.send(false, Fin | Ack, {});
    connection.send(true, Ack, {});
    return connection.take();
}

std::vector<Said> smtpTalk(std::string_view message)
{
    std::string data; // lines end in CRLF, dots are doubled
    for (size_t at = 0; at < message.size();) {
        const size_t end = std::min(message.find('\n', at), message.size());
        const std::string_view line = message.substr(at, end - at);
        data += line.substr(0, 1) == "." ? "." : "";
        data += line;
        data += data.back() == '\r' ? "\n" : "\r\n";
        at = end + 1;
    }
    return {{false, "220 mx.example.net ESMTP\r\n"}, {true, "EHLO client.example.org\r\n"},
        {false, "250-mx.example.net\r\n250 SIZE 1000000\r\n"}, {true, "MAIL FROM:<a@example.org>\r\n"},
        {false, "250 ok\r\n"}, {true, "RCPT TO:<b@example.net>\r\n"}, {false, "250 ok\r\n"}, {true, "DATA\r\n"},
        {false, "354 go on\r\n"}, {true, data + ".\r\n"}, {false, "250 taken\r\n"}, {true, "QUIT\r\n"},
        {false, "221 bye\r\n"}};
}

} // namespace assay::test
