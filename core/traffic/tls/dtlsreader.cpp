// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/dtlsreader.h"

#include "core/traffic/tls/bytecursor.h"

#include <algorithm>

namespace assay::traffic {
namespace {

constexpr uint8_t changeCipherSpec = 20, handshake = 22, applicationData = 23, clientHello = 1, serverHello = 2;
constexpr uint32_t maxMessage = 64 * 1024;
constexpr size_t maxIncomplete = 4;

struct Record
{
    uint8_t type = 0;
    uint16_t epoch = 0;
    std::string_view content;
};

std::optional<Record> nextRecord(ByteCursor& cursor)
{
    constexpr uint16_t beforeStandard = 0x0100;
    Record record;
    record.type = cursor.u8();
    const uint16_t version = cursor.u16();
    record.epoch = cursor.u16();
    cursor.take(6); // sequence number
    record.content = cursor.counted(2);
    const bool isType = record.type >= changeCipherSpec && record.type <= applicationData;
    const bool isVersion = (version >= 0xfefc && version <= 0xfeff) || version == beforeStandard;
    return cursor.isOk() && isType && isVersion && !record.content.empty() ? std::optional(record) : std::nullopt;
}

} // namespace

bool DtlsReader::datagram(bool fromFirst, std::string_view payload, const Sink& sink)
{
    ByteCursor cursor(payload);
    bool isDtls = false;
    while (const auto record = nextRecord(cursor)) {
        isDtls = true;
        if (record->type == handshake && record->epoch == 0)
            fragments(m_directions[fromFirst ? 0 : 1], record->content, sink);
    }
    return isDtls;
}

void DtlsReader::fragments(Direction& direction, std::string_view record, const Sink& sink)
{
    ByteCursor cursor(record);
    while (cursor.hasMore()) {
        const uint8_t type = cursor.u8();
        const uint32_t length = cursor.u24();
        const uint16_t number = cursor.u16();
        const uint32_t offset = cursor.u24();
        const auto bytes = cursor.counted(3);
        if (!cursor.isOk() || length > maxMessage || offset > length || bytes.size() > length - offset)
            return;
        if (type != clientHello && type != serverHello)
            continue;
        if (bytes.size() == length) {
            complete(direction, type, bytes, sink);
            continue;
        }
        Message& message = messageOf(direction, type, number, length);
        message.fragments.add(offset, bytes);
        if (message.fragments.bytes().size() < length)
            continue;
        complete(direction, type, message.fragments.bytes(), sink);
        std::erase_if(direction.messages, [&](const Message& other) { return &other == &message; });
    }
}

DtlsReader::Message& DtlsReader::messageOf(Direction& direction, uint8_t type, uint16_t number, uint32_t length)
{
    auto& messages = direction.messages;
    const auto known = std::find_if(messages.begin(), messages.end(), [&](const Message& message) {
        return message.type == type && message.number == number && message.length == length;
    });
    if (known != messages.end())
        return *known;
    if (messages.size() == maxIncomplete)
        messages.pop_front();
    return messages.emplace_back(Message{type, number, length, {}});
}

void DtlsReader::complete(Direction& direction, uint8_t type, std::string_view body, const Sink& sink)
{
    const Sha256 digest = sha256(body);
    if (digest == direction.last)
        return;
    auto hello =
        type == clientHello ? parseClientHello(body, TlsTransport::Dtls) : parseServerHello(body, TlsTransport::Dtls);
    if (!hello)
        return;
    direction.last = digest;
    sink(type == clientHello ? Side::Client : Side::Server, std::move(*hello));
}

size_t DtlsReader::keptBytes() const
{
    size_t bytes = 0;
    for (const auto& direction : m_directions) {
        for (const auto& message : direction.messages)
            bytes += sizeof message + message.fragments.keptBytes();
    }
    return bytes;
}

} // namespace assay::traffic
