// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/view/metatokeninput.h"

#include "core/base/ascii.h"
#include "core/fuzzy/html/htmltext.h"
#include "core/fuzzy/mime/partcharset.h"
#include "core/fuzzy/mime/receivedfield.h"
#include "core/fuzzy/url/linkset.h"
#include "core/fuzzy/view/strippedtext.h"
#include "core/mail/addresses.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace assay::fuzzy {
namespace {

using features::MetatokenInput;
using features::TextPartCounts;

constexpr size_t mostShortBytes = 3;
constexpr int largestSmallImage = 256; // width + height

// As the parser of parts leaves it out.
std::string_view withoutMailboxLine(std::string_view bytes)
{
    const auto skipBlanks = [&bytes] {
        while (!bytes.empty() && isAsciiSpace(bytes.front()))
            bytes.remove_prefix(1);
    };
    skipBlanks();
    if (bytes.substr(0, 5) == "From ") {
        bytes.remove_prefix(std::min(bytes.find('\n'), bytes.size()));
        skipBlanks();
    }
    return bytes;
}

// Plain text beside one other part is searched for surer links only, as in reading its words.
UrlSet urlSetFor(const MimePart& part, bool isHtml)
{
    const bool isOneOfTwo = part.parent && part.parent->type.isMultipart() && part.parent->children == 2;
    return isHtml || isOneOfTwo ? UrlSet::Strict : UrlSet::Full;
}

void countByte(char c, char before, TextPartCounts& counts)
{
    if (c == ' ') {
        ++counts.spaces;
        counts.doubleSpaces += before == ' ' ? 1 : 0;
        return;
    }
    ++counts.nonSpaces;
    if ((static_cast<unsigned char>(c) & 0x80) != 0)
        ++counts.nonAsciiCharacters;
    else
        ++counts.asciiCharacters;
    counts.capitalLetters += c >= 'A' && c <= 'Z' ? 1 : 0;
    counts.digits += isAsciiDigit(c) ? 1 : 0;
}

// Line ends count as nothing, blanks that begin a line are never double, and what stands behind the last line end the
// peer counts twice, but for its capitals and digits.
void countBytes(std::string_view text, TextPartCounts& counts)
{
    counts.length = text.size();
    size_t last = 0; // begin of the last line
    for (size_t i = 0; i < text.size();) {
        if (text[i] == '\r' || text[i] == '\n') {
            ++i;
            while (i < text.size() && (text[i] == '\r' || text[i] == '\n'))
                ++i;
            for (; i < text.size() && text[i] == ' '; ++i)
                ++counts.spaces;
            last = i;
            continue;
        }
        countByte(text[i], i > 0 ? text[i - 1] : '\0', counts);
        ++i;
    }
    TextPartCounts again;
    for (size_t i = last; i < text.size(); ++i)
        countByte(text[i], i > 0 ? text[i - 1] : '\0', again);
    counts.spaces += again.spaces;
    counts.doubleSpaces += again.doubleSpaces;
    counts.nonSpaces += again.nonSpaces;
    counts.asciiCharacters += again.asciiCharacters;
    counts.nonAsciiCharacters += again.nonAsciiCharacters;
}

TextPartCounts countText(const TextPart& part)
{
    TextPartCounts counts;
    countBytes(part.content, counts);
    for (size_t i = 0; i < part.words.size(); ++i) {
        const std::string_view stem = part.words.stemmed(i);
        if (stem.empty() || part.words.token(i).isException)
            continue;
        counts.stemLengths += stem.size();
        counts.shortWords += stem.size() <= mostShortBytes ? 1 : 0;
        counts.words += part.words.token(i).isSkipped ? 0 : 1;
    }
    return counts;
}

// Adds the links of a text part; whether it is UTF-8. A part does not keep its links, so they are looked for again.
bool readLinks(const FuzzyMessage::Part& part, LinkSet& links)
{
    const TextPart& text = *part.text;
    const DecodedText decoded = decodePartText(part.mime->decoded, part.mime->type.charset);
    const StrippedText stripped = stripText(text.content, text.isHtml, decoded.isUtf8);
    links.addText(stripped.text, stripped.newlines, urlSetFor(*part.mime, text.isHtml));
    if (!text.isHtml)
        return decoded.isUtf8;
    const HtmlText html = readHtml(decoded.text);
    for (const std::string& href : html.hrefs)
        links.addHref(href);
    for (const HtmlText::Span& span : html.shownUrls)
        links.addShown(std::string_view(html.text).substr(span.offset, span.length));
    return decoded.isUtf8;
}

void countImage(const FuzzyMessage::Part& part, MetatokenInput& input)
{
    ++input.images;
    input.jpegImages += part.detectedType == "image/jpeg" ? 1 : 0;
    input.pngImages += part.detectedType == "image/png" ? 1 : 0;
    const ImageSize size = *part.image;
    if (size.width == 0 || size.height == 0)
        return;
    if (uint64_t{size.width} + size.height > largestSmallImage)
        ++input.largeImages;
    else
        ++input.smallImages;
}

void countReceived(const HeaderFields& headers, MetatokenInput& input)
{
    int64_t before = 0;
    for (const HeaderField& header : headers) {
        if (!equalsIgnoringCase(header.name, "Received"))
            continue;
        const auto field = readReceivedField(header.value);
        if (!field)
            continue;
        ++input.received;
        input.receivedWithoutBy += field->hasByHost ? 0 : 1;
        input.receivedSecure += field->isSecure ? 1 : 0;
        if (before != 0)
            input.receivedSeconds += std::abs(static_cast<double>(before) - static_cast<double>(field->time));
        before = field->time;
    }
}

void countRecipients(const HeaderFields& headers, MetatokenInput& input)
{
    for (const HeaderField& header : headers) {
        if (!equalsIgnoringCase(header.name, "To") && !equalsIgnoringCase(header.name, "Cc")
            && !equalsIgnoringCase(header.name, "Bcc"))
            continue;
        const size_t count = parseAddresses(header.value, {}).addresses.size();
        // A list without addresses ("undisclosed-recipients:;") counts as one.
        input.mimeRecipients += static_cast<uint32_t>(count == 0 && !trimmed(header.value).empty() ? 1 : count);
    }
}

} // namespace

MetatokenInput metatokenInput(std::string_view bytes, const FuzzyMessage& message)
{
    MetatokenInput input;
    input.messageSize = withoutMailboxLine(bytes).size();
    const MimePart* root = nullptr;
    LinkSet links;
    for (const FuzzyMessage::Part& part : message.parts()) {
        for (const MimePart* one = part.mime; one; one = one->parent) {
            input.parts = std::max(input.parts, static_cast<uint32_t>(one->number + 1)); // containers count too
            root = one;
        }
        input.attachments += part.isAttachment ? 1 : 0;
        if (part.image)
            countImage(part, input);
        if (!part.text)
            continue;
        input.textParts.push_back(countText(*part.text));
        input.textParts.back().isUtf8 = readLinks(part, links);
    }
    if (root) {
        countReceived(root->headers, input);
        countRecipients(root->headers, input);
    }
    links.addText(message.subject(), {}, UrlSet::Strict);
    input.urls = static_cast<uint32_t>(links.size());
    return input;
}

MetatokenInput metatokenInput(std::string_view bytes)
{
    return metatokenInput(bytes, FuzzyMessage::read(bytes));
}

} // namespace assay::fuzzy
