// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/learn/luatask.h"

#include "core/base/ascii.h"
#include "core/fuzzy/url/suffixlist.h"
#include "core/mail/addresses.h"

namespace assay::fuzzy {

std::string_view ScriptMessage::headerBlock() const
{
    const auto end = findHeaderEnd(m_bytes);
    return m_bytes.substr(0, end ? end->headerLength : m_bytes.size());
}

const HeaderFields& ScriptMessage::headers()
{
    if (!m_headers)
        m_headers = readHeaders(headerBlock());
    return *m_headers;
}

const std::string& ScriptMessage::decoded(std::string_view value)
{
    m_decoded = decodeHeader(value);
    return m_decoded;
}

const Message& ScriptMessage::mail()
{
    if (!m_mail)
        m_mail = Message::parse(std::string(m_bytes));
    return *m_mail;
}

const FuzzyMessage& ScriptMessage::parts()
{
    if (!m_parts)
        m_parts = FuzzyMessage::read(m_bytes);
    return *m_parts;
}

const std::vector<MailAddress>& ScriptMessage::envelopeFrom()
{
    if (!m_envelopeFrom) {
        const HeaderField* field = findHeader(headers(), "Return-Path");
        m_envelopeFrom.emplace();
        if (field)
            *m_envelopeFrom = parseAddresses(field->value, {}, {}, 1).addresses;
        std::erase_if(*m_envelopeFrom, [](const MailAddress& address) { return address.address.empty(); });
    }
    return *m_envelopeFrom;
}

const std::vector<MailAddress>& ScriptMessage::recipients()
{
    if (!m_recipients) {
        m_recipients.emplace();
        for (const std::string_view name : {"To", "Cc", "Bcc"}) {
            for (const HeaderField& field : headers()) {
                if (!equalsIgnoringCase(field.name, name))
                    continue;
                auto list = parseAddresses(field.value, {});
                m_recipients->insert(m_recipients->end(), list.addresses.begin(), list.addresses.end());
            }
        }
    }
    return *m_recipients;
}

const std::string& ScriptMessage::clientIp()
{
    if (!m_clientIp) {
        const auto& hops = mail().received();
        m_clientIp = hops.empty() || !hops.front().ip ? std::string() : hops.front().ip->toString();
    }
    return *m_clientIp;
}

std::string_view ScriptMessage::registeredDomain(size_t url)
{
    const std::string_view host = mail().urls()[url].host;
    const size_t length = SuffixList::builtIn().registeredLength(host);
    return length == 0 ? host : host.substr(host.size() - length);
}

} // namespace assay::fuzzy
