// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/itemcontent.h"

#include "core/base/json.h"
#include "core/base/time.h"
#include "core/text/utf8.h"

namespace assay::report {
namespace {

// Cut before it is redacted, so that a huge text costs no more than what is shown; between words, so that no half of an
// address escapes.
std::string cutText(std::string_view text, size_t limit, uint64_t& left)
{
    std::string_view cut = utf8Prefix(text, limit);
    const size_t blank = cut.size() < text.size() ? cut.find_last_of(" \n\t") : std::string_view::npos;
    if (blank != std::string_view::npos && cut.size() - blank < 400)
        cut = cut.substr(0, blank + 1);
    left = text.size() - cut.size();
    return std::string(cut);
}

void readHeaders(const Message& message, const Redactor& redactor, const ContentLimits& limits, ItemContent& content)
{
    for (const MailHeader& field : message.headers()) {
        if (content.headers.size() == limits.headers) {
            content.headersLeft = message.headers().size() - limits.headers;
            return;
        }
        uint64_t left = 0;
        const std::string value = cutText(field.decoded, limits.header, left);
        ItemContent::Header& header = content.headers.emplace_back();
        header.name = redactor.text(field.name);
        header.value = redactor.header(field.name, value);
        header.left = left;
    }
}

void readAttachments(
    const Message& message, const Redactor& redactor, const ContentLimits& limits, ItemContent& content)
{
    for (const MailPart& part : message.parts()) {
        if (!part.isAttachment)
            continue;
        if (content.attachments.size() == limits.attachments) {
            ++content.attachmentsLeft;
            continue;
        }
        const std::string name(utf8Prefix(part.fileName, limits.header));
        content.attachments.push_back(
            ItemContent::Attachment{part.path, redactor.text(name), part.type, part.decodedBytes, part.sha256});
    }
}

// A line for people: when, what was asked for, what the answer was, by which program.
std::string requestLine(const traffic::Request& request)
{
    constexpr int64_t nsPerSecond = 1'000'000'000;
    const auto orDash = [](std::string_view text) { return text.empty() ? std::string("-") : std::string(text); };
    std::string line = toIsoStringUtc(request.time / nsPerSecond);
    line += " " + orDash(request.method) + " " + orDash(request.host) + std::string(request.path);
    line += request.query.value_or(std::string_view());
    line += request.status ? " " + std::to_string(*request.status) : " -";
    line += request.replyBytes ? " " + std::to_string(*request.replyBytes) : " -";
    if (request.userAgent) {
        line += " ";
        line += *request.userAgent;
    }
    return toSingleLine(toValidUtf8(line)) + "\n";
}

void readRequests(
    const traffic::RequestSet& set, const Redactor& redactor, const ContentLimits& limits, ItemContent& content)
{
    std::string text;
    for (const traffic::Request& request : set.requests()) {
        std::string line = requestLine(request);
        if (text.size() + line.size() > limits.text)
            content.textLeft += line.size();
        else
            text += line;
    }
    content.text = redactor.text(text);
    content.features = set.head().features;
}

} // namespace

ItemContent readContent(const ReportItem& item, const Redactor& redactor, const ContentLimits& limits)
{
    ItemContent content;
    const auto failed = [&](const Error& error) {
        content.error = error;
        if (redactor.isActive())
            content.error->subject = redactor.text(content.error->subject);
        return content;
    };
    if (item.kind() == ItemKind::RequestSet) {
        const auto set = item.requestSet();
        if (!set)
            return failed(set.error());
        readRequests(**set, redactor, limits, content);
        return content;
    }
    auto message = item.message();
    if (!message)
        return failed(message.error());
    readHeaders(**message, redactor, limits, content);
    content.text = redactor.text(cutText((*message)->text(), limits.text, content.textLeft));
    readAttachments(**message, redactor, limits, content);
    if (!redactor.isActive())
        content.message = std::move(*message);
    return content;
}

} // namespace assay::report
