// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/helperprotocol.h"

namespace assay::rules {

std::string encode(const HelperRequest& request)
{
    ByteWriter writer;
    writer.u8(static_cast<uint8_t>(request.kind)).f64(request.cpuSeconds);
    writer.u32(static_cast<uint32_t>(request.patterns.size()));
    for (const HelperPattern& pattern : request.patterns)
        writer.u32(pattern.id).u32(pattern.flags).text(pattern.text);
    return writer.take();
}

std::string encode(const HelperReply& reply)
{
    ByteWriter writer;
    writer.u8(reply.ok).text(reply.message).u32(static_cast<uint32_t>(reply.badPattern));
    writer.u32(reply.maxWidth).f64(reply.cpuSeconds).text(reply.database);
    return writer.take();
}

std::optional<HelperRequest> decodeRequest(std::string_view bytes)
{
    ByteReader reader(bytes);
    HelperRequest request;
    const uint8_t kind = reader.u8();
    if (kind != 1 && kind != 2)
        return {};
    request.kind = static_cast<HelperRequest::Kind>(kind);
    request.cpuSeconds = reader.f64();
    const uint32_t count = reader.u32();
    for (uint32_t i = 0; i < count && reader.ok(); ++i) {
        HelperPattern pattern;
        pattern.id = reader.u32();
        pattern.flags = reader.u32();
        pattern.text = reader.text();
        request.patterns.push_back(std::move(pattern));
    }
    const bool rightCount = request.kind == HelperRequest::Kind::Test ? count == 1 : count > 0;
    return reader.ok() && reader.left() == 0 && rightCount ? std::optional(std::move(request)) : std::nullopt;
}

std::optional<HelperReply> decodeReply(std::string_view bytes)
{
    ByteReader reader(bytes);
    HelperReply reply;
    reply.ok = reader.u8() != 0;
    reply.message = reader.text();
    reply.badPattern = static_cast<int32_t>(reader.u32());
    reply.maxWidth = reader.u32();
    reply.cpuSeconds = reader.f64();
    reply.database = reader.text();
    return reader.ok() && reader.left() == 0 ? std::optional(std::move(reply)) : std::nullopt;
}

} // namespace assay::rules
