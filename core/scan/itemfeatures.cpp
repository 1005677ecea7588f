// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scan/itemfeatures.h"

#include "core/base/ascii.h"
#include "core/features/messagefeatures.h"

#include <cmath>

namespace assay {
namespace {

features::TextPartCounts countText(std::string_view text, bool isUtf8)
{
    features::TextPartCounts counts;
    counts.length = text.size();
    counts.isUtf8 = isUtf8;
    size_t word = 0;
    char before = 0;
    const auto endWord = [&] {
        counts.words += word > 0 ? 1 : 0;
        counts.shortWords += word > 0 && word <= 3 ? 1 : 0;
        counts.stemLengths += word;
        word = 0;
    };
    for (const char c : text) {
        const bool isForeign = static_cast<unsigned char>(c) >= 0x80;
        if (isAsciiAlnum(c) || isForeign)
            ++word;
        else
            endWord();
        counts.spaces += c == ' ' ? 1 : 0;
        counts.doubleSpaces += c == ' ' && before == ' ' ? 1 : 0;
        counts.nonSpaces += !isAsciiSpace(c) ? 1 : 0;
        counts.nonAsciiCharacters += isForeign ? 1 : 0;
        counts.asciiCharacters += !isForeign && !isAsciiSpace(c) ? 1 : 0;
        counts.capitalLetters += c >= 'A' && c <= 'Z' ? 1 : 0;
        counts.digits += isAsciiDigit(c) ? 1 : 0;
        before = c;
    }
    endWord();
    return counts;
}

void countParts(const Message& message, features::MetatokenInput& counts)
{
    for (size_t i = 0; i < message.parts().size(); ++i) {
        const MailPart& part = message.parts()[i];
        ++counts.parts;
        counts.attachments += part.isAttachment ? 1 : 0;
        const bool isImage = part.type.substr(0, 6) == "image/";
        counts.images += isImage ? 1 : 0;
        counts.jpegImages += part.type == "image/jpeg" ? 1 : 0;
        counts.pngImages += part.type == "image/png" ? 1 : 0;
        if (!part.isContainer && !part.isAttachment && part.type.substr(0, 5) == "text/")
            counts.textParts.push_back(countText(message.partText(i), true));
    }
}

void countReceived(const Message& message, features::MetatokenInput& counts)
{
    std::optional<Timestamp> before;
    for (const ReceivedHop& hop : message.received()) {
        ++counts.received;
        counts.receivedWithoutBy += hop.by.empty() ? 1 : 0;
        counts.receivedSecure += !hop.tls.empty() || endsWithIgnoringCase(hop.with, "s") ? 1 : 0;
        if (before && hop.date)
            counts.receivedSeconds += std::abs(static_cast<double>(before->seconds - hop.date->seconds));
        before = hop.date;
    }
}

features::MetatokenInput countMessage(const Message& message)
{
    features::MetatokenInput counts;
    counts.messageSize = message.bytes().size();
    counts.mimeRecipients = static_cast<uint32_t>(message.to().size() + message.cc().size());
    counts.urls = static_cast<uint32_t>(message.urls().size());
    countParts(message, counts);
    countReceived(message, counts);
    return counts;
}

} // namespace

void ItemFeatures::begin(std::string_view bytes)
{
    m_bytes = bytes;
    m_message.reset();
    m_values.clear();
}

const std::vector<double>& ItemFeatures::values()
{
    if (!m_message) {
        m_message = Message::parse(std::string(m_bytes), m_options);
        m_values = features::computeMessageFeatures(*m_message, countMessage(*m_message));
    }
    return m_values;
}

} // namespace assay
