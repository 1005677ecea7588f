// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/capture/streamreader.h"

#include <deque>

namespace assay::traffic {

// A mail session: messages by DATA and BDAT with their envelopes. What a client says to log in is passed over.
class SmtpReader : public StreamReader
{
public:
    SmtpReader(Findings& findings, const Connection& connection);
    void data(Side side, const Piece& piece) override;
    void gap(Side side, uint64_t length) override;
    void finish() override;
    std::string_view application() const override { return "smtp"; }
    size_t memory() const override
    {
        return m_mail.message.size() + m_line.size() + m_reply.size() + m_waitingBytes
            + m_waiting.size() * sizeof(HeldPiece);
    }

private:
    // What the client's next bytes are.
    enum class State : uint8_t { Commands, WaitForData, WaitForTls, Data, Chunk, Broken };
    enum class Expected : uint8_t { Anything, Data, Tls };

    void clientData(const Piece& piece);
    void serverData(std::string_view bytes);
    size_t takeClient(std::string_view bytes);
    size_t takeLine(std::string_view bytes);
    void command(std::string_view line);
    void startTransaction(std::string_view argument);
    void addRecipient(std::string_view argument);
    void startChunk(std::string_view argument);
    size_t takeData(std::string_view bytes);
    void dataLine(std::string_view line);
    size_t takeChunk(std::string_view bytes);
    void append(std::string_view bytes);
    void reply(std::string_view line);
    void answerArrived(Expected expected, char first);
    void resume();
    void deliver();
    void expect(Expected expected);
    bool isServerHeard() const { return m_hasServer && !m_hasLostServer; }

    Findings& m_findings;
    Connection m_connection;
    State m_state = State::Commands;
    std::deque<Expected> m_expected; // answers that are due
    std::string m_line; // begin of a line of the client
    std::string m_reply;
    std::deque<HeldPiece> m_waiting; // of the client, until an answer decides what they are
    size_t m_waitingBytes = 0;
    MailTransaction m_mail;
    std::string m_helo;
    uint64_t m_chunkLeft = 0;
    bool m_isLastChunk = false, m_inTransaction = false, m_hasData = false;
    bool m_hasServer = false, m_hasLostServer = false;
    bool m_isLong = false; // the line is too long to keep
    uint64_t m_frame = 0;
    int64_t m_time = 0;
};

} // namespace assay::traffic
