// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of requests that are over, or whose rest is missing.
#include "core/base/ascii.h"
#include "core/traffic/capture/httpreader.h"

#include <algorithm>

namespace assay::traffic {
namespace {

constexpr size_t maxFrames = 1000; // that are named
constexpr size_t maxSpare = 4;

std::string_view valueOf(const HttpExchange& exchange, std::string_view name)
{
    const HeaderLine* line = exchange.find(name);
    return line ? line->value : std::string_view();
}

std::optional<std::string_view> fieldOf(const HttpExchange& exchange, std::string_view name)
{
    const HeaderLine* line = exchange.find(name);
    return line ? std::optional(line->value) : std::nullopt;
}

// Of "http://example.org:80/x" the host with its port.
std::string_view authorityOf(std::string_view target)
{
    const size_t scheme = target.find("://");
    if (scheme == std::string_view::npos || target[0] == '/')
        return {};
    const std::string_view rest = target.substr(scheme + 3);
    return rest.substr(0, rest.find_first_of("/?#"));
}

Request requestOf(const HttpExchange& exchange, const Connection& connection)
{
    Request request;
    const std::string_view target = exchange.line.target;
    const size_t question = target.find('?');
    request.time = exchange.firstTime;
    request.client = connection.client.address;
    request.host = valueOf(exchange, "Host");
    if (request.host.empty())
        request.host = exchange.line.method == "CONNECT" ? target : authorityOf(target);
    request.method = exchange.line.method;
    request.path = target.substr(0, question);
    if (question != std::string_view::npos)
        request.query = target.substr(question);
    request.version = exchange.line.version;
    request.userAgent = fieldOf(exchange, "User-Agent");
    request.referer = fieldOf(exchange, "Referer");
    request.hasCookie = exchange.find("Cookie") != nullptr;
    request.hasAcceptLanguage = exchange.find("Accept-Language") != nullptr;
    request.isSmugglingSuspect = exchange.isSuspect;
    request.place = exchange.lastFrame;
    request.stream = connection.stream;
    return request;
}

void addAnswer(const HttpExchange& exchange, Request& request)
{
    if (!exchange.hasAnswer)
        return;
    request.status = exchange.status;
    request.replyBytes = exchange.answerBytes;
    request.contentType = exchange.contentType;
    if (exchange.answerEnd >= exchange.firstTime)
        request.milliseconds =
            static_cast<uint32_t>(std::min<int64_t>((exchange.answerEnd - exchange.firstTime) / 1'000'000, UINT32_MAX));
}

} // namespace

void HttpExchange::addFrame(uint64_t frame)
{
    if (!isComplete)
        lastFrame = std::max(lastFrame, frame);
    if (frames.size() < maxFrames && (frames.empty() || frames.back() != frame))
        frames.push_back(frame);
}

const HeaderLine* HttpExchange::find(std::string_view name) const
{
    for (const HeaderLine& header : headers) {
        if (header.name.size() == name.size() && equalsIgnoringCase(header.name, name))
            return &header;
    }
    return nullptr;
}

std::unique_ptr<HttpExchange> HttpReader::newExchange()
{
    if (m_spare.empty())
        return std::make_unique<HttpExchange>();
    std::unique_ptr<HttpExchange> exchange = std::move(m_spare.back());
    m_spare.pop_back();
    HttpExchange fresh; // keeps the memory of the texts
    fresh.head.swap(exchange->head);
    fresh.headers.swap(exchange->headers);
    fresh.frames.swap(exchange->frames);
    fresh.contentType.swap(exchange->contentType);
    fresh.contentType.clear();
    fresh.frames.clear();
    *exchange = std::move(fresh);
    return exchange;
}

void HttpReader::recycleFront()
{
    if (m_spare.size() < maxSpare)
        m_spare.push_back(std::move(m_exchanges.front()));
    m_exchanges.erase(m_exchanges.begin());
}

// Gives out the oldest request although nobody has answered it.
void HttpReader::dropOldest()
{
    HttpExchange* oldest = m_exchanges.front().get();
    if (oldest == m_answered)
        m_answered = nullptr;
    else if (!oldest->isAnswered)
        ++m_answersToSkip;
    deliver(*oldest);
    recycleFront();
}

void HttpReader::deliverFinished()
{
    while (!m_exchanges.empty() && m_exchanges.front()->isAnswered && m_exchanges.front()->isComplete) {
        deliver(*m_exchanges.front());
        recycleFront();
    }
}

void HttpReader::deliver(HttpExchange& exchange)
{
    if (exchange.isSuspect)
        m_findings.note(Defect::TrafficSmuggling);
    if (!m_findings.wantsHttp())
        return;
    HttpTransaction transaction;
    transaction.request = requestOf(exchange, m_connection);
    addAnswer(exchange, transaction.request);
    transaction.target = exchange.line.target;
    transaction.requestEnd = exchange.requestEnd;
    transaction.answerStart = exchange.answerStart;
    transaction.answerEnd = exchange.answerEnd;
    transaction.requestBytes = exchange.requestBytes;
    transaction.headerNames.reserve(exchange.headers.size());
    for (const HeaderLine& line : exchange.headers)
        transaction.headerNames.push_back(line.name);
    transaction.forwardedFor = valueOf(exchange, "X-Forwarded-For");
    transaction.frames = std::move(exchange.frames);
    std::sort(transaction.frames.begin(), transaction.frames.end());
    transaction.frames.erase(
        std::unique(transaction.frames.begin(), transaction.frames.end()), transaction.frames.end());
    m_findings.http(transaction);
    exchange.frames = std::move(transaction.frames);
}

// A hole inside a body of known length is nothing to the reader; behind any other it looks for where to go on.
void HttpReader::gap(Side side, uint64_t length)
{
    Half& own = half(side);
    if (m_isOver || own.state == State::Waiting || (own.state == State::Body && own.body.gap(length))) {
        if (own.state == State::Body && own.body.isDone())
            side == Side::Client ? endRequest({}) : endAnswer({});
        return;
    }
    if (side == Side::Client) {
        if (HttpExchange* exchange = sending(); exchange && own.state == State::Body) {
            exchange->requestBytes = own.body.bytes();
            exchange->isComplete = true;
        }
    } else {
        if (m_answered) {
            m_answered->answerBytes = own.body.bytes();
            m_answered->isAnswered = true;
            m_answered = nullptr;
        }
        m_hasLostAnswers = true;
    }
    lose(side);
    deliverFinished();
}

void HttpReader::end(Side side)
{
    Half& own = half(side);
    if (side == Side::Server && own.state == State::Body && own.body.isUntilEnd())
        endAnswer({{}, 0, m_lastTime});
}

void HttpReader::finish()
{
    Half& client = half(Side::Client);
    Half& server = half(Side::Server);
    if (server.state == State::Body && m_answered)
        m_answered->answerBytes = server.body.bytes();
    if (server.state == State::Body && server.body.isUntilEnd() && m_answered)
        m_answered->answerEnd = m_lastTime;
    if (HttpExchange* exchange = sending(); exchange && client.state == State::Body)
        exchange->requestBytes = client.body.bytes();
    m_answered = nullptr;
    for (; !m_exchanges.empty(); recycleFront())
        deliver(*m_exchanges.front());
}

size_t HttpReader::memory() const
{
    size_t total = m_halves[0].partial.size() + m_halves[1].partial.size();
    for (const HeldPiece& held : m_held)
        total += sizeof held + held.bytes.size();
    for (const auto& exchange : m_exchanges)
        total += exchange->head.size() + sizeof *exchange;
    return total;
}

} // namespace assay::traffic
