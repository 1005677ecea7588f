// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/summary.h"

#include "core/base/ascii.h"
#include "core/mail/addresses.h"
#include "core/mail/contentfield.h"
#include "core/mail/encodedword.h"
#include "core/mail/headerblock.h"
#include "core/mail/maildate.h"
#include "core/mail/received.h"
#include "core/mail/summaryfields.h"
#include "core/text/utf8.h"

namespace assay {
namespace {

// Charset of the body as the header block declares it; looked up only where 8-bit headers need it.
std::string bodyCharset(const HeaderBlock& block)
{
    const HeaderField* field = block.first(HeaderId::ContentType);
    return field ? parseContentField(field->value).parameter("charset") : std::string();
}

class SummaryMaker
{
public:
    SummaryMaker(const HeaderBlock& block, const MailOptions& options)
        : m_block(block)
        , m_options(options)
    {
        m_summary.defects = block.defects;
    }

    MessageSummary run()
    {
        m_summary.subject = text(HeaderId::Subject);
        m_summary.from = text(HeaderId::From);
        m_summary.to = text(HeaderId::To);
        if (const HeaderField* id = m_block.first(HeaderId::MessageId))
            m_summary.messageId = messageIdOf(id->value);
        readFromAddress();
        readRelays();
        readDate();
        return std::move(m_summary);
    }

private:
    std::string text(HeaderId id)
    {
        const HeaderField* field = m_block.first(id);
        if (!field)
            return {};
        HeaderTextOptions decode;
        decode.maxWords = m_options.maxEncodedWords;
        const std::string charset = isAscii(field->value) ? std::string() : bodyCharset(m_block);
        decode.bodyCharset = charset;
        HeaderText decoded = decodeHeaderText(field->value, decode);
        m_summary.defects.add(decoded.defects);
        return std::move(decoded.text);
    }

    void readFromAddress()
    {
        const HeaderField* field = m_block.first(HeaderId::From);
        if (!field)
            return;
        const AddressList list = parseAddresses(field->value, m_options, {}, 1);
        m_summary.defects.add(list.defects);
        if (!list.addresses.empty())
            m_summary.fromAddress = list.addresses.front().address;
    }

    void readRelays()
    {
        RelayTrust trust(m_options);
        for (const HeaderField& field : m_block.fields) {
            if (field.id != HeaderId::Received)
                continue;
            ReceivedHop hop = parseReceived(field.value, ReceivedDetail::Relay);
            trust.add(hop);
            if (trust.isDecided())
                break;
        }
        m_summary.sourceIp = trust.sourceIp();
    }

    void readDate()
    {
        const HeaderField* field = m_block.first(HeaderId::Date);
        if (field)
            m_summary.date = parseMailDate(field->value);
        if (m_summary.date)
            return;
        if (field)
            m_summary.defects.add(Defect::BadDate);
        if (const HeaderField* top = m_block.first(HeaderId::Received))
            m_summary.date = parseReceived(top->value).date;
        m_summary.dateFromReceived = m_summary.date.has_value();
    }

    const HeaderBlock& m_block;
    const MailOptions& m_options;
    MessageSummary m_summary;
};

} // namespace

std::string messageIdOf(std::string_view raw)
{
    std::string_view value = trimmed(raw);
    if (const size_t open = value.find('<'); open != std::string_view::npos) {
        const size_t close = value.find('>', open);
        if (close != std::string_view::npos)
            value = value.substr(open, close + 1 - open);
    }
    return decodeHeaderText(value).text;
}

MessageSummary summarizeBlock(const HeaderBlock& block, const MailOptions& options)
{
    return SummaryMaker(block, options).run();
}

MessageSummary summarizeMessage(std::string_view message, const MailOptions& options)
{
    if (const auto converted = messageFromUtf16(message.substr(0, options.maxHeaderBlock * 2))) {
        MessageSummary summary = summarizeBlock(scanHeaderBlock(*converted, options), options);
        summary.defects.add(Defect::Utf16);
        return summary;
    }
    return summarizeBlock(scanHeaderBlock(message, options), options);
}

} // namespace assay
