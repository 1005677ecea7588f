// SPDX-License-Identifier: GPL-3.0-or-later
// Encrypted datagrams, keys as text, and what their sealing promises.
#include "core/base/base32.h"
#include "core/fuzzy/wire/packets.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace {

using namespace assay;
using namespace assay::fuzzy;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

const Session& session()
{
    static const Session made = [] {
        CryptoKey client = {}, server = {};
        client.fill(0x48);
        server.fill(0x50);
        return Session{publicKeyOf(client), publicKeyOf(server), *sharedKey(client, publicKeyOf(server))};
    }();
    return made;
}

// Nobody forges by chance.
void checkForged(ConstBytes data)
{
    std::vector<uint8_t> datagram(data.begin(), data.end());
    if (const auto head = decodeRequestHead(datagram)) {
        require(unsealRequest(datagram, *head, session().shared).empty());
        require(std::equal(data.begin(), data.end(), datagram.begin()));
        (void)sharedKey(session().shared, head->clientKey);
    }
    require(unsealReply(datagram, session().shared).empty());
}

void checkSealed(ConstBytes data)
{
    if (data.size() < commandBytes + 2)
        return;
    const size_t bit = data[0] + 256U * data[1];
    const ConstBytes plain = data.subspan(2, std::min(data.size() - 2, maxDatagram - requestHeadBytes));
    std::array<uint8_t, maxDatagram> space;
    const Bytes datagram = Bytes(space).first(sealRequest(plain, session(), space));
    const size_t changed =
        requestHeadBytes - 40 + bit / 8 % (datagram.size() - requestHeadBytes + 40); // nonce, MAC, text
    datagram[changed] ^= static_cast<uint8_t>(1U << bit % 8);
    auto head = decodeRequestHead(datagram);
    require(head && unsealRequest(datagram, *head, session().shared).empty());
    datagram[changed] ^= static_cast<uint8_t>(1U << bit % 8);
    head = decodeRequestHead(datagram);
    const ConstBytes opened = unsealRequest(datagram, *head, session().shared);
    require(std::equal(opened.begin(), opened.end(), plain.begin(), plain.end()));
}

void checkText(std::string_view text)
{
    require(fromBase32(toBase32(text)) == text);
    if (const auto bytes = fromBase32(text))
        require(bytes->size() <= text.size());
    if (const auto key = parsePublicKey(text))
        require(parsePublicKey(keyText(*key)) == key);
    (void)Keypair::fromText(text.substr(0, 52), text.substr(std::min<size_t>(52, text.size())));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size > 4096)
        return 0;
    checkForged({data, size});
    checkSealed({data, size});
    checkText({reinterpret_cast<const char*>(data), size});
    return 0;
}
