// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/httpreader.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <utility>

namespace assay::traffic {
namespace {

constexpr size_t longestHead = size_t{64} << 10;
constexpr size_t maxPending = 256; // requests without an answer
constexpr size_t maxHeldBytes = size_t{64} << 10; // behind CONNECT, before its answer
constexpr size_t maxFrames = 1000; // that are named

std::string_view firstLine(std::string_view head)
{
    return withoutLineEnd(head.substr(0, head.find('\n')));
}

size_t behindFirstLine(std::string_view head)
{
    const size_t newline = head.find('\n');
    return newline == std::string_view::npos ? head.size() : newline + 1;
}

} // namespace

HttpReader::HttpReader(Findings& findings, const Connection& connection)
    : m_findings(findings)
    , m_connection(connection)
{
}

void HttpReader::data(Side side, const Piece& piece)
{
    std::string_view rest = piece.bytes;
    m_lastTime = piece.time;
    while (!rest.empty()) {
        if (m_isOver || half(side).state == State::Waiting) {
            if (m_isOver || memory() < maxHeldBytes)
                hold(side, {rest, piece.frame, piece.time});
            return;
        }
        rest.remove_prefix(std::min(step(side, piece, rest), rest.size()));
    }
}

// Takes the next bytes of one side; returns how many. 0 only when the state has changed.
size_t HttpReader::step(Side side, const Piece& piece, std::string_view bytes)
{
    switch (half(side).state) {
    case State::Start:
        return takeHead(side, piece, bytes);
    case State::Body:
        return takeBody(side, piece, bytes);
    default:
        return passLost(side, bytes);
    }
}

// The length of a start line with its headers; 0: its end is not there. A line that has none stands for itself.
size_t HttpReader::headLength(Side side, std::string_view bytes)
{
    Half& own = half(side);
    if (own.lineEnd == 0) {
        const size_t newline = bytes.find('\n', own.searched);
        if (newline == std::string_view::npos)
            return 0;
        own.lineEnd = newline + 1;
        const std::string_view line = withoutLineEnd(bytes.substr(0, newline));
        const auto request = side == Side::Client ? parseRequestLine(line) : std::nullopt;
        const bool hasHeaders = side == Side::Client ? request && request->version != "0.9" : !!parseStatusLine(line);
        if (!hasHeaders)
            return own.lineEnd;
    }
    const size_t end = findHeadEnd(bytes, own.searched);
    return end == std::string_view::npos ? 0 : end;
}

size_t HttpReader::takeHead(Side side, const Piece& piece, std::string_view bytes)
{
    Half& own = half(side);
    if (own.partial.empty()) {
        if (bytes[0] == '\r' || bytes[0] == '\n') // empty lines between messages
            return 1;
        own.firstTime = piece.time;
        own.frames.clear();
        own.searched = own.lineEnd = 0;
    }
    if (own.frames.size() < maxFrames && (own.frames.empty() || own.frames.back() != piece.frame))
        own.frames.push_back(piece.frame);
    const size_t before = own.partial.size();
    if (before > 0)
        own.partial.append(bytes.substr(0, longestHead));
    const std::string_view all = before > 0 ? std::string_view(own.partial) : bytes;
    size_t end = headLength(side, all);
    if (end == 0 && all.size() > longestHead) {
        m_findings.note(Defect::TrafficLimit);
        end = longestHead; // what is there of it
    }
    if (end == 0) {
        if (before == 0)
            own.partial = all;
        own.searched = own.partial.size() > 3 ? own.partial.size() - 3 : 0;
        return bytes.size();
    }
    const std::string head = std::exchange(own.partial, {});
    if (!readHead(side, before > 0 ? std::string_view(head).substr(0, end) : all.substr(0, end), piece))
        lose(side);
    return end > before ? end - before : 1;
}

bool HttpReader::readHead(Side side, std::string_view head, const Piece& piece)
{
    return side == Side::Client ? readRequest(head, half(side), piece) : readAnswer(head, half(side), piece);
}

bool HttpReader::readRequest(std::string_view head, Half& own, const Piece& piece)
{
    const auto line = parseRequestLine(firstLine(head));
    if (!line || line->version[0] == '2')
        return false;
    if (m_exchanges.size() >= maxPending)
        dropOldest();
    m_exchanges.push_back(newExchange());
    HttpExchange& exchange = *m_exchanges.back();
    exchange.head = head;
    exchange.line = *parseRequestLine(firstLine(exchange.head));
    exchange.firstTime = own.firstTime;
    for (const uint64_t frame : own.frames)
        exchange.addFrame(frame);
    if (!parseHeaderLines(exchange.head, behindFirstLine(exchange.head), exchange.headers))
        m_findings.note(Defect::TrafficLimit);
    const BodyLength length = bodyLengthOf(exchange.headers);
    exchange.isSuspect = length.isSuspect || (length.isUntilEnd && !length.isChunked);
    if (length.isChunked)
        own.body = HttpBody(HttpBody::Kind::Chunked, 0);
    else
        own.body = HttpBody(HttpBody::Kind::Counted, length.length.value_or(0));
    own.state = State::Body;
    if (own.body.isDone())
        endRequest(piece);
    return true;
}

void HttpReader::endRequest(const Piece& piece)
{
    Half& own = half(Side::Client);
    HttpExchange* exchange = sending();
    own.state = State::Start;
    if (!exchange)
        return;
    exchange->isSuspect = exchange->isSuspect || own.body.isBroken();
    exchange->requestBytes = own.body.bytes();
    exchange->requestEnd = std::max(piece.time, exchange->firstTime);
    exchange->isComplete = true;
    if (exchange->line.method == "CONNECT" && !exchange->isAnswered)
        own.state = State::Waiting;
    if (own.body.isBroken())
        lose(Side::Client);
    deliverFinished();
}

// The oldest request that is not answered; null without one.
HttpExchange* HttpReader::firstUnanswered()
{
    for (const auto& exchange : m_exchanges) {
        if (!exchange->isAnswered)
            return exchange.get();
    }
    return nullptr;
}

// The request that an answer which begins now belongs to; null: to none that is known.
HttpExchange* HttpReader::matchAnswer()
{
    if (m_answersToSkip > 0) {
        --m_answersToSkip;
        return nullptr;
    }
    HttpExchange* exchange = firstUnanswered();
    if (m_hasLostAnswers) { // few pipeline: most likely it is the one to the last request
        for (; exchange && exchange != m_exchanges.back().get(); exchange = firstUnanswered())
            exchange->isAnswered = true;
        m_hasLostAnswers = false;
    }
    return exchange;
}

void HttpReader::describeAnswer(HttpExchange& exchange, uint16_t status, bool isSuspect, const Half& own)
{
    exchange.hasAnswer = true;
    exchange.answerStart = own.firstTime;
    exchange.status = status;
    exchange.isSuspect = exchange.isSuspect || isSuspect;
    for (const uint64_t frame : own.frames)
        exchange.addFrame(frame);
    for (const HeaderLine& line : m_answerLines) {
        if (line.name.size() == 12 && equalsIgnoringCase(line.name, "Content-Type")) {
            exchange.contentType = line.value;
            break;
        }
    }
}

bool HttpReader::readAnswer(std::string_view head, Half& own, const Piece& piece)
{
    const auto status = parseStatusLine(firstLine(head));
    if (!status) {
        HttpExchange* exchange = firstUnanswered();
        if (!exchange || exchange->line.version != "0.9" || m_answersToSkip > 0)
            return false;
        m_answered = exchange;
        exchange->hasAnswer = true;
        exchange->answerStart = own.firstTime;
        own.body = HttpBody(HttpBody::Kind::UntilEnd, 0);
        own.body.take(head);
        own.state = State::Body;
        return true;
    }
    m_answerHead = head;
    if (!parseHeaderLines(m_answerHead, behindFirstLine(m_answerHead), m_answerLines))
        m_findings.note(Defect::TrafficLimit);
    if (*status >= 100 && *status < 200 && *status != 101)
        return true; // an interim answer
    const BodyLength length = bodyLengthOf(m_answerLines);
    m_answered = matchAnswer();
    if (m_answered)
        describeAnswer(*m_answered, *status, length.isSuspect, own);
    beginAnswerBody(m_answered, *status, length, own);
    if (own.body.isDone())
        endAnswer(piece);
    return true;
}

void HttpReader::beginAnswerBody(HttpExchange* exchange, uint16_t status, const BodyLength& length, Half& own)
{
    const std::string_view method = exchange ? exchange->line.method : std::string_view();
    const bool isTunnel = method == "CONNECT" && status >= 200 && status < 300;
    own.state = State::Body;
    if (method == "HEAD" || status == 101 || status == 204 || status == 304 || isTunnel)
        own.body = HttpBody();
    else if (length.isChunked)
        own.body = HttpBody(HttpBody::Kind::Chunked, 0);
    else if (length.length && !length.isUntilEnd)
        own.body = HttpBody(HttpBody::Kind::Counted, *length.length);
    else
        own.body = HttpBody(HttpBody::Kind::UntilEnd, 0);
}

void HttpReader::endAnswer(const Piece& piece)
{
    Half& own = half(Side::Server);
    HttpExchange* exchange = std::exchange(m_answered, nullptr);
    own.state = State::Start;
    if (exchange) {
        exchange->isAnswered = true;
        exchange->isSuspect = exchange->isSuspect || own.body.isBroken();
        exchange->answerBytes = own.body.bytes();
        exchange->answerEnd = std::max(piece.time, exchange->answerStart);
        exchange->addFrame(piece.frame);
    }
    if (own.body.isBroken())
        lose(Side::Server);
    if (exchange)
        afterAnswer(*exchange);
    deliverFinished();
}

// An answer may change what the connection carries.
void HttpReader::afterAnswer(const HttpExchange& exchange)
{
    const uint16_t status = exchange.status.value_or(0);
    const bool isConnect = exchange.line.method == "CONNECT";
    if (status == 101) {
        const HeaderLine* upgrade = exchange.find("Upgrade");
        const bool isWebSocket = upgrade && equalsIgnoringCase(upgrade->value, "websocket");
        return switchProtocols(isWebSocket ? "websocket" : "");
    }
    if (isConnect && status >= 200 && status < 300)
        return switchProtocols({});
    if (half(Side::Client).state != State::Waiting || firstUnanswered())
        return;
    half(Side::Client).state = State::Start;
    for (const HeldPiece& held : takeHeld())
        data(held.side, held.piece());
}

// Everything behind is of another protocol; `inner` where it is one that is not looked into.
void HttpReader::switchProtocols(std::string_view inner)
{
    m_inner = inner;
    m_isOver = true;
}

size_t HttpReader::takeBody(Side side, const Piece& piece, std::string_view bytes)
{
    Half& own = half(side);
    const size_t taken = own.body.take(bytes);
    if (HttpExchange* exchange = side == Side::Client ? sending() : m_answered)
        exchange->addFrame(piece.frame);
    if (own.body.isDone())
        side == Side::Client ? endRequest(piece) : endAnswer(piece);
    return std::max<size_t>(taken, 1);
}

// A line that begins a request or an answer ends the search.
size_t HttpReader::passLost(Side side, std::string_view bytes)
{
    const std::string_view line = firstLine(bytes);
    const bool isBegin = side == Side::Client ? fitHttpRequest(bytes) : parseStatusLine(line).has_value();
    if (isBegin) {
        half(side).state = State::Start;
        return 0;
    }
    const size_t newline = bytes.find('\n');
    return newline == std::string_view::npos ? bytes.size() : newline + 1;
}

void HttpReader::lose(Side side)
{
    Half& own = half(side);
    own.partial.clear();
    own.state = State::Lost;
}

} // namespace assay::traffic
