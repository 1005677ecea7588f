// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/detect.h"

#include "core/base/ascii.h"
#include "core/traffic/capture/bytes.h"
#include "core/traffic/capture/httphead.h"

#include <array>

namespace assay::traffic {
namespace {

using Kind = Guess::Kind;

enum class Fit : uint8_t { No, Maybe, Yes };

Fit fitPrefix(std::string_view head, std::string_view prefix)
{
    if (head.size() >= prefix.size())
        return startsWithIgnoringCase(head, prefix) ? Fit::Yes : Fit::No;
    return startsWithIgnoringCase(prefix, head) ? Fit::Maybe : Fit::No;
}

// The type of the handshake message that a TLS record begins with, or 0; -1: too short to tell.
int handshakeType(std::string_view head)
{
    constexpr char handshake = 22;
    if (head[0] != handshake || (head.size() > 1 && head[1] != 3) || (head.size() > 2 && byteAt(head.data() + 2) > 4))
        return 0;
    if (head.size() < 6)
        return -1;
    const int type = byteAt(head.data() + 5);
    return type == 1 || type == 2 ? type : 0;
}

// A ClientHello in the format of SSL 2.
bool isOldHello(std::string_view head)
{
    if (head.size() < 11 || !(byteAt(head.data()) & 0x80) || head[2] != 1)
        return false;
    const size_t length = size_t{byteAt(head.data()) & 0x7fU} << 8 | byteAt(head.data() + 1);
    const size_t ciphers = big16(head.data() + 5), session = big16(head.data() + 7), challenge = big16(head.data() + 9);
    const uint16_t version = big16(head.data() + 3);
    return (version == 2 || version >> 8 == 3) && ciphers % 3 == 0 && length == 9 + ciphers + session + challenge;
}

Fit fitTls(std::string_view head, bool* isClient)
{
    const int type = handshakeType(head);
    *isClient = type != 2;
    if (type != 0)
        return type < 0 ? Fit::Maybe : Fit::Yes;
    return isOldHello(head) ? Fit::Yes : Fit::No;
}

Fit fitMailCommand(std::string_view head)
{
    static constexpr std::array<std::string_view, 4> commands = {"EHLO", "HELO", "LHLO", "MAIL FROM:"};
    Fit best = Fit::No;
    for (const std::string_view command : commands) {
        const Fit fit = fitPrefix(head, command);
        if (fit == Fit::Yes
            && (head.size() == command.size() || isAsciiSpace(head[command.size()]) || command.back() == ':'))
            return Fit::Yes;
        if (fit == Fit::Maybe)
            best = Fit::Maybe;
    }
    return best;
}

Fit fitSocks(std::string_view head)
{
    if (head[0] == 5)
        return head.size() == 1 ? Fit::Maybe : head.size() == 2 + size_t{byteAt(head.data() + 1)} ? Fit::Yes : Fit::No;
    if (head[0] != 4 || (head.size() > 1 && head[1] != 1 && head[1] != 2))
        return Fit::No;
    if (head.size() < 9)
        return Fit::Maybe;
    return head.back() == '\0' ? Fit::Yes : Fit::No;
}

// What one side's first bytes say. `own` is that side.
Guess guessSide(std::string_view head, Side own, bool isMailPort)
{
    const Side other = own == Side::Client ? Side::Server : Side::Client;
    if (head.empty())
        return {Kind::More, Side::Client};
    bool isClient = true;
    const Fit tls = fitTls(head, &isClient);
    if (tls == Fit::Yes)
        return {Kind::Tls, isClient ? own : other};
    const Fit request = fitHttpRequest(head) ? Fit::Yes : couldBeHttpRequest(head) ? Fit::Maybe : Fit::No;
    if (request == Fit::Yes)
        return {Kind::Http, own};
    const Fit status = fitPrefix(head, "HTTP/1.");
    if (status == Fit::Yes)
        return {Kind::Http, other};
    const Fit mail = fitMailCommand(head);
    if (mail == Fit::Yes && isMailPort)
        return {Kind::Smtp, own};
    const Fit ssh = fitPrefix(head, "SSH-");
    if (ssh == Fit::Yes)
        return {Kind::Ssh, Side::Client};
    const Fit socks = own == Side::Client ? fitSocks(head) : Fit::No;
    if (socks == Fit::Yes)
        return {Kind::Socks, own};
    const bool mayBe = tls == Fit::Maybe || request == Fit::Maybe || status == Fit::Maybe || mail == Fit::Maybe
        || ssh == Fit::Maybe || socks == Fit::Maybe;
    const bool isOldRequest = isVersionlessRequest(head); // HTTP/0.9, if the answer is of HTTP
    return {mayBe || isOldRequest ? Kind::More : Kind::Unknown, Side::Client};
}

} // namespace

Guess guessApplication(std::string_view client, std::string_view server, bool isMailPort)
{
    const Guess fromClient = guessSide(client, Side::Client, isMailPort);
    if (fromClient.kind != Kind::More && fromClient.kind != Kind::Unknown)
        return fromClient;
    const bool isGreeting = !server.empty() && fitPrefix(server, "220") != Fit::No;
    if (isGreeting && client.empty()) // mail, or file transfer: the client's first word tells
        return isMailPort && server.size() > 3 ? Guess{Kind::Smtp, Side::Client} : Guess{Kind::More, Side::Client};
    if (isGreeting && fitMailCommand(client) != Fit::No)
        return {fitMailCommand(client) == Fit::Yes ? Kind::Smtp : Kind::More, Side::Client};
    const Guess fromServer = guessSide(server, Side::Server, isMailPort);
    if (fromServer.kind != Kind::More && fromServer.kind != Kind::Unknown)
        return fromServer;
    const bool isHopeless = fromClient.kind == Kind::Unknown || fromServer.kind == Kind::Unknown;
    return {isHopeless ? Kind::Unknown : Kind::More, Side::Client};
}

Guess guessMiddle(std::string_view piece)
{
    if (piece.size() < 11)
        return {Kind::Unknown, Side::Client};
    if (handshakeType(piece) == 1 || isOldHello(piece))
        return {Kind::Tls, Side::Client};
    return {fitHttpRequest(piece) ? Kind::Http : Kind::Unknown, Side::Client};
}

} // namespace assay::traffic
