// SPDX-License-Identifier: GPL-3.0-or-later
// Datagrams of QUIC: as they are, and frames that are sealed first, so that what is behind the keys is reached.
#include "core/traffic/tls/bytecursor.h"
#include "core/traffic/tls/quicreader.h"
#include "tests/core/traffic/tls/madequic.h"

#include <cstdlib>

namespace {

using namespace assay::traffic;
using assay::test::MadeInitial;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

// The packet of a piece, after its first byte.
std::string datagramOf(uint8_t kind, std::string_view piece)
{
    constexpr std::array<uint32_t, 3> versions = {assay::test::quic1, assay::test::quic2, assay::test::quicDraft29};
    if ((kind & 0x80) != 0)
        return std::string(piece);
    MadeInitial made;
    made.isClient = (kind & 1) != 0;
    made.version = versions[(kind >> 1 & 3) % versions.size()];
    made.keyId = (kind & 0x08) != 0 ? "retry-id" : "original";
    if (made.isClient)
        made.destination = made.keyId;
    else
        made.destination = "client";
    made.frames = piece;
    if (made.frames.size() < 20)
        made.frames.resize(20);
    return made.bytes();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    constexpr size_t maxPiece = 1500; // sealing is slow
    ByteCursor cursor({reinterpret_cast<const char*>(data), size});
    QuicReader reader;
    for (int pieces = 0; cursor.hasMore() && pieces < 20; ++pieces) {
        const uint8_t kind = cursor.u8();
        const size_t length = std::min<size_t>({cursor.u16(), cursor.rest().size(), maxPiece});
        const std::string datagram = datagramOf(kind, cursor.take(length));
        unknownQuicVersion(datagram);
        reader.datagram((kind & 1) != 0, datagram, [](Side, TlsHello&& hello) {
            require(hello.transport == TlsTransport::Quic);
            require(fingerprints(hello).ja4.size() == 36);
        });
        require(reader.keptBytes() < 3'000'000);
    }
    return 0;
}
