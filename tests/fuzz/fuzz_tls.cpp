// SPDX-License-Identifier: GPL-3.0-or-later
// Handshakes of TLS, DTLS and SSH as streams and datagrams give them.
#include "core/traffic/tls/bytecursor.h"
#include "core/traffic/tls/hellopairs.h"
#include "core/traffic/tls/sshreader.h"

#include <cstdlib>

namespace {

using namespace assay::traffic;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void checkPrints(const TlsHello& hello)
{
    const auto prints = fingerprints(hello);
    const auto isForm = [](std::string_view ja4) { return ja4.size() == 36 && ja4[10] == '_' && ja4[23] == '_'; };
    require(isForm(prints.ja4) && isForm(prints.ja4Original));
    require(prints.ja3.size() == (hello.isSslV2 ? 0 : 32));
    require(serverFingerprint(hello).ja3s.size() == 32);
}

// The hellos of one side do not depend on how its bytes are cut.
std::vector<std::string> hellosOf(Side side, std::string_view bytes, size_t piece)
{
    std::vector<std::string> prints;
    TlsReader reader([&](const SeenHello& seen) {
        checkPrints(seen.hello);
        prints.push_back(fingerprints(seen.hello).ja4RawOriginal);
    });
    for (size_t at = 0; at < bytes.size(); at += piece) {
        reader.data(side, bytes.substr(at, piece), at, 0);
        require(reader.keptBytes() < 300'000);
    }
    return prints;
}

void checkStream(std::string_view bytes)
{
    looksLikeTls(bytes);
    for (const Side side : {Side::Client, Side::Server})
        require(hellosOf(side, bytes, bytes.size() + 1) == hellosOf(side, bytes, 7));
}

void checkSsh(std::string_view bytes)
{
    looksLikeSsh(bytes);
    for (const Side side : {Side::Client, Side::Server}) {
        SshReader whole, cut;
        whole.data(side, bytes);
        for (size_t at = 0; at < bytes.size(); at += 5)
            cut.data(side, bytes.substr(at, 5));
        require(whole.session().hassh == cut.session().hassh);
        require(whole.session().serverBanner == cut.session().serverBanner);
        require(whole.session().clientBanner == cut.session().clientBanner);
    }
}

// Pieces with their direction and length before them.
template <typename Take>
void eachPiece(std::string_view bytes, const Take& take)
{
    ByteCursor cursor(bytes);
    for (uint64_t frame = 1; cursor.hasMore(); ++frame) {
        const uint8_t direction = cursor.u8();
        const size_t length = cursor.u16();
        take(
            direction, length <= cursor.rest().size() ? cursor.take(length) : cursor.take(cursor.rest().size()), frame);
    }
}

void checkConversation(std::string_view bytes)
{
    HelloPairs pairs([](const SeenHello& hello, const std::string&) { checkPrints(hello.hello); });
    TlsReader reader([&](const SeenHello& seen) { pairs.add(seen); });
    eachPiece(bytes, [&](uint8_t direction, std::string_view piece, uint64_t frame) {
        const Side side = (direction & 1) != 0 ? Side::Client : Side::Server;
        if ((direction & 0xc0) == 0xc0)
            reader.gap(side, piece.size());
        else
            reader.data(side, piece, frame, 0);
    });
    pairs.finish();
}

void checkDatagrams(std::string_view bytes)
{
    HelloPairs pairs([](const SeenHello& hello, const std::string&) { checkPrints(hello.hello); });
    DatagramReader reader([&](const SeenHello& seen) { pairs.add(seen); });
    eachPiece(bytes, [&](uint8_t direction, std::string_view piece, uint64_t frame) {
        reader.datagram((direction & 1) != 0, piece, frame, 0);
        require(reader.keptBytes() < 3'000'000);
    });
    pairs.finish();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    ByteCursor cursor({reinterpret_cast<const char*>(data), size});
    switch (cursor.u8() % 4) {
    case 0:
        checkStream(cursor.rest());
        break;
    case 1:
        checkSsh(cursor.rest());
        break;
    case 2:
        checkConversation(cursor.rest());
        break;
    default:
        checkDatagrams(cursor.rest());
        break;
    }
    return 0;
}
