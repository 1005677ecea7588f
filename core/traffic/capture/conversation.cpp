// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/conversation.h"

#include "core/traffic/capture/hellostreams.h"
#include "core/traffic/capture/httpreader.h"
#include "core/traffic/capture/smtpreader.h"
#include "core/traffic/capture/socksreader.h"

namespace assay::traffic {
namespace {

constexpr int maxChanges = 8; // tunnels in each other
constexpr size_t maxHeld = 16384; // bytes until it must be clear

bool isMailPort(uint16_t port)
{
    return port == 25 || port == 587 || port == 2525;
}

Side otherSide(Side side)
{
    return side == Side::Client ? Side::Server : Side::Client;
}

} // namespace

Conversation::Conversation(Findings& findings, uint32_t stream, const std::array<Endpoint, 2>& ends, int client)
    : m_findings(findings)
    , m_ends(ends)
    , m_stream(stream)
    , m_client(client)
{
}

void Conversation::data(int direction, const Piece& piece)
{
    feed(sideOf(direction), piece);
    if (m_reader && m_reader->isOver())
        replaceReader();
}

void Conversation::feed(Side side, const Piece& piece)
{
    if (m_reader)
        m_reader->data(side, piece);
    else if (m_isOpaque)
        probeMiddle(side, piece);
    else
        decide(side, piece);
}

// What a side has said so far, `piece` included; `buffer` is used where it is not in one place.
std::string_view Conversation::headOf(Side side, const Piece& piece, Side pieceSide, std::string& buffer) const
{
    for (const HeldPiece& held : m_held) {
        if (held.side == side)
            buffer += held.bytes;
    }
    if (side != pieceSide)
        return buffer;
    if (buffer.empty())
        return piece.bytes;
    return buffer.append(piece.bytes);
}

void Conversation::decide(Side side, const Piece& piece)
{
    std::string clientBuffer, serverBuffer;
    const std::string_view client = headOf(Side::Client, piece, side, clientBuffer);
    const std::string_view server = headOf(Side::Server, piece, side, serverBuffer);
    Guess guess = guessApplication(client, server, isMailPort(m_ends[0].port) || isMailPort(m_ends[1].port));
    if (guess.kind == Guess::Kind::More && m_heldBytes + piece.bytes.size() > maxHeld)
        guess.kind = Guess::Kind::Unknown;
    if (guess.kind == Guess::Kind::More) {
        m_held.push_back({side, std::string(piece.bytes), piece.frame, piece.time});
        m_heldBytes += piece.bytes.size();
        return;
    }
    begin(guess);
    std::vector<HeldPiece> held = std::move(m_held);
    m_held.clear();
    m_heldBytes = 0;
    if (guess.client == Side::Server) {
        side = otherSide(side);
        for (HeldPiece& one : held)
            one.side = otherSide(one.side);
    }
    for (const HeldPiece& one : held)
        feed(one.side, one.piece());
    feed(side, piece);
}

// Sets the reader for what was guessed.
void Conversation::begin(const Guess& guess)
{
    if (guess.client == Side::Server)
        m_client = 1 - m_client;
    m_reader = makeReader(guess.kind);
    m_isOpaque = !m_reader;
    if (m_reader)
        m_application = m_reader->application();
}

void Conversation::probeMiddle(Side side, const Piece& piece)
{
    if (m_changes >= maxChanges)
        return;
    Guess guess = guessMiddle(piece.bytes);
    if (guess.kind == Guess::Kind::Unknown)
        return;
    ++m_changes;
    guess.client = side;
    begin(guess);
    feed(Side::Client, piece);
}

std::unique_ptr<StreamReader> Conversation::makeReader(Guess::Kind kind)
{
    const Connection connection = {
        m_stream, m_ends[static_cast<size_t>(m_client)], m_ends[static_cast<size_t>(1 - m_client)]};
    switch (kind) {
    case Guess::Kind::Http:
        return std::make_unique<HttpReader>(m_findings, connection);
    case Guess::Kind::Smtp:
        return std::make_unique<SmtpReader>(m_findings, connection);
    case Guess::Kind::Socks:
        return std::make_unique<SocksReader>();
    case Guess::Kind::Tls:
        return std::make_unique<TlsStream>(m_findings, connection);
    case Guess::Kind::Ssh:
        return std::make_unique<SshStream>(m_findings, connection);
    default:
        return nullptr;
    }
}

// The reader has come to where something else begins.
void Conversation::replaceReader()
{
    while (m_reader && m_reader->isOver()) {
        const std::vector<HeldPiece> rest = m_reader->takeHeld();
        const int client = m_client; // as the pieces have it
        m_reader->finish();
        const std::string_view inner = m_reader->inner();
        m_reader.reset();
        m_isOpaque = ++m_changes >= maxChanges || !inner.empty();
        if (!inner.empty())
            m_application = inner;
        for (const HeldPiece& piece : rest)
            feed(sideOf(piece.side == Side::Client ? client : 1 - client), piece.piece());
    }
}

void Conversation::gap(int direction, uint64_t length)
{
    m_findings.note(Defect::TrafficGap);
    if (m_reader) {
        m_reader->gap(sideOf(direction), length);
        if (m_reader->isOver())
            replaceReader();
    } else if (!m_held.empty()) {
        m_isOpaque = true; // its first bytes are not all there
        m_held.clear();
        m_heldBytes = 0;
    }
}

void Conversation::end(int direction)
{
    if (m_reader)
        m_reader->end(sideOf(direction));
}

void Conversation::finish()
{
    if (m_reader)
        m_reader->finish();
    m_reader.reset();
    m_isOpaque = true;
    m_changes = maxChanges;
    m_held.clear();
    m_heldBytes = 0;
}

size_t Conversation::memory() const
{
    return m_heldBytes + m_held.size() * sizeof(HeldPiece) + (m_reader ? m_reader->memory() : 0);
}

} // namespace assay::traffic
