// SPDX-License-Identifier: GPL-3.0-or-later
// Datagrams of the fuzzy protocol, in both directions.
#include "core/fuzzy/wire/packets.h"
#include "core/fuzzy/wire/remotestorage.h"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace assay::fuzzy;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void checkRequest(ConstBytes datagram)
{
    const auto request = decodeRequest(datagram);
    if (!request)
        return;
    require(request->version == 3 || request->version == 4);
    require(request->domain.empty()
        || (reinterpret_cast<const uint8_t*>(request->domain.data()) >= datagram.data()
            && reinterpret_cast<const uint8_t*>(request->domain.data() + request->domain.size())
                <= datagram.data() + datagram.size()));
    std::array<uint8_t, maxDatagram> written;
    const ConstBytes bytes = ConstBytes(written).first(encodeRequest(*request, written));
    const auto again = decodeRequest(bytes);
    require(again.has_value());
    require(again->command == request->command && again->flag == request->flag && again->value == request->value);
    require(again->tag == request->tag && again->hash.digest == request->hash.digest);
    require(again->hash.shingles == request->hash.shingles && again->address == request->address);
    require(request->domain.ends_with(again->domain));
}

void checkReply(ConstBytes datagram)
{
    const auto reply = decodeReply(datagram);
    if (!reply)
        return;
    require(reply->probability >= 0 && reply->probability <= 1 && reply->extraCount <= reply->extras.size());
    std::array<uint8_t, replyBytes> written;
    const size_t length = encodeReply(*reply, reply->isShort ? 3 : 4, written);
    const auto again = decodeReply(ConstBytes(written).first(length));
    require(again && again->value == reply->value && again->tag == reply->tag && again->time == reply->time);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const ConstBytes bytes(data, size);
    checkRequest(bytes);
    checkReply(bytes);
    const auto server = parseServer({reinterpret_cast<const char*>(data), size});
    require(!server || (!server->host.empty() && server->port != 0));
    return 0;
}
