// SPDX-License-Identifier: GPL-3.0-or-later
// The installed tshark and our reader over the same captures: conversations and HTTP requests.
#include "core/base/file.h"
#include "tests/core/traffic/capture/readingof.h"
#include "tests/interop/rspamdpeer.h"
#include "tests/support/madepackets.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <map>
#include <sstream>

namespace assay::traffic {
namespace {

using namespace assay::test;
using namespace std::string_literals;
using Row = std::vector<std::string>;

// One row a frame; of a field that stands in it more than once, the innermost. Nothing when tshark is not there.
std::optional<std::vector<Row>> tsharkFields(
    const std::filesystem::path& file, const Row& fields, const std::string& filter)
{
    std::vector<std::string> command = {
        "tshark", "-n", "-r", file.string(), "-T", "fields", "-E", "separator=/t", "-E", "occurrence=l"};
    if (!filter.empty())
        command.insert(command.end(), {"-Y", filter});
    for (const std::string& field : fields)
        command.insert(command.end(), {"-e", field});
    const ProgramRun run = runProgram(command);
    if (run.status != 0)
        return std::nullopt;
    std::vector<Row> rows;
    std::istringstream lines(run.output);
    for (std::string line; std::getline(lines, line);) {
        Row row;
        size_t at = 0;
        for (size_t i = 0; i < fields.size(); ++i) {
            const size_t end = std::min(line.find('\t', at), line.size());
            row.push_back(line.substr(at, end - at));
            at = std::min(end + 1, line.size());
        }
        if (!row[0].empty() && row[0].find_first_not_of("0123456789") == std::string::npos)
            rows.push_back(row);
    }
    return rows;
}

struct Counts
{
    std::string source;
    uint64_t forward = 0, backward = 0, bytes = 0, syn = 0, fin = 0;
    bool operator==(const Counts&) const = default;
};
using Conversations = std::map<std::string, Counts>; // "tcp 0"

void PrintTo(const Counts& counts, std::ostream* out)
{
    *out << counts.source << ' ' << counts.forward << '/' << counts.backward << " bytes " << counts.bytes << " syn "
         << counts.syn << " fin " << counts.fin;
}

std::optional<Conversations> peerConversations(const std::filesystem::path& file)
{
    const auto rows = tsharkFields(file,
        {"frame.number", "tcp.stream", "udp.stream", "ip.src", "ipv6.src", "tcp.srcport", "udp.srcport", "tcp.len",
            "udp.length", "tcp.flags.syn", "tcp.flags.ack", "tcp.flags.fin"},
        "tcp || udp");
    if (!rows)
        return std::nullopt;
    Conversations all;
    for (const Row& row : *rows) {
        const bool isTcp = !row[1].empty();
        Counts& counts = all[isTcp ? "tcp " + row[1] : "udp " + row[2]];
        const std::string source = (row[3].empty() ? row[4] : row[3]) + " " + (isTcp ? row[5] : row[6]);
        if (counts.source.empty())
            counts.source = source;
        ++(counts.source == source ? counts.forward : counts.backward);
        if (isTcp)
            counts.bytes += row[7].empty() ? 0 : std::stoull(row[7]);
        else
            counts.bytes += std::stoull(row[8]) - 8;
        counts.syn += row[9] == "1" && row[10] == "0" ? 1 : 0;
        counts.fin += row[11] == "1" ? 1 : 0;
    }
    return all;
}

Conversations ourConversations(const Reading& reading)
{
    Conversations all;
    for (const Flow& flow : reading.flows) {
        const bool isTcp = flow.protocol == Protocol::Tcp;
        all[(isTcp ? "tcp " : "udp ") + std::to_string(flow.stream)] = {
            flow.source.address.toString() + " " + std::to_string(flow.source.port), flow.packets[0], flow.packets[1],
            flow.payloadBytes[0] + flow.payloadBytes[1], flow.syn, flow.fin};
    }
    return all;
}

std::vector<Row> ourRequests(const Reading& reading)
{
    std::vector<Row> rows;
    for (const SeenHttp& http : reading.http)
        rows.push_back({std::to_string(http.frame), std::to_string(http.stream), http.method, http.target, http.host,
            http.userAgent});
    std::sort(rows.begin(), rows.end());
    return rows;
}

std::string get(const std::string& target)
{
    return "GET " + target + " HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: probe/1\r\n\r\n";
}

const std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nanswer";

void addWeb(MadeCapture& capture)
{
    MadeConnection web(capture, 40000, 80);
    web.handshake();
    web.client(get("/one?x=%20y"));
    web.server(answer);
    web.client("POST /two HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\n\r\nfirst ");
    web.client("second");
    web.server("HTTP/1.1 100 Continue\r\n\r\n");
    web.server("HTTP/1.1 302 Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    web.client("GET /split HTTP/1.1\r\nHost: spl");
    web.client("it.example\r\n\r\n");
    web.server(answer);
    web.close();
}

// The same ends again, with another SYN and with the same one.
void addReuse(MadeCapture& capture)
{
    MadeConnection again(capture, 40000, 80);
    again.skipClient(1'000'000);
    capture.add(again.clientPacket(0, {}, 2));
    again.handshake();
    again.client(get("/again"));
    again.server(answer);
    again.reset();
}

void addWrapped(MadeCapture& capture)
{
    MadeTcp header;
    header.source = "10.1.0.1";
    header.destination = "10.1.0.2";
    header.flags = 0x18;
    const auto request = [&](const std::string& target) {
        ++header.sourcePort;
        return tcp(header, get(target));
    };
    const std::string vlan = std::string(12, '\2') + big16(0x8100) + big16(5) + big16(0x0800);
    capture.add(vlan + request("/vlan"));
    capture.add(ethernet(ip("192.0.2.1", "192.0.2.2", 47, "\0\0\x08\0"s + request("/gre"))));
    capture.add(ethernet(ip("192.0.2.1", "192.0.2.2", 4, request("/ipip"))));
    capture.add(
        ethernet(udp("192.0.2.1", 50000, "192.0.2.2", 4789, "\x08\0\0\0\0\0\1\0"s + ethernet(request("/vxlan")))));
    const std::string whole = request("/fragments").substr(20);
    capture.add(ethernet(ipFragment("10.1.0.1", "10.1.0.2", 6, 9, 40, false, whole.substr(40))));
    capture.add(ethernet(ipFragment("10.1.0.1", "10.1.0.2", 6, 9, 0, true, whole.substr(0, 40))));
    header.source = "2001:db8::1";
    header.destination = "2001:db8::2";
    capture.add(ethernet(request("/six")));
}

void addDatagrams(MadeCapture& capture)
{
    const std::string question = udp("10.0.0.1", 5000, "10.0.0.9", 5353, "question");
    capture.add(ethernet(question));
    capture.add(ethernet(udp("10.0.0.9", 5353, "10.0.0.1", 5000, "the answer")), 400'000'000'000);
    capture.add(ethernet(question)); // much later: still the same conversation
    capture.add(ethernet(udp("10.0.0.1", 5001, "10.0.0.9", 5353, "question")));
}

MadeCapture everything()
{
    MadeCapture capture;
    addWeb(capture);
    addDatagrams(capture);
    addReuse(capture);
    addWrapped(capture);
    return capture;
}

TEST(Tshark, CountsTheSameConversations)
{
    const TemporaryDir dir;
    for (const std::string& bytes : {everything().pcap(), everything().pcapng(true)}) {
        const auto file = dir.write("flows.capture", bytes);
        const auto peer = peerConversations(file);
        if (!peer)
            GTEST_SKIP() << "tshark cannot be run";
        Conversations theirs = *peer, ours = ourConversations(readingOf(bytes));
        // The conversation that wraps another one has no row of its own: of its frames only the innermost fields are
        // asked.
        EXPECT_EQ(ours, theirs);
    }
}

TEST(Tshark, FindsTheSameRequests)
{
    const TemporaryDir dir;
    const std::string bytes = everything().pcap();
    const auto peer = tsharkFields(dir.write("http.pcap", bytes),
        {"frame.number", "tcp.stream", "http.request.method", "http.request.uri", "http.host", "http.user_agent"},
        "http.request");
    if (!peer)
        GTEST_SKIP() << "tshark cannot be run";
    std::vector<Row> theirs = *peer;
    std::sort(theirs.begin(), theirs.end());
    EXPECT_EQ(ourRequests(readingOf(bytes)), theirs);
    EXPECT_EQ(theirs.size(), 10U);
}

// Blocks without packets have no number, those of other records have one.
TEST(Tshark, NumbersTheSameFrames)
{
    const TemporaryDir dir;
    MadeCapture capture;
    capture.add(ethernet(udp("10.0.0.1", 5000, "10.0.0.9", 53, "question")));
    const std::string one = capture.pcapng();
    const std::string journal = "\x09\0\0\0\x2c\0\0\0__REALTIME_TIMESTAMP=1700000000\n\x2c\0\0\0"s;
    const std::string custom = "\xad\x0b\0\0\x14\0\0\0\xd9\x7e\0\0abcd\x14\0\0\0"s;
    const std::string statistics = "\5\0\0\0\x18\0\0\0"s + std::string(12, '\0') + "\x18\0\0\0"s;
    const std::string unknown = "\x99\x99\0\0\x10\0\0\0abcd\x10\0\0\0"s;
    constexpr size_t blocksBefore = 60; // of the section and the interface
    const std::string bytes = one + journal + statistics + custom + unknown + one.substr(blocksBefore);
    const auto rows = tsharkFields(dir.write("frames.pcapng", bytes), {"frame.number", "udp.stream"}, "udp");
    if (!rows)
        GTEST_SKIP() << "tshark cannot be run";
    ASSERT_EQ(rows->size(), 2U);
    const Reading reading = readingOf(bytes);
    EXPECT_EQ(rows->back()[0], "4");
    EXPECT_EQ(reading.summary.packets, 4U);
    EXPECT_TRUE(reading.summary.defects.isEmpty());
}

} // namespace
} // namespace assay::traffic
