// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/itemcontent.h"

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

} // namespace

ItemContent readContent(const ReportItem& item, const Redactor& redactor, const ContentLimits& limits)
{
    ItemContent content;
    auto message = item.message();
    if (!message) {
        content.error = message.error();
        if (redactor.isActive())
            content.error->subject = redactor.text(content.error->subject);
        return content;
    }
    readHeaders(**message, redactor, limits, content);
    content.text = redactor.text(cutText((*message)->text(), limits.text, content.textLeft));
    readAttachments(**message, redactor, limits, content);
    if (!redactor.isActive())
        content.message = std::move(*message);
    return content;
}

} // namespace assay::report
