// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/wire/packets.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>

namespace assay::fuzzy {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they stand in memory");

constexpr std::array<uint8_t, 4> encryptedMark = {'r', 's', 'f', 'e'};
constexpr uint8_t versionMask = 0x0F;
constexpr uint8_t longReplyBit = 0x10;
constexpr uint8_t firstSkippable = 0x80;
constexpr uint8_t senderFacts = 0x80;
constexpr size_t senderFactsBytes = 4;
constexpr size_t maxDomain = 64;

// Takes fields off the front of a span whose length was checked.
class Taker
{
public:
    explicit Taker(ConstBytes bytes)
        : m_bytes(bytes)
    {
    }
    size_t left() const { return m_bytes.size(); }
    template <typename T>
    T take()
    {
        T value;
        assert(m_bytes.size() >= sizeof value);
        std::memcpy(&value, m_bytes.data(), sizeof value);
        m_bytes = m_bytes.subspan(sizeof value);
        return value;
    }
    ConstBytes takeBytes(size_t count)
    {
        const ConstBytes taken = m_bytes.first(count);
        m_bytes = m_bytes.subspan(count);
        return taken;
    }
    ConstBytes rest() const { return m_bytes; }

private:
    ConstBytes m_bytes;
};

class Putter
{
public:
    explicit Putter(Bytes bytes)
        : m_bytes(bytes)
    {
    }
    template <typename T>
    void put(const T& value)
    {
        putBytes({reinterpret_cast<const uint8_t*>(&value), sizeof value});
    }
    void putBytes(ConstBytes bytes)
    {
        assert(m_bytes.size() - m_used >= bytes.size());
        std::copy(bytes.begin(), bytes.end(), m_bytes.begin() + static_cast<std::ptrdiff_t>(m_used));
        m_used += bytes.size();
    }
    size_t used() const { return m_used; }

private:
    Bytes m_bytes;
    size_t m_used = 0;
};

IpAddress addressOf(ConstBytes bytes)
{
    std::array<uint8_t, 16> all = {};
    if (bytes.size() == 4)
        all[10] = all[11] = 0xFF;
    std::copy(bytes.begin(), bytes.end(), all.end() - static_cast<std::ptrdiff_t>(bytes.size()));
    return IpAddress(all);
}

// Length of an extension's payload, behind its length byte where it has one; nullopt when it cannot be known.
std::optional<size_t> payloadBytes(uint8_t type, Taker& bytes)
{
    if (type == '4')
        return 4;
    if (type == '6')
        return 16;
    if ((type != 'd' && type < firstSkippable) || bytes.left() == 0)
        return std::nullopt;
    const size_t length = bytes.take<uint8_t>();
    if (type == senderFacts && length != senderFactsBytes)
        return std::nullopt;
    return length;
}

bool isZero(ConstBytes bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == 0; });
}

bool readExtensions(Taker bytes, Request& request)
{
    while (bytes.left() > 0) {
        const auto type = bytes.take<uint8_t>();
        if (type == 0) // clients without a sender's domain leave such a tail
            return isZero(bytes.rest());
        const auto length = payloadBytes(type, bytes);
        if (!length || *length > bytes.left())
            return false;
        const ConstBytes payload = bytes.takeBytes(*length);
        if (type == 'd')
            request.domain = {reinterpret_cast<const char*>(payload.data()), payload.size()};
        else if (type < firstSkippable)
            request.address = addressOf(payload);
    }
    return true;
}

void putExtensions(const Request& request, Putter& out)
{
    if (!request.domain.empty()) {
        const size_t length = std::min(request.domain.size(), maxDomain);
        const std::string_view tail = request.domain.substr(request.domain.size() - length);
        out.put<uint8_t>('d');
        out.put(static_cast<uint8_t>(length));
        out.putBytes({reinterpret_cast<const uint8_t*>(tail.data()), tail.size()});
    }
    if (!request.address)
        return;
    const ConstBytes bytes(request.address->bytes());
    out.put<uint8_t>(request.address->isV4() ? '4' : '6');
    out.putBytes(request.address->isV4() ? bytes.last(4) : bytes);
}

} // namespace

std::optional<Request> decodeRequest(ConstBytes datagram)
{
    if (datagram.size() < commandBytes || datagram.size() > maxDatagram)
        return std::nullopt;
    std::optional<Request> decoded(std::in_place);
    Request& request = *decoded;
    Taker bytes(datagram);
    const auto version = bytes.take<uint8_t>();
    request.version = version & versionMask;
    request.takesLongReplies = (version & longReplyBit) != 0;
    const bool isKnownVersion = version == 3 || (version & ~longReplyBit) == 4;
    request.command = bytes.take<uint8_t>();
    const bool hasShingles = bytes.take<uint8_t>() > 0;
    request.flag = bytes.take<uint8_t>();
    request.value = bytes.take<int32_t>();
    request.tag = bytes.take<uint32_t>();
    request.hash.digest = bytes.take<Blake2b512>();
    if (!isKnownVersion || (hasShingles && bytes.left() < shingleBytes))
        return std::nullopt;
    if (hasShingles)
        request.hash.shingles = bytes.take<Shingles>();
    const bool fits = request.version == 3 ? bytes.left() == 0 : readExtensions(bytes, request);
    return fits ? decoded : std::nullopt;
}

size_t encodeRequest(const Request& request, std::span<uint8_t, maxDatagram> datagram)
{
    Putter out(datagram);
    out.put<uint8_t>(4);
    out.put(request.command);
    out.put(static_cast<uint8_t>(request.hash.shingles ? shingleCount : 0));
    out.put(request.flag);
    out.put(request.value);
    out.put(request.tag);
    out.put(request.hash.digest);
    if (request.hash.shingles)
        out.put(*request.hash.shingles);
    putExtensions(request, out);
    return out.used();
}

std::optional<Reply> decodeReply(ConstBytes datagram)
{
    const size_t size = datagram.size();
    if (size != shortReplyBytes && size != replyBytes && size != longReplyBytes)
        return std::nullopt;
    Taker bytes(datagram);
    Reply reply;
    reply.value = bytes.take<int32_t>();
    reply.flag = bytes.take<uint32_t>();
    reply.tag = bytes.take<uint32_t>();
    reply.probability = bytes.take<float>();
    reply.isShort = size == shortReplyBytes;
    if (!(reply.probability >= 0 && reply.probability <= 1)) // also what is no number
        return std::nullopt;
    if (reply.isShort)
        return reply;
    reply.digest = bytes.take<Blake2b512>();
    reply.time = bytes.take<uint32_t>();
    const auto mark = bytes.take<uint8_t>();
    if (size == replyBytes) {
        reply.isStoredDigest = (mark & 1) != 0;
        return reply;
    }
    if (mark > reply.extras.size())
        return std::nullopt;
    bytes.takeBytes(3);
    reply.extraCount = mark;
    for (Reply::Extra& extra : reply.extras) {
        extra.value = bytes.take<int32_t>();
        extra.flag = bytes.take<uint32_t>();
    }
    return reply;
}

size_t encodeReply(const Reply& reply, uint8_t version, std::span<uint8_t, replyBytes> datagram)
{
    Putter out(datagram);
    out.put(reply.value);
    out.put(reply.flag);
    out.put(reply.tag);
    out.put(reply.probability);
    if (version == 3)
        return out.used();
    out.put(reply.digest);
    out.put(reply.time);
    out.put(static_cast<uint8_t>(reply.isStoredDigest ? 1 : 0));
    out.put(std::array<uint8_t, 11>{});
    return out.used();
}

std::optional<RequestHead> decodeRequestHead(ConstBytes datagram)
{
    if (datagram.size() < requestHeadBytes + commandBytes
        || !std::equal(encryptedMark.begin(), encryptedMark.end(), datagram.begin()))
        return std::nullopt;
    Taker bytes(datagram.subspan(encryptedMark.size()));
    RequestHead head;
    head.keyId = bytes.take<decltype(head.keyId)>();
    head.clientKey = bytes.take<PublicKey>();
    head.nonce = bytes.take<BoxNonce>();
    head.mac = bytes.take<BoxMac>();
    return head;
}

size_t sealRequest(ConstBytes plain, const Session& session, std::span<uint8_t, maxDatagram> datagram)
{
    assert(plain.size() + requestHeadBytes <= datagram.size());
    const Bytes text = datagram.subspan(requestHeadBytes, plain.size());
    std::copy(plain.begin(), plain.end(), text.begin());
    BoxNonce nonce;
    fastRandomBytes(nonce);
    const BoxMac mac = seal(text, nonce, session.shared);
    Putter out(datagram);
    out.put(encryptedMark);
    out.putBytes(ConstBytes(session.serverKey).first(8));
    out.put(session.clientKey);
    out.put(nonce);
    out.put(mac);
    return requestHeadBytes + plain.size();
}

ConstBytes unsealRequest(Bytes datagram, const RequestHead& head, const CryptoKey& shared)
{
    if (datagram.size() < requestHeadBytes)
        return {};
    const Bytes text = datagram.subspan(requestHeadBytes);
    return unseal(text, head.nonce, head.mac, shared) ? ConstBytes(text) : ConstBytes();
}

size_t sealReply(ConstBytes plain, const CryptoKey& shared, std::span<uint8_t, replyHeadBytes + replyBytes> datagram)
{
    assert(plain.size() <= replyBytes);
    const Bytes text = datagram.subspan(replyHeadBytes, plain.size());
    std::copy(plain.begin(), plain.end(), text.begin());
    BoxNonce nonce;
    fastRandomBytes(nonce);
    const BoxMac mac = seal(text, nonce, shared);
    Putter out(datagram);
    out.put(nonce);
    out.put(mac);
    return replyHeadBytes + plain.size();
}

ConstBytes unsealReply(Bytes datagram, const CryptoKey& shared)
{
    if (datagram.size() < replyHeadBytes)
        return {};
    Taker bytes(datagram);
    const auto nonce = bytes.take<BoxNonce>();
    const auto mac = bytes.take<BoxMac>();
    const Bytes text = datagram.subspan(replyHeadBytes);
    return unseal(text, nonce, mac, shared) ? ConstBytes(text) : ConstBytes();
}

} // namespace assay::fuzzy
