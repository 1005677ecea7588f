// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/redacteditem.h"

namespace assay::report {

RedactedItem::RedactedItem(const ReportItem& item, Redactor& redactor)
    : m_item(item)
    , m_redactor(redactor)
    , m_summary(item.summary())
{
    m_redactor.beginItem(m_summary);
    m_summary.subject = m_redactor.subject(m_summary.subject);
    // The sender of requests is an address of a network, not of mail.
    const bool isClient = m_item.kind() == ItemKind::RequestSet && m_summary.sourceIp;
    m_summary.from = isClient ? m_redactor.ip(*m_summary.sourceIp) : m_redactor.addresses(m_summary.from);
    m_summary.fromAddress = m_redactor.addresses(m_summary.fromAddress);
    m_summary.to = m_redactor.addresses(m_summary.to);
    m_summary.messageId = m_redactor.text(m_summary.messageId);
    if (m_summary.sourceIp)
        m_ip = m_redactor.ip(*m_summary.sourceIp);
    m_summary.sourceIp.reset();
}

std::string RedactedItem::evidenceText(const Evidence& evidence) const
{
    // Undecoded bytes can hide anything in base64.
    if (evidence.where == rules::Where::Full || evidence.text.find("=?") != std::string::npos)
        return "[left out]";
    // Headers of people and the subject are known by what they are, other text by what it holds.
    const std::string whole = m_redactor.header(evidence.header, evidence.text);
    return whole == evidence.text ? m_redactor.fragment(evidence.text) : whole;
}

Result<std::vector<ReportItem::HitText>> RedactedItem::hits() const
{
    auto hits = m_item.hits();
    if (!hits)
        return hits.error();
    for (HitText& entry : *hits) {
        for (std::string& option : entry.hit.options)
            option = m_redactor.text(option);
        for (Evidence& evidence : entry.hit.evidence)
            evidence.text = evidenceText(evidence);
    }
    return hits;
}

std::vector<std::string> RedactedItem::tags() const
{
    std::vector<std::string> tags = m_item.tags();
    for (std::string& tag : tags)
        tag = m_redactor.text(tag);
    return tags;
}

Result<std::string> RedactedItem::note() const
{
    const auto note = m_item.note();
    return note ? Result<std::string>(m_redactor.text(*note)) : note;
}

Result<std::string> RedactedItem::rawBytes() const
{
    return Error{ErrorCode::BadArgument, "item " + std::to_string(id().value), "raw messages cannot be redacted"};
}

// The message names more people than the summary; what is redacted after this knows their domains.
Result<std::shared_ptr<const Message>> RedactedItem::message() const
{
    auto message = m_item.message();
    if (!message)
        return message;
    for (const MailHeader& header : (*message)->headers()) {
        if (Redactor::isAddressHeader(header.name))
            m_redactor.learnAddresses(header.decoded);
    }
    for (const auto* people : {&(*message)->from(), &(*message)->to(), &(*message)->cc()}) {
        for (const MailAddress& person : *people)
            m_redactor.learnName(person.name);
    }
    return message;
}

} // namespace assay::report
