// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/socksreader.h"

#include "core/traffic/capture/bytes.h"

namespace assay::traffic {
namespace {

constexpr size_t maxBuffer = 4096; // the handshake is shorter
constexpr size_t impossible = SIZE_MAX;

// Lengths of messages by their begin; 0: more bytes are needed to tell.

size_t greetingLength(const std::string& bytes)
{
    if (bytes.empty())
        return 0;
    if (bytes[0] == 5)
        return bytes.size() < 2 ? 0 : 2 + size_t{byteAt(bytes.data() + 1)};
    if (bytes[0] != 4)
        return impossible;
    if (bytes.size() < 9)
        return 0;
    const size_t userEnd = bytes.find('\0', 8);
    if (userEnd == std::string::npos)
        return 0;
    const bool hasName = big32(bytes.data() + 4) < 256 && big32(bytes.data() + 4) != 0;
    if (!hasName)
        return userEnd + 1;
    const size_t nameEnd = bytes.find('\0', userEnd + 1);
    return nameEnd == std::string::npos ? 0 : nameEnd + 1;
}

// Request and answer of SOCKS 5 are built alike.
size_t addressedLength(const std::string& bytes)
{
    if (bytes.size() < 5)
        return 0;
    if (bytes[0] != 5)
        return impossible;
    if (bytes[3] == 1)
        return 10;
    if (bytes[3] == 4)
        return 22;
    return bytes[3] == 3 ? 7 + size_t{byteAt(bytes.data() + 4)} : impossible;
}

size_t loginLength(const std::string& bytes)
{
    if (bytes.size() < 2)
        return 0;
    const size_t user = byteAt(bytes.data() + 1);
    return bytes.size() < 3 + user ? 0 : 3 + user + byteAt(bytes.data() + 2 + user);
}

} // namespace

// Whose message is next, and how long it is: 0 when that is not known yet.
size_t SocksReader::wanted(Side* side) const
{
    const bool isClient = m_step == Step::Greeting || m_step == Step::Login || m_step == Step::Request;
    *side = isClient ? Side::Client : Side::Server;
    const std::string& bytes = buffer(*side);
    switch (m_step) {
    case Step::Greeting:
        return greetingLength(bytes);
    case Step::Login:
        return loginLength(bytes);
    case Step::Request:
        return addressedLength(bytes);
    case Step::Answer:
        return bytes.empty() ? 0 : bytes[0] == 0 ? 8 : addressedLength(bytes);
    default:
        return 2;
    }
}

void SocksReader::data(Side side, const Piece& piece)
{
    if (m_isOver)
        return hold(side, piece);
    buffer(side).append(piece.bytes.substr(0, maxBuffer));
    m_last[side == Side::Client ? 0 : 1] = piece;
    Side next = Side::Client;
    for (size_t length = wanted(&next); !m_isOver && length > 0 && buffer(next).size() >= length;
         length = wanted(&next)) {
        if (length == impossible)
            break;
        advance(length);
    }
    if (!m_isOver && (wanted(&next) == impossible || buffer(side).size() > maxBuffer)) {
        m_isLost = true;
        m_isOver = true;
        m_held.clear();
    }
}

void SocksReader::advance(size_t length)
{
    const bool isFirst = m_step == Step::Greeting;
    std::string& client = buffer(Side::Client);
    std::string& server = buffer(Side::Server);
    switch (m_step) {
    case Step::Greeting:
        m_step = isFirst && client[0] == 4 ? Step::Answer : Step::Choice;
        client.erase(0, length);
        return;
    case Step::Choice:
        m_isLost = byteAt(server.data() + 1) == 0xff;
        m_isOver = m_isLost;
        m_step = server[1] == 2 ? Step::Login : Step::Request;
        server.erase(0, length);
        return;
    case Step::Login:
    case Step::Request:
        m_step = m_step == Step::Login ? Step::LoginAnswer : Step::Answer;
        client.erase(0, length);
        return;
    case Step::LoginAnswer:
        m_step = Step::Request;
        server.erase(0, length);
        return;
    default:
        m_isLost = server[0] == 0 ? server[1] != 90 : server[1] != 0;
        server.erase(0, length);
        release();
    }
}

// What came behind the handshake is of what the tunnel carries.
void SocksReader::release()
{
    m_step = Step::Done;
    m_isOver = true;
    for (const Side side : {Side::Client, Side::Server}) {
        const Piece& last = m_last[side == Side::Client ? 0 : 1];
        if (!buffer(side).empty())
            hold(side, {buffer(side), last.frame, last.time});
    }
}

void SocksReader::gap(Side, uint64_t)
{
    m_isLost = true;
    m_isOver = true;
}

} // namespace assay::traffic
