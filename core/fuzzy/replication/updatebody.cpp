// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/replication/updatebody.h"

#include "core/fuzzy/wire/packets.h"

#include <cstring>

namespace assay::fuzzy {
namespace {

constexpr size_t shortRecord = 4 + commandBytes, longRecord = shortRecord + shingleBytes;

// Little endian, whatever the machine.
void put(std::string& bytes, uint32_t value)
{
    for (int shift = 0; shift < 32; shift += 8)
        bytes += static_cast<char>(value >> shift & 0xFF);
}

bool take(std::string_view& bytes, uint32_t& value)
{
    if (bytes.size() < sizeof value)
        return false;
    value = 0;
    for (size_t i = 0; i < sizeof value; ++i)
        value |= uint32_t{static_cast<uint8_t>(bytes[i])} << (8 * i);
    bytes.remove_prefix(sizeof value);
    return true;
}

// False when the record says one thing at its head and another in its command.
bool readRecord(std::string_view record, Update& update)
{
    uint32_t isShingle = 0;
    if (!take(record, isShingle))
        return false;
    const auto request = decodeRequest({reinterpret_cast<const uint8_t*>(record.data()), record.size()});
    if (!request || request->hash.shingles.has_value() != (record.size() > commandBytes)
        || (isShingle != 0) != request->hash.shingles.has_value())
        return false;
    if (request->is(Command::Write) || request->is(Command::Delete))
        update.changes.push_back(
            {static_cast<ChangeKind>(request->command), request->hash, request->flag, request->value});
    return true;
}

} // namespace

std::string encodeUpdate(uint32_t revision, std::span<const StorageChange> changes)
{
    std::string body;
    body.reserve(8 + changes.size() * (4 + longRecord));
    put(body, revision);
    std::array<uint8_t, maxDatagram> datagram;
    for (const StorageChange& change : changes) {
        Request request;
        request.command = static_cast<uint8_t>(change.kind);
        request.flag = change.flag;
        request.value = change.weight;
        request.hash = change.hash;
        const size_t size = encodeRequest(request, datagram);
        put(body, static_cast<uint32_t>(4 + size));
        put(body, change.hash.shingles ? 1 : 0);
        body.append(reinterpret_cast<const char*>(datagram.data()), size);
    }
    put(body, 0);
    return body;
}

std::optional<Update> decodeUpdate(std::string_view body)
{
    Update update;
    if (!take(body, update.revision))
        return std::nullopt;
    while (true) {
        uint32_t length = 0;
        update.isWhole = take(body, length);
        if (!update.isWhole || length == 0)
            return update;
        update.isWhole = (length == shortRecord || length == longRecord) && length <= body.size()
            && readRecord(body.substr(0, length), update);
        if (!update.isWhole)
            return update;
        body.remove_prefix(length);
    }
}

} // namespace assay::fuzzy
