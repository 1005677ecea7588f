// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/replication/exchange.h"

namespace assay::fuzzy {
namespace {

constexpr size_t blockSize = 64 << 10;

Error badMessage(const char* why)
{
    return {ErrorCode::BadData, {}, why};
}

// Appends what comes; false at the end.
Result<bool> readMore(std::string& text, const TcpSocket& socket, Deadline deadline, const StopSignal& stop)
{
    const size_t before = text.size();
    text.resize(before + blockSize);
    const auto count = socket.read(text.data() + before, blockSize, deadline, stop);
    text.resize(before + (count ? *count : 0));
    if (!count)
        return count.error();
    return *count > 0;
}

} // namespace

Result<HttpMessage> readHttp(const TcpSocket& socket, uint64_t maxBody, Deadline deadline, const StopSignal& stop)
{
    std::string text;
    size_t end = std::string::npos;
    while ((end = text.find("\r\n\r\n")) == std::string::npos) {
        if (text.size() > maxHttpHead)
            return badMessage("the head of the message is too long");
        const auto more = readMore(text, socket, deadline, stop);
        if (!more)
            return more.error();
        if (!*more)
            return badMessage("the message ends early");
    }
    auto message = parseHttpHead(std::string_view(text).substr(0, end));
    const auto length = message ? contentLength(*message) : std::nullopt;
    if (!length)
        return badMessage("is no HTTP with a length");
    if (*length > maxBody)
        return Error{ErrorCode::LimitExceeded, {}, "the message is too long"};
    text.erase(0, end + 4);
    while (text.size() < *length) {
        const auto more = readMore(text, socket, deadline, stop);
        if (!more)
            return more.error();
        if (!*more)
            return badMessage("the message ends early");
    }
    text.resize(*length);
    message->body = std::move(text);
    return std::move(*message);
}

} // namespace assay::fuzzy
