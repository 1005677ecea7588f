// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/busycapture.h"

#include "tests/core/traffic/tls/madehello.h"
#include "tests/support/madepackets.h"

#include <algorithm>
#include <random>

namespace assay::test {
namespace {

constexpr size_t segment = 1448;

void send(MadeConnection& connection, std::string_view bytes)
{
    for (size_t at = 0; at < bytes.size(); at += segment) {
        connection.server(bytes.substr(at, segment));
        if (at / segment % 2 == 1)
            connection.client({}); // an acknowledgement
    }
}

void addWeb(MadeConnection& connection, std::mt19937_64& random, const std::string& filler)
{
    for (int i = 0; i < 3; ++i) {
        const std::string page = std::to_string(random() % 100'000);
        connection.client("GET /shop/" + page + "/view?item=" + page + "&page=2 HTTP/1.1\r\nHost: www.example.org\r\n"
            + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)\r\n"
              "Accept: text/html,application/xhtml+xml\r\nAccept-Language: en\r\nReferer: https://www.example.org/\r\n"
              "Cookie: session="
            + page + "\r\n\r\n");
        const size_t length = 500 + random() % 20'000;
        send(connection,
            "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Type: text/html\r\nContent-Length: " + std::to_string(length)
                + "\r\n\r\n" + filler.substr(0, length));
    }
}

void addTls(MadeConnection& connection, std::mt19937_64& random, const std::string& filler)
{
    MadeHello answer;
    answer.ciphers = {0x1301};
    answer.extensions = {{43, number(0x0304, 2)}};
    connection.client(record(22, handshake(1, chromeHello().client())));
    connection.server(record(22, handshake(2, answer.server())));
    connection.client(record(23, filler.substr(0, 400)));
    send(connection, record(23, filler.substr(0, 500 + random() % 15'000)));
}

} // namespace

std::string busyCapture(size_t bytes, uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::string filler(21'000, '\0');
    std::generate(filler.begin(), filler.end(), [&] { return static_cast<char>(random()); });
    std::string file;
    MadeCapture capture;
    for (unsigned i = 0; file.size() < bytes; ++i) {
        MadeConnection connection(capture, 1024 + i * 7 % 60'000, i % 3 == 0 ? 443 : 80);
        connection.skipClient(i / 60'000 * 1'000'003); // another connection when its ports come again
        connection.handshake();
        i % 3 == 0 ? addTls(connection, random, filler) : addWeb(connection, random, filler);
        connection.close();
        if (capture.packets.size() < 10'000)
            continue;
        const std::string part = capture.pcap(false, true);
        file += file.empty() ? part : part.substr(24);
        capture.packets.clear();
    }
    return file;
}

} // namespace assay::test
