// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/outlook/msgheaders.h"

#include "core/base/ascii.h"
#include "core/corpus/mbox/fromline.h"
#include "core/corpus/outlook/mimetext.h"

#include <algorithm>

namespace assay {
namespace {

constexpr size_t recipientHeaderLength = 8;
constexpr size_t maxRecipients = 10'000;
constexpr std::string_view recipientPrefix = "__recip_version1.0_";

std::string_view takeLine(std::string_view& text)
{
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    return line;
}

bool isAboutBody(std::string_view line)
{
    return startsWithIgnoringCase(line, "content-") || startsWithIgnoringCase(line, "mime-version");
}

bool hasField(std::string_view headers, std::string_view name)
{
    size_t line = 0;
    while (line < headers.size()) {
        const std::string_view rest = headers.substr(line);
        if (startsWithIgnoringCase(rest, name) && trimmed(rest.substr(name.size(), 8)).substr(0, 1) == ":")
            return true;
        const size_t end = rest.find('\n');
        if (end == std::string_view::npos)
            break;
        line += end + 1;
    }
    return false;
}

struct Recipients
{
    std::string to, cc, bcc;
};

Recipients recipientsOf(const CompoundFile& file, uint32_t storage, const MapiProperties& message)
{
    Recipients found;
    size_t count = 0;
    for (const uint32_t entry : file.children(storage)) {
        if (!file.isStorage(entry) || !startsWithIgnoringCase(file.name(entry), recipientPrefix))
            continue;
        if (++count > maxRecipients)
            break;
        const MapiProperties recipient(file, entry, recipientHeaderLength, message.charset());
        StoredText address = recipient.text(mapi::smtpAddress);
        if (address.empty())
            address = recipient.text(mapi::address);
        const std::string shown = headerAddress(recipient.text(mapi::displayName), address);
        // 0 originator, 1 To, 2 Cc, 3 Bcc; the flags above do not matter here.
        const uint32_t type = recipient.number(mapi::recipientType).value_or(1) & 0xf;
        std::string& list = type == 2 ? found.cc : type == 3 ? found.bcc : found.to;
        if (!shown.empty())
            list += (list.empty() ? "" : ",\r\n ") + shown;
    }
    if (found.to.empty())
        found.to = headerText(message.text(mapi::displayTo));
    if (found.cc.empty())
        found.cc = headerText(message.text(mapi::displayCc));
    return found;
}

std::string senderOf(const MapiProperties& message)
{
    const StoredText name = message.firstText({mapi::representingName, mapi::senderName});
    const StoredText address =
        message.firstText({mapi::representingSmtp, mapi::senderSmtp, mapi::representingAddress, mapi::senderAddress});
    return headerAddress(name, address);
}

} // namespace

std::string cleanTransportHeaders(std::string_view kept)
{
    std::string headers;
    bool keeping = false;
    while (!kept.empty()) {
        const std::string_view line = takeLine(kept);
        if (line.empty() && !headers.empty())
            break;
        if (line.empty())
            continue;
        if (!isBlank(line[0]))
            keeping = beginsWithHeader(line, true) == Judgement::Yes && !isAboutBody(line);
        if (!keeping)
            continue;
        headers += line;
        headers += "\r\n";
    }
    // A bare CR would be a line end for some.
    for (size_t at = headers.find('\r'); at != std::string::npos; at = headers.find('\r', at + 1)) {
        if (headers[at + 1] != '\n')
            headers[at] = ' ';
    }
    std::replace(headers.begin(), headers.end(), '\0', ' ');
    return headers;
}

std::string msgHeaders(const CompoundFile& file, uint32_t storage, const MapiProperties& message)
{
    std::string headers = cleanTransportHeaders(message.text(mapi::transportHeaders).bytes);
    const auto add = [&headers](std::string_view name, const std::string& value) {
        if (!trimmed(value).empty() && !hasField(headers, name))
            headers += std::string(name) + ": " + value + "\r\n";
    };
    const Recipients recipients = recipientsOf(file, storage, message);
    add("From", senderOf(message));
    add("To", recipients.to);
    add("Cc", recipients.cc);
    add("Bcc", recipients.bcc);
    add("Subject", headerText(message.text(mapi::subject)));
    auto time = message.time(mapi::clientSubmitTime);
    if (!time)
        time = message.time(mapi::deliveryTime);
    if (time)
        add("Date", headerDate(*time));
    add("Message-ID", headerText(message.text(mapi::messageId)));
    add("In-Reply-To", headerText(message.text(mapi::inReplyTo)));
    add("References", headerText(message.text(mapi::references)));
    return headers;
}

} // namespace assay
