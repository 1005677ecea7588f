// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/tlsreader.h"

#include "core/traffic/tls/bytecursor.h"
#include "core/traffic/tls/hellostream.h"

#include <algorithm>
#include <array>

namespace assay::traffic {
namespace {

constexpr size_t headerBytes = 5, maxRecord = 16384 + 2048;
constexpr uint64_t maxBytesOfSide = 256 * 1024; // of a handshake in clear
constexpr uint8_t changeCipherSpec = 20, handshake = 22, applicationData = 23, heartbeat = 24;
constexpr size_t sslV2HeaderBytes = 2, minSslV2Hello = 9;

struct Record
{
    uint8_t type = 0;
    size_t length = 0;
};

std::optional<Record> recordHeader(std::string_view bytes)
{
    ByteCursor cursor(bytes);
    const Record record{cursor.u8(), (cursor.u8() == 3 && cursor.u8() <= 4) ? size_t{cursor.u16()} : 0};
    if (record.type < changeCipherSpec || record.type > heartbeat || record.length == 0 || record.length > maxRecord)
        return std::nullopt;
    return record;
}

bool isSslV2Start(char byte)
{
    return (static_cast<uint8_t>(byte) & 0x80) != 0;
}

size_t sslV2Length(std::string_view header)
{
    return ByteCursor(header).u16() & 0x7fff;
}

bool looksLikeSslV2(std::string_view head)
{
    const size_t length = sslV2Length(head);
    ByteCursor cursor(head.substr(sslV2HeaderBytes));
    const uint8_t type = cursor.u8();
    const uint16_t version = cursor.u16(), ciphers = cursor.u16(), session = cursor.u16(), challenge = cursor.u16();
    return cursor.isOk() && type == 1 && (version == 2 || version >> 8 == 3) && ciphers % 3 == 0
        && length == minSslV2Hello + ciphers + session + challenge;
}

// The records of one side.
class RecordReader
{
public:
    explicit RecordReader(Side side)
        : m_hellos(side, TlsTransport::Tcp)
        , m_isClient(side == Side::Client)
    {
    }
    HelloStream& hellos() { return m_hellos; }
    size_t keptBytes() const { return m_header.size() + m_hellos.keptBytes(); }
    void add(std::string_view bytes, const HelloStream::Sink& sink);

private:
    void startRecord(std::string_view& bytes);
    void readSslV2(std::string_view& bytes, const HelloStream::Sink& sink);
    // Moves bytes to m_header until it has this size.
    bool fillHeader(std::string_view& bytes, size_t size);

    HelloStream m_hellos;
    const bool m_isClient;
    std::string m_header; // of the next record; an SSLv2 hello whole
    uint8_t m_type = 0; // of the record that is being read
    size_t m_left = 0; // of its bytes
    uint64_t m_total = 0;
};

bool RecordReader::fillHeader(std::string_view& bytes, size_t size)
{
    const size_t missing = size - std::min(size, m_header.size());
    m_header += bytes.substr(0, missing);
    bytes.remove_prefix(std::min(bytes.size(), missing));
    return m_header.size() >= size;
}

void RecordReader::startRecord(std::string_view& bytes)
{
    if (!fillHeader(bytes, headerBytes))
        return;
    const auto record = recordHeader(m_header);
    m_header.clear();
    if (!record || (record->type == applicationData && !(m_isClient && m_hellos.offersEarlyData()))) {
        m_hellos.giveUp();
        return;
    }
    m_type = record->type;
    m_left = record->length;
}

void RecordReader::readSslV2(std::string_view& bytes, const HelloStream::Sink& sink)
{
    if (!fillHeader(bytes, sslV2HeaderBytes) || !fillHeader(bytes, sslV2HeaderBytes + sslV2Length(m_header)))
        return;
    m_hellos.giveUp(); // what follows encrypts, in SSLv2 as in TLS
    if (auto hello = parseSslV2Hello(std::string_view(m_header).substr(sslV2HeaderBytes)))
        sink(std::move(*hello));
}

void RecordReader::add(std::string_view bytes, const HelloStream::Sink& sink)
{
    const bool isFirst = m_total == 0;
    m_total += bytes.size();
    if (isFirst && m_isClient && !bytes.empty() && isSslV2Start(bytes.front()))
        m_type = 0x80;
    while (!m_hellos.isDone() && !bytes.empty()) {
        if (m_type == 0x80) {
            readSslV2(bytes, sink);
        } else if (m_left == 0) {
            startRecord(bytes);
        } else {
            const auto part = bytes.substr(0, m_left);
            bytes.remove_prefix(part.size());
            m_left -= part.size();
            if (m_type == handshake)
                m_hellos.add(part, sink);
        }
    }
    if (m_total > maxBytesOfSide)
        m_hellos.giveUp();
}

} // namespace

bool looksLikeTls(std::string_view head)
{
    constexpr size_t minHead = headerBytes + 1;
    if (head.size() < minHead)
        return false;
    if (isSslV2Start(head.front()))
        return looksLikeSslV2(head);
    const auto record = recordHeader(head);
    const auto type = static_cast<uint8_t>(head[headerBytes]);
    return record && record->type == handshake && type <= 2;
}

struct TlsReader::Data
{
    HelloSink sink;
    std::array<RecordReader, 2> sides = {RecordReader(Side::Client), RecordReader(Side::Server)};
    bool hasClientHello = false;
};

TlsReader::TlsReader(HelloSink sink)
    : m_data(std::make_unique<Data>())
{
    m_data->sink = std::move(sink);
}

TlsReader::~TlsReader() = default;

void TlsReader::data(Side side, std::string_view bytes, uint64_t frame, int64_t time)
{
    m_data->sides[static_cast<size_t>(side)].add(bytes, [&](TlsHello&& hello) {
        m_data->hasClientHello |= side == Side::Client;
        m_data->sink(SeenHello{side, std::move(hello), frame, time});
    });
    // With the answer the client has said its last hello, if the capture has one.
    if (m_data->hasClientHello && m_data->sides[1].hellos().isDone() && m_data->sides[1].hellos().hasHello())
        m_data->sides[0].hellos().giveUp();
}

void TlsReader::gap(Side side, uint64_t)
{
    m_data->sides[static_cast<size_t>(side)].hellos().giveUp();
}

size_t TlsReader::keptBytes() const
{
    return m_data->sides[0].keptBytes() + m_data->sides[1].keptBytes();
}

bool TlsReader::isDone() const
{
    return m_data->sides[0].hellos().isDone() && m_data->sides[1].hellos().isDone();
}

} // namespace assay::traffic
