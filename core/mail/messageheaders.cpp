// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/addresses.h"
#include "core/mail/authresults.h"
#include "core/mail/contentfield.h"
#include "core/mail/encodedword.h"
#include "core/mail/messagedata.h"
#include "core/mail/received.h"
#include "core/text/utf8.h"

namespace assay {
namespace {

void fillAddresses(Message::Data& data, const HeaderBlock& block, HeaderId id, std::string_view charset,
    std::vector<MailAddress>& list)
{
    const HeaderField* field = block.first(id);
    if (!field)
        return;
    AddressList parsed = parseAddresses(field->whole, data.options, charset);
    data.defects.add(parsed.defects);
    list = std::move(parsed.addresses);
    for (MailAddress& address : list) {
        if (!isAscii(address.address))
            address.address = decodeHeaderText(address.address).text;
        judgeAddress(address);
    }
}

} // namespace

void fillHeaders(Message::Data& data, const HeaderBlock& block)
{
    const HeaderField* type = block.first(HeaderId::ContentType);
    const std::string charset = type ? parseContentField(type->value).parameter("charset") : std::string();
    HeaderTextOptions decode;
    decode.maxWords = data.options.maxEncodedWords;
    decode.bodyCharset = charset;
    RelayTrust trust(data.options);
    data.headers.reserve(block.fields.size());
    for (const HeaderField& field : block.fields) {
        MailHeader header;
        header.name = field.name;
        header.raw = field.value;
        HeaderText text = decodeHeaderText(field.value, decode);
        data.defects.add(text.defects);
        header.decoded = std::move(text.text);
        header.offset = data.converted ? 0 : field.offset;
        header.length = data.converted ? 0 : field.length;
        data.headers.push_back(std::move(header));
        if (field.id == HeaderId::Received) {
            data.received.push_back(parseReceived(field.value));
            trust.add(data.received.back());
        }
    }
    fillAddresses(data, block, HeaderId::From, charset, data.from);
    fillAddresses(data, block, HeaderId::To, charset, data.to);
    fillAddresses(data, block, HeaderId::Cc, charset, data.cc);
    data.authentication = authenticationOf(block, data.received, data.options);
}

} // namespace assay
