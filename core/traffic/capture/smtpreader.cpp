// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/smtpreader.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace assay::traffic {
namespace {

constexpr size_t longestLine = size_t{64} << 10; // of a command or reply; lines of mail may be longer
constexpr size_t maxExpected = 10'000;
constexpr size_t maxRecipients = 20'000;
constexpr size_t maxWaiting = size_t{1} << 20; // bytes of the client before an answer to DATA or STARTTLS

std::string_view withoutLineEnd(std::string_view line)
{
    if (!line.empty() && line.back() == '\n')
        line.remove_suffix(1);
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    return line;
}

// The address of "<a@b.example> SIZE=100".
std::string addressOf(std::string_view argument)
{
    argument = trimmed(argument);
    const size_t open = argument.find('<');
    if (open != std::string_view::npos) {
        const size_t close = argument.find('>', open);
        return std::string(argument.substr(open + 1, close == std::string_view::npos ? close : close - open - 1));
    }
    return std::string(argument.substr(0, argument.find(' ')));
}

// A size of BDAT; nothing when it is none, or too large to be one.
std::optional<uint64_t> parseSize(std::string_view word)
{
    if (word.empty() || word.size() > 18 || !std::all_of(word.begin(), word.end(), isAsciiDigit))
        return std::nullopt;
    uint64_t size = 0;
    for (const char c : word)
        size = size * 10 + static_cast<uint64_t>(c - '0');
    return size;
}

} // namespace

SmtpReader::SmtpReader(Findings& findings, const Connection& connection)
    : m_findings(findings)
    , m_connection(connection)
{
}

void SmtpReader::data(Side side, const Piece& piece)
{
    if (m_isOver)
        return hold(side, piece);
    if (side == Side::Server) {
        m_hasServer = true;
        return serverData(piece.bytes);
    }
    m_frame = std::max(m_frame, piece.frame);
    m_time = piece.time;
    clientData(piece);
}

void SmtpReader::clientData(const Piece& piece)
{
    std::string_view rest = piece.bytes;
    while (!rest.empty() && m_state != State::Broken) {
        const bool waits = m_state == State::WaitForData || m_state == State::WaitForTls;
        if (waits && isServerHeard() && m_waitingBytes < maxWaiting) {
            m_waiting.push_back({Side::Client, std::string(rest), piece.frame, piece.time});
            m_waitingBytes += rest.size();
            return;
        }
        if (m_state == State::WaitForTls && !isServerHeard()) { // nobody says no
            m_isOver = true;
            return hold(Side::Client, {rest, piece.frame, piece.time});
        }
        if (waits)
            m_state = m_state == State::WaitForData ? State::Data : State::Commands;
        rest.remove_prefix(std::min(takeClient(rest), rest.size()));
    }
}

size_t SmtpReader::takeClient(std::string_view bytes)
{
    if (m_state == State::Data)
        return takeData(bytes);
    return m_state == State::Chunk ? takeChunk(bytes) : takeLine(bytes);
}

size_t SmtpReader::takeLine(std::string_view bytes)
{
    const size_t newline = bytes.find('\n');
    const size_t count = newline == std::string_view::npos ? bytes.size() : newline + 1;
    if (m_line.size() + count > longestLine) {
        m_isLong = true;
        m_line.clear();
    }
    if (newline == std::string_view::npos) {
        if (!m_isLong)
            m_line += bytes;
        return count;
    }
    std::string whole = std::move(m_line);
    m_line.clear();
    whole += bytes.substr(0, count);
    if (!m_isLong)
        command(withoutLineEnd(whole));
    m_isLong = false;
    return count;
}

void SmtpReader::expect(Expected expected)
{
    if (m_expected.size() < maxExpected)
        m_expected.push_back(expected);
}

void SmtpReader::command(std::string_view line)
{
    const size_t blank = std::min(line.find(' '), line.size());
    const std::string verb = toAsciiLower(line.substr(0, blank));
    const std::string_view argument = trimmed(line.substr(blank));
    Expected expected = Expected::Anything;
    if (verb == "ehlo" || verb == "helo" || verb == "lhlo") {
        m_helo = argument;
    } else if (startsWithIgnoringCase(line, "mail from:")) {
        startTransaction(line.substr(10));
    } else if (startsWithIgnoringCase(line, "rcpt to:")) {
        addRecipient(line.substr(8));
    } else if (verb == "rset") {
        m_inTransaction = false;
    } else if (verb == "data") {
        expected = Expected::Data;
        m_state = State::WaitForData;
        m_mail.message.clear();
        m_mail.isComplete = true;
    } else if (verb == "bdat") {
        startChunk(argument);
    } else if (verb == "starttls") {
        expected = Expected::Tls;
        m_state = State::WaitForTls;
    }
    expect(expected);
}

void SmtpReader::startTransaction(std::string_view argument)
{
    m_mail = {};
    m_mail.mailFrom = addressOf(argument);
    m_inTransaction = true;
    m_hasData = false;
}

void SmtpReader::addRecipient(std::string_view argument)
{
    if (m_mail.recipients.size() < maxRecipients)
        m_mail.recipients.push_back(addressOf(argument));
    else
        m_findings.note(Defect::TrafficLimit);
}

void SmtpReader::startChunk(std::string_view argument)
{
    const size_t blank = std::min(argument.find(' '), argument.size());
    const auto size = parseSize(argument.substr(0, blank));
    if (!size) { // where the next command begins is anybody's guess
        m_state = State::Broken;
        m_findings.note(Defect::TrafficSmuggling);
        return;
    }
    if (!m_hasData)
        m_mail.message.clear();
    m_hasData = true;
    m_chunkLeft = *size;
    m_isLastChunk = equalsIgnoringCase(trimmed(argument.substr(blank)), "last");
    m_state = State::Chunk;
    if (*size == 0)
        takeChunk({});
}

size_t SmtpReader::takeChunk(std::string_view bytes)
{
    const auto count = static_cast<size_t>(std::min<uint64_t>(m_chunkLeft, bytes.size()));
    append(bytes.substr(0, count));
    m_chunkLeft -= count;
    if (m_chunkLeft == 0) {
        m_state = State::Commands;
        if (m_isLastChunk)
            deliver();
    }
    return count;
}

void SmtpReader::append(std::string_view bytes)
{
    const uint64_t room =
        m_findings.options().maxMessage - std::min<uint64_t>(m_mail.message.size(), m_findings.options().maxMessage);
    if (bytes.size() > room) {
        m_findings.note(Defect::TrafficLimit);
        m_mail.isComplete = false;
        bytes = bytes.substr(0, static_cast<size_t>(room));
    }
    m_mail.message += bytes;
}

// Lines of mail up to the lone dot; a dot that begins a line was doubled by the client.
size_t SmtpReader::takeData(std::string_view bytes)
{
    size_t at = 0;
    while (at < bytes.size() && m_state == State::Data) {
        const size_t newline = bytes.find('\n', at);
        const size_t end = newline == std::string_view::npos ? bytes.size() : newline + 1;
        const std::string_view part = bytes.substr(at, end - at);
        at = end;
        if (newline == std::string_view::npos || !m_line.empty()) {
            m_line += part;
            if (newline == std::string_view::npos && m_line.size() < longestLine)
                break;
            const std::string line = std::exchange(m_line, {});
            dataLine(line);
            continue;
        }
        dataLine(part);
    }
    return at;
}

void SmtpReader::dataLine(std::string_view line)
{
    if (!m_isLong && (line == ".\r\n" || line == ".\n")) {
        m_state = State::Commands;
        expect(Expected::Anything); // the verdict on the message
        return deliver();
    }
    append(!m_isLong && line[0] == '.' ? line.substr(1) : line);
    m_isLong = line.back() != '\n';
}

void SmtpReader::deliver()
{
    if (m_findings.wantsMail() && (!m_mail.message.empty() || m_mail.isComplete)) {
        m_mail.stream = m_connection.stream;
        m_mail.frame = m_frame;
        m_mail.time = m_time;
        m_mail.client = m_connection.client;
        m_mail.server = m_connection.server;
        m_mail.helo = m_helo;
        m_findings.mail(std::move(m_mail));
    }
    m_mail = {};
    m_hasData = false;
    m_inTransaction = false;
}

void SmtpReader::serverData(std::string_view bytes)
{
    while (!bytes.empty() && !m_isOver) {
        const size_t newline = bytes.find('\n');
        const size_t count = newline == std::string_view::npos ? bytes.size() : newline + 1;
        if (m_reply.size() + count <= longestLine)
            m_reply += bytes.substr(0, count);
        bytes.remove_prefix(count);
        if (newline != std::string_view::npos) {
            const std::string line = std::exchange(m_reply, {});
            reply(withoutLineEnd(line));
        }
    }
    if (m_isOver && !bytes.empty())
        hold(Side::Server, {bytes, m_frame, m_time});
}

// One line of the server. Of an answer with several lines the last one counts; greetings answer nothing.
void SmtpReader::reply(std::string_view line)
{
    const bool isCode = line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, isAsciiDigit);
    if (!isCode || (line.size() > 3 && line[3] == '-'))
        return;
    if (m_expected.empty())
        return;
    const Expected expected = m_expected.front();
    m_expected.pop_front();
    answerArrived(expected, line[0]);
}

void SmtpReader::answerArrived(Expected expected, char first)
{
    if (expected == Expected::Data && m_state == State::WaitForData) {
        m_state = first == '3' ? State::Data : State::Commands;
        resume();
    } else if (expected == Expected::Tls && m_state == State::WaitForTls) {
        m_isOver = first == '2';
        m_state = State::Commands;
        resume();
    }
}

// The client's bytes that waited for an answer.
void SmtpReader::resume()
{
    std::deque<HeldPiece> waiting = std::exchange(m_waiting, {});
    m_waitingBytes = 0;
    for (const HeldPiece& piece : waiting) {
        if (m_isOver)
            hold(Side::Client, piece.piece());
        else
            clientData(piece.piece());
    }
}

void SmtpReader::gap(Side side, uint64_t length)
{
    if (side == Side::Server) {
        m_hasLostServer = true;
        m_reply.clear();
        if (m_state == State::WaitForData)
            resume();
        return;
    }
    m_mail.isComplete = false;
    m_line.clear();
    m_isLong = true; // what comes is the rest of a line
    if (m_state == State::Chunk && length < m_chunkLeft)
        m_chunkLeft -= length;
    else if (m_state == State::Chunk)
        m_state = State::Broken;
}

void SmtpReader::finish()
{
    if (m_state == State::WaitForData && !m_hasServer && m_mail.message.empty())
        return;
    const bool isCut = m_state == State::Data || (m_state == State::Chunk && m_hasData);
    if (!isCut)
        return;
    append(std::exchange(m_line, {}));
    m_mail.isComplete = false;
    m_state = State::Commands;
    if (!m_mail.message.empty())
        deliver();
}

} // namespace assay::traffic
