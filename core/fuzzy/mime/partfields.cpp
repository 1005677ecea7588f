// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/partfields.h"

#include "core/base/ascii.h"
#include "core/base/json.h"
#include "core/text/utf8.h"

namespace assay::fuzzy {
namespace {

TransferCoding declaredCoding(const HeaderFields& headers)
{
    constexpr size_t longest = 127;
    for (const HeaderField& field : headers) {
        if (!equalsIgnoringCase(field.name, "Content-Transfer-Encoding"))
            continue;
        const TransferCoding coding = transferCodingFromName(std::string_view(field.value).substr(0, longest));
        if (coding != TransferCoding::Unknown)
            return coding;
    }
    return TransferCoding::Unknown;
}

} // namespace

std::optional<ContentType> chooseType(const HeaderFields& headers)
{
    std::optional<ContentType> chosen;
    for (const HeaderField& field : headers) {
        if (!equalsIgnoringCase(field.name, "Content-Type"))
            continue;
        auto type = readContentType(field.value);
        if (type && (!chosen || type->isMultipart()))
            chosen = std::move(type);
    }
    return chosen;
}

ContentType plainTextType()
{
    ContentType type;
    type.type = "text";
    type.subtype = "plain";
    return type;
}

void chooseCoding(MimePart& part, bool mayGuess)
{
    bool inherited = false;
    if (findHeader(part.headers, "Content-Transfer-Encoding")) {
        part.coding = declaredCoding(part.headers);
    } else if (part.parent && part.parent->coding != TransferCoding::Unknown && !part.parent->codingMissing) {
        part.coding = part.parent->coding;
        inherited = true;
    } else {
        part.codingMissing = true;
        if (mayGuess)
            part.coding = guessTransferCoding(part.raw);
        return;
    }
    if (!mayGuess)
        return;
    const bool isEncoded = part.coding == TransferCoding::Base64 || part.coding == TransferCoding::QuotedPrintable;
    if (!isEncoded && part.coding != TransferCoding::Unknown)
        return;
    const TransferCoding guess = guessTransferCoding(part.raw);
    if (!isEncoded || inherited || guess == TransferCoding::EightBit)
        part.coding = guess;
}

void chooseDisposition(MimePart& part)
{
    for (const HeaderField& field : part.headers) {
        if (!equalsIgnoringCase(field.name, "Content-Disposition"))
            continue;
        part.disposition = readDisposition(field.value);
        if (part.disposition)
            break;
    }
    // Without a name of its own, the name in Content-Type makes it an attachment.
    if (!part.disposition)
        part.disposition = Disposition{};
    if (part.disposition->fileName.empty() && !part.type.name.empty()) {
        part.disposition->isAttachment = true;
        part.disposition->fileName = part.type.name;
    }
}

void decodeContent(MimePart& part)
{
    switch (part.coding) {
    case TransferCoding::QuotedPrintable:
        part.decoded = decodeQuotedPrintableText(part.raw);
        return;
    case TransferCoding::Base64:
        part.decoded = decodeBase64Text(part.raw);
        return;
    case TransferCoding::Uuencode:
        if (auto decoded = decodeUuencodedText(part.raw)) {
            part.decoded = std::move(*decoded);
            return;
        }
        part.coding = TransferCoding::EightBit;
        part.decoded = std::string(part.raw.substr(0, part.raw.size() / 4 * 3 + 12));
        return;
    default:
        break;
    }
    // The peer's condition is the wrong way round; what it leaves out is mostly found again by its content.
    if (part.type.isMissing && part.coding != TransferCoding::SevenBit && !isAscii(part.raw) && isValidUtf8(part.raw))
        part.type.isText = false;
    part.decoded = std::string(part.raw);
}

} // namespace assay::fuzzy
