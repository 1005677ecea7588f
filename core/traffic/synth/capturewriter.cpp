// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/capturewriter.h"

#include "core/traffic/synth/hellobytes.h"

#include <algorithm>

namespace assay::traffic {
namespace {

constexpr int64_t second = 1'000'000; // us
constexpr int64_t idleTime = 15 * second;
// The earliest packet of a request is no earlier than this before it: handshakes.
constexpr int64_t lead = 2 * second;

IpAddress serverAddress(const IpAddress& client, uint32_t number)
{
    std::array<uint8_t, 16> bytes = {};
    if (client.isV4()) {
        const uint32_t bits = 0xc612'0000 | (number & 0x1'ffff); // 198.18/15
        bytes[10] = bytes[11] = 0xff;
        for (size_t i = 0; i < 4; ++i)
            bytes[12 + i] = static_cast<uint8_t>(bits >> (24 - 8 * i));
    } else {
        bytes = {0x20, 0x01, 0x0d, 0xb8, 0xff, 0xff};
        for (size_t i = 0; i < 4; ++i)
            bytes[12 + i] = static_cast<uint8_t>(number >> (24 - 8 * i));
    }
    return IpAddress(bytes);
}

std::string_view reasonOf(unsigned status)
{
    switch (status) {
    case 200:
        return "OK";
    case 301:
        return "Moved Permanently";
    case 302:
        return "Found";
    case 304:
        return "Not Modified";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    case 502:
        return "Bad Gateway";
    default:
        return "Service Unavailable";
    }
}

void appendField(std::string& head, std::string_view name, std::string_view value)
{
    head += name;
    head += ": ";
    head += value;
    head += "\r\n";
}

std::string requestText(const SynthRequest& made)
{
    const Request& request = made.request;
    const bool isPost = request.method == "POST";
    const std::string_view form = "user=guest&value=1";
    std::string text(request.method);
    text += ' ';
    text += request.path;
    text += request.query.value_or("");
    text += " HTTP/1.1\r\n";
    appendField(text, "Host", request.host);
    if (request.userAgent)
        appendField(text, "User-Agent", *request.userAgent);
    appendField(text, "Accept", made.agent->isBrowser ? "text/html,application/xhtml+xml,*/*;q=0.8" : "*/*");
    if (made.agent->isBrowser)
        appendField(text, "Accept-Language", "en-GB,en;q=0.7,de;q=0.3");
    appendField(text, "Accept-Encoding", "identity");
    if (request.referer)
        appendField(text, "Referer", *request.referer);
    if (request.hasCookie.value_or(false))
        appendField(text, "Cookie", "sid=" + std::to_string(made.actor) + "; theme=light");
    if (isPost) {
        appendField(text, "Content-Type", "application/x-www-form-urlencoded");
        appendField(text, "Content-Length", std::to_string(form.size()));
    }
    text += "\r\n";
    if (isPost)
        text += form;
    return text;
}

std::string filler(uint64_t length)
{
    constexpr std::string_view line =
        "The ferry leaves at nine and the tide turns at noon; ropes are sold by the yard.\n";
    std::string text;
    text.reserve(length);
    while (text.size() < length)
        text += line.substr(0, length - text.size());
    return text;
}

std::string answerText(const Request& request)
{
    const unsigned status = request.status.value_or(200);
    std::string text = "HTTP/1.1 " + std::to_string(status);
    text += ' ';
    text += reasonOf(status);
    text += "\r\n";
    appendField(text, "Server", "Quayside/2.4");
    appendField(text, "Content-Type", request.contentType);
    if (status == 301 || status == 302)
        appendField(text, "Location", "/");
    if (status != 304 && request.method != "HEAD")
        appendField(text, "Content-Length", std::to_string(request.replyBytes.value_or(0)));
    appendField(text, "Connection", "keep-alive");
    text += "\r\n";
    if (status != 304 && request.method != "HEAD")
        text += filler(request.replyBytes.value_or(0));
    return text;
}

// What nobody can read.
std::string sealed(size_t length, SynthRandom& random)
{
    std::string records;
    while (length > 0) {
        std::string bytes;
        const size_t part = std::min<size_t>(length, 16'000);
        while (bytes.size() < part + 17)
            bytes += static_cast<char>(random.next());
        records += tlsRecord(23, bytes);
        length -= part;
    }
    return records;
}

uint64_t keyOf(const SynthRequest& made)
{
    return uint64_t{made.actor} << 32 | made.host;
}

} // namespace

SynthCaptureWriter::SynthCaptureWriter(uint64_t seed, Kind kind)
    : m_kind(kind)
    , m_random(seed, 5)
{
}

void SynthCaptureWriter::append(std::string& capture, const SynthRequest& made)
{
    const int64_t time = made.request.time / 1000;
    closeIdle(time - lead / 2);
    if (made.actor >= m_seen.size())
        m_seen.resize(made.actor + 1, false);
    if (m_kind == Kind::Clear && !m_seen[made.actor])
        visitOverTls(made, time);
    m_seen[made.actor] = true;
    exchange(connectionFor(made, time), made, time);
    drain(capture, time - lead);
}

void SynthCaptureWriter::drain(std::string& capture, int64_t time)
{
    if (!m_hasHeader)
        capture += PacketQueue::fileHeader();
    m_hasHeader = true;
    m_packets.drain(time, capture);
}

SynthCaptureWriter::Connection& SynthCaptureWriter::connectionFor(const SynthRequest& made, int64_t time)
{
    Connections& connections = m_open[keyOf(made)];
    for (Connection& connection : connections) {
        if (connection.busyUntil < time && time < connection.lastUse + idleTime)
            return connection;
    }
    const bool isClear = m_kind == Kind::Clear;
    connections.push_back(open(made, time, isClear ? 80 : 443));
    if (!isClear)
        greet(connections.back().talk, made, time - 4 * connections.back().talk.roundTrip());
    return connections.back();
}

SynthCaptureWriter::Connection SynthCaptureWriter::open(const SynthRequest& made, int64_t time, uint16_t port)
{
    const uint64_t number = ++m_connections;
    const TcpTalk::End client = {made.request.client, static_cast<uint16_t>(20'000 + number % 40'000)};
    const TcpTalk::End server = {serverAddress(made.request.client, 0x100 + made.host), port};
    const auto roundTrip = static_cast<int64_t>(2000 + SynthRandom(made.actor, 6).below(90'000));
    Connection connection = {
        TcpTalk(m_packets, client, server, roundTrip, SynthRandom(m_random.next())), 0, 0, keyOf(made)};
    connection.talk.open(time - (port == 443 ? 4 * roundTrip + 200 : 100));
    return connection;
}

// Both hellos and what follows them; when the client may send.
int64_t SynthCaptureWriter::greet(TcpTalk& talk, const SynthRequest& made, int64_t time)
{
    SynthRandom& random = talk.random();
    const std::string hello = clientHelloBytes(made.agent->tls, made.request.host, SynthRandom(random.next()));
    int64_t at = talk.send(true, tlsRecord(22, hello), time);
    std::string answer = tlsRecord(22, serverHelloBytes(made.agent->tls, SynthRandom(random.next())));
    answer += tlsRecord(20, "\x01");
    answer += sealed(2400, random);
    at = talk.send(false, answer, at + 900) + talk.roundTrip();
    std::string finished = tlsRecord(20, "\x01");
    finished += sealed(36, random);
    return talk.send(true, finished, at);
}

// The site's start page by its other scheme: who has a browser has its hello, too.
void SynthCaptureWriter::visitOverTls(const SynthRequest& made, int64_t time)
{
    Connection connection = open(made, time, 443);
    TcpTalk& talk = connection.talk;
    int64_t at = greet(talk, made, time - 4 * talk.roundTrip());
    at = talk.send(true, sealed(420, talk.random()), at + 50);
    at = talk.send(false, sealed(900, talk.random()), at + 2000);
    talk.close(at + second / 5);
}

void SynthCaptureWriter::exchange(Connection& connection, const SynthRequest& made, int64_t time)
{
    TcpTalk& talk = connection.talk;
    std::string request = requestText(made);
    std::string answer = answerText(made.request);
    if (m_kind == Kind::Encrypted) {
        request = sealed(request.size(), talk.random());
        answer = sealed(answer.size(), talk.random());
    }
    int64_t at = talk.send(true, request, time);
    at = talk.send(false, answer, at + static_cast<int64_t>(1500 + talk.random().below(30'000)));
    connection.busyUntil = at + talk.roundTrip();
    connection.lastUse = connection.busyUntil;
    m_checks.emplace(connection.lastUse + idleTime, connection.key);
}

void SynthCaptureWriter::closeIdle(int64_t time)
{
    while (!m_checks.empty() && m_checks.begin()->first < time) {
        const uint64_t key = m_checks.begin()->second;
        m_checks.erase(m_checks.begin());
        const auto found = m_open.find(key);
        if (found == m_open.end())
            continue;
        Connections& connections = found->second;
        for (auto one = connections.begin(); one != connections.end();) {
            const int64_t end = one->lastUse + idleTime;
            if (end < time)
                one->talk.close(end);
            one = end < time ? connections.erase(one) : std::next(one);
        }
        if (connections.empty())
            m_open.erase(found);
    }
}

void SynthCaptureWriter::finish(std::string& capture)
{
    closeIdle(INT64_MAX);
    drain(capture, INT64_MAX);
}

void SynthCaptureWriter::appendMail(std::string& capture, int64_t time, std::string_view message)
{
    const IpAddress client = *IpAddress::parse("198.18.200.7");
    const auto port = static_cast<uint16_t>(20'000 + ++m_connections % 40'000);
    TcpTalk talk(
        m_packets, {client, port}, {*IpAddress::parse("198.18.200.25"), 25}, 24'000, SynthRandom(m_random.next()));
    int64_t at = time / 1000 + lead;
    talk.open(at);
    const auto say = [&](bool fromClient, std::string_view line) {
        at = talk.send(fromClient, line, at + talk.roundTrip() / 2 + 300);
    };
    say(false, "220 mx.harbour.example ESMTP\r\n");
    say(true, "EHLO relay.lantern.example\r\n");
    say(false, "250-mx.harbour.example\r\n250-SIZE 52428800\r\n250 8BITMIME\r\n");
    say(true, "MAIL FROM:<sender@lantern.example>\r\n");
    say(false, "250 2.1.0 Ok\r\n");
    say(true, "RCPT TO:<reader@harbour.example>\r\n");
    say(false, "250 2.1.5 Ok\r\n");
    say(true, "DATA\r\n");
    say(false, "354 End data with <CR><LF>.<CR><LF>\r\n");
    say(true, smtpData(message));
    say(false, "250 2.0.0 Ok: queued\r\n");
    say(true, "QUIT\r\n");
    say(false, "221 2.0.0 Bye\r\n");
    talk.close(at + 500);
    drain(capture, time / 1000 - lead);
}

std::string smtpData(std::string_view message)
{
    std::string data;
    for (size_t begin = 0; begin < message.size();) {
        const size_t end = std::min(message.find('\n', begin), message.size());
        std::string_view line = message.substr(begin, end - begin);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        if (!line.empty() && line.front() == '.')
            data += '.';
        data += line;
        data += "\r\n";
        begin = end + 1;
    }
    return data += ".\r\n";
}

} // namespace assay::traffic
