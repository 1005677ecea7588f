// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/replication/httpmessage.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <charconv>

namespace assay::fuzzy {
namespace {

constexpr size_t maxHeaders = 64;

std::string_view wordOf(std::string_view line, size_t number)
{
    for (; number > 0; --number)
        line.remove_prefix(std::min(std::min(line.find(' '), line.size()) + 1, line.size()));
    return line.substr(0, line.find(' '));
}

} // namespace

std::string_view HttpMessage::header(std::string_view name) const
{
    for (const auto& [key, value] : headers) {
        if (equalsIgnoringCase(key, name))
            return value;
    }
    return {};
}

std::string_view HttpMessage::method() const
{
    return wordOf(start, 0);
}

std::string_view HttpMessage::target() const
{
    return wordOf(start, 1);
}

int HttpMessage::status() const
{
    const std::string_view word = start.starts_with("HTTP/1.") ? wordOf(start, 1) : std::string_view();
    int status = 0;
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), status);
    return failure == std::errc() && word.size() == 3 && end == word.data() + word.size() ? status : 0;
}

std::string formatHttp(const HttpMessage& message)
{
    std::string text = message.start + "\r\n";
    for (const auto& [name, value] : message.headers)
        text += name + ": " + value + "\r\n";
    return text + "Content-Length: " + std::to_string(message.body.size()) + "\r\n\r\n" + message.body;
}

std::optional<HttpMessage> parseHttpHead(std::string_view head)
{
    HttpMessage message;
    bool isFirst = true;
    while (!head.empty()) {
        const size_t end = std::min(head.find("\r\n"), head.size());
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(std::min(end + 2, head.size()));
        if (isFirst) {
            message.start = line;
            isFirst = false;
            continue;
        }
        const size_t colon = line.find(':');
        if (colon == line.npos || colon == 0 || message.headers.size() == maxHeaders)
            return std::nullopt;
        message.headers.emplace_back(line.substr(0, colon), trimmed(line.substr(colon + 1)));
    }
    const bool isHttp = message.start.find(" HTTP/1.") != message.start.npos || message.status() != 0;
    return isHttp ? std::optional(std::move(message)) : std::nullopt;
}

std::optional<uint64_t> contentLength(const HttpMessage& head)
{
    const std::string_view text = head.header("Content-Length");
    uint64_t length = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), length);
    return failure == std::errc() && end == text.data() + text.size() ? std::optional(length) : std::nullopt;
}

std::optional<HttpMessage> parseHttp(std::string_view text)
{
    const size_t end = text.substr(0, maxHttpHead).find("\r\n\r\n");
    if (end == text.npos)
        return std::nullopt;
    auto message = parseHttpHead(text.substr(0, end));
    const auto length = message ? contentLength(*message) : std::nullopt;
    if (!length || *length != text.size() - end - 4)
        return std::nullopt;
    message->body = text.substr(end + 4);
    return message;
}

} // namespace assay::fuzzy
