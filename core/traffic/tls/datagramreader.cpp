// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/dtlsreader.h"
#include "core/traffic/tls/quicreader.h"

#include <array>

namespace assay::traffic {
namespace {

std::array<uint8_t, 4> bigEndian(uint32_t value)
{
    return {static_cast<uint8_t>(value >> 24), static_cast<uint8_t>(value >> 16), static_cast<uint8_t>(value >> 8),
        static_cast<uint8_t>(value)};
}

} // namespace

// What a conversation needs is made when its first datagram of the kind comes: most of UDP is neither.
struct DatagramReader::Data
{
    HelloSink sink;
    std::unique_ptr<QuicReader> quic;
    std::unique_ptr<DtlsReader> dtls;
    std::string protocol;

    // Whether the first bytes can be those of a long header of QUIC, of a record of DTLS.
    static bool mayBeQuic(std::string_view payload)
    {
        constexpr size_t shortest = 7;
        return payload.size() >= shortest && (static_cast<uint8_t>(payload[0]) & 0x80) != 0;
    }
    static bool mayBeDtls(std::string_view payload)
    {
        constexpr size_t shortest = 13;
        return payload.size() > shortest && payload[0] >= 20 && payload[0] <= 23
            && (payload[1] == '\xfe' || payload[1] == '\x01');
    }
};

DatagramReader::DatagramReader(HelloSink sink)
    : m_data(std::make_unique<Data>())
{
    m_data->sink = std::move(sink);
}

DatagramReader::~DatagramReader() = default;

void DatagramReader::datagram(bool fromFirst, std::string_view payload, uint64_t frame, int64_t time)
{
    Data& data = *m_data;
    const auto seen = [&](Side side, TlsHello&& hello) { data.sink(SeenHello{side, std::move(hello), frame, time}); };
    if (Data::mayBeQuic(payload)) {
        if (!data.quic)
            data.quic = std::make_unique<QuicReader>();
        if (data.quic->datagram(fromFirst, payload, seen))
            data.protocol = "quic";
        else if (const auto version = unknownQuicVersion(payload); version && data.protocol.empty())
            data.protocol = *version == 0 ? "quic" : "quic/unknown-" + toHex(bigEndian(*version));
    } else if (Data::mayBeDtls(payload)) {
        if (!data.dtls)
            data.dtls = std::make_unique<DtlsReader>();
        if (data.dtls->datagram(fromFirst, payload, seen))
            data.protocol = "dtls";
    }
}

std::string DatagramReader::protocol() const
{
    return m_data->protocol;
}

size_t DatagramReader::keptBytes() const
{
    return (m_data->quic ? m_data->quic->keptBytes() : 0) + (m_data->dtls ? m_data->dtls->keptBytes() : 0);
}

} // namespace assay::traffic
