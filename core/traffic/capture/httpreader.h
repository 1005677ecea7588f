// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/capture/httpbody.h"
#include "core/traffic/capture/httphead.h"
#include "core/traffic/capture/streamreader.h"

#include <memory>

namespace assay::traffic {

// A request that waits for its answer or its body.
struct HttpExchange
{
    std::string head; // as sent
    RequestLine line; // views into head
    std::vector<HeaderLine> headers;
    int64_t firstTime = 0, requestEnd = 0, answerStart = 0, answerEnd = 0;
    uint64_t lastFrame = 0, requestBytes = 0, answerBytes = 0;
    std::vector<uint64_t> frames;
    std::optional<uint16_t> status;
    std::string contentType;
    bool isSuspect = false, isComplete = false, hasAnswer = false, isAnswered = false; // isAnswered: to its end

    void addFrame(uint64_t frame);
    const HeaderLine* find(std::string_view name) const;
};

// HTTP/1.x on one connection: pairs requests with answers in order. What cannot be read is passed over up to the next
// line that begins a request or an answer.
class HttpReader : public StreamReader
{
public:
    HttpReader(Findings& findings, const Connection& connection);
    void data(Side side, const Piece& piece) override;
    void gap(Side side, uint64_t length) override;
    void end(Side side) override;
    void finish() override;
    std::string_view application() const override { return "http"; }
    std::string_view inner() const override { return m_inner; }
    size_t memory() const override;

private:
    enum class State : uint8_t { Start, Body, Lost, Waiting };
    struct Half
    {
        State state = State::Start;
        std::string partial; // begin of a start line or of headers
        size_t searched = 0; // of partial
        size_t lineEnd = 0; // behind its first line; 0: not there yet
        int64_t firstTime = 0;
        std::vector<uint64_t> frames; // that carried partial
        HttpBody body;
    };
    Half& half(Side side) { return m_halves[side == Side::Client ? 0 : 1]; }

    size_t step(Side side, const Piece& piece, std::string_view bytes);
    size_t takeHead(Side side, const Piece& piece, std::string_view bytes);
    size_t takeBody(Side side, const Piece& piece, std::string_view bytes);
    size_t passLost(Side side, std::string_view bytes);
    size_t headLength(Side side, std::string_view bytes);
    bool readHead(Side side, std::string_view head, const Piece& piece);
    bool readRequest(std::string_view head, Half& half, const Piece& piece);
    bool readAnswer(std::string_view head, Half& half, const Piece& piece);
    void beginAnswerBody(HttpExchange* exchange, uint16_t status, const BodyLength& length, Half& half);
    void endRequest(const Piece& piece);
    void endAnswer(const Piece& piece);
    void switchProtocols(std::string_view inner);
    void lose(Side side);
    HttpExchange* firstUnanswered();
    HttpExchange* matchAnswer();
    void describeAnswer(HttpExchange& exchange, uint16_t status, bool isSuspect, const Half& half);
    void afterAnswer(const HttpExchange& exchange);
    HttpExchange* sending() { return m_exchanges.empty() ? nullptr : m_exchanges.back().get(); }
    void dropOldest();
    void recycleFront();
    void deliverFinished();
    void deliver(HttpExchange& exchange);
    std::unique_ptr<HttpExchange> newExchange();

    Findings& m_findings;
    Connection m_connection;
    Half m_halves[2];
    std::vector<std::unique_ptr<HttpExchange>> m_exchanges; // oldest first
    std::vector<std::unique_ptr<HttpExchange>> m_spare;
    std::vector<HeaderLine> m_answerLines;
    std::string m_answerHead;
    HttpExchange* m_answered = nullptr; // whose answer is being read; null: of none that is known
    uint64_t m_answersToSkip = 0; // of requests that were given out without waiting for them
    bool m_hasLostAnswers = false; // an unknown number of them
    int64_t m_lastTime = 0;
    std::string_view m_inner;
};

} // namespace assay::traffic
