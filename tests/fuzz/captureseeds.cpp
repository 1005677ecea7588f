// SPDX-License-Identifier: GPL-3.0-or-later
// capture_seeds DIR: small captures for the fuzzer of captures.
#include "tests/support/madepackets.h"

#include <filesystem>
#include <fstream>

namespace {

using namespace assay::test;
using namespace std::string_literals;

MadeCapture web()
{
    MadeCapture capture;
    MadeConnection connection(capture, 40000, 80);
    connection.handshake();
    connection.client("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n");
    connection.server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    connection.close();
    return capture;
}

MadeCapture mail()
{
    MadeCapture capture;
    MadeConnection connection(capture, 40001, 25);
    connection.handshake();
    connection.server("220 mx\r\n");
    connection.client("EHLO c\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nBDAT 4 LAST\r\ntextDATA\r\n");
    connection.server("250 ok\r\n250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n");
    connection.client("Subject: s\r\n\r\nbody\r\n.\r\n");
    connection.reset();
    return capture;
}

MadeCapture wrapped()
{
    MadeCapture capture;
    const std::string inner = ethernet(udp("10.0.0.1", 5000, "10.0.0.9", 443, std::string(60, '\xc3')));
    capture.add(ethernet(udp("192.0.2.1", 50000, "192.0.2.2", 4789, "\x08\0\0\0\0\0\1\0"s + inner)));
    capture.add(ethernet(ip("192.0.2.1", "192.0.2.2", 47, "\x10\0\x88\xbe\0\0\0\1"s + std::string(8, '\0') + inner)));
    capture.add(ethernet(ipFragment("10.0.0.1", "10.0.0.2", 17, 7, 0, true, std::string(16, 'f'))));
    capture.add(ethernet(ipFragment("10.0.0.1", "10.0.0.2", 17, 7, 16, false, std::string(16, 'g'))));
    capture.add(
        ethernet(ip("2001:db8::1", "2001:db8::2", 0, "\6\0"s + std::string(6, '\0') + std::string(20, '\x50'))));
    return capture;
}

void write(const std::filesystem::path& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

} // namespace

int main(int count, char** words)
{
    if (count != 2)
        return 1;
    const std::filesystem::path folder = words[1];
    std::filesystem::create_directories(folder);
    const MadeCapture captures[] = {web(), mail(), wrapped()};
    for (size_t i = 0; i < std::size(captures); ++i) {
        write(folder / ("little" + std::to_string(i) + ".pcap"), captures[i].pcap());
        write(folder / ("big" + std::to_string(i) + ".pcapng"), captures[i].pcapng(true));
        write(folder / ("little" + std::to_string(i) + ".pcapng"), captures[i].pcapng(false, 6));
    }
    return 0;
}
