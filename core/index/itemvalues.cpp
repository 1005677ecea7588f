// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/itemvalues.h"

#include "core/base/ascii.h"
#include "core/base/hash.h"
#include "core/index/messagefacts.h"
#include "core/index/valuecollector.h"
#include "core/mail/addresses.h"

#include <algorithm>
#include <cstring>

namespace assay {
namespace {

std::string withoutBrackets(std::string_view id)
{
    id = trimmed(id);
    if (!id.empty() && id.front() == '<')
        id.remove_prefix(1);
    if (!id.empty() && id.back() == '>')
        id.remove_suffix(1);
    return std::string(id);
}

// The first "<...>" of a References or In-Reply-To value, without brackets; else its first word.
std::string firstId(std::string_view value)
{
    const size_t open = value.find('<');
    const size_t close = open == std::string_view::npos ? open : value.find('>', open);
    if (close != std::string_view::npos)
        return std::string(trimmed(value.substr(open + 1, close - open - 1)));
    value = trimmed(value);
    return withoutBrackets(value.substr(0, value.find_first_of(" \t\r\n")));
}

// Fills the values of one message.
class Collector : private ValueCollector
{
public:
    Collector(const Message& message, const KnownItem& known, const ItemValueLimits& limits)
        : ValueCollector(limits)
        , m_message(message)
        , m_known(known)
    {
    }

    ItemValues collect()
    {
        addSummary();
        addHeaders();
        addHops();
        addParts();
        addUrls();
        addBody();
        return finish();
    }

private:
    void add(TextColumn column, std::string text) { addText(column, std::move(text)); }

    void addAddress(TextColumn column, const MailAddress& address)
    {
        const std::string whole = address.name.empty() ? std::string() : address.name + " <" + address.address + ">";
        add(column, whole);
        add(column, address.address);
        addWords(WordColumnId::Addresses, whole.empty() ? address.address : whole);
        if (!address.domainUnicode.empty() && !endsWithIgnoringCase(address.address, address.domainUnicode))
            add(column, address.address.substr(0, address.address.rfind('@') + 1) + address.domainUnicode);
    }
    void addDomain(std::string_view address) { add(TextColumn::Domain, toAsciiLower(domainOf(address))); }
    void addSenders(TextColumn column, const std::vector<MailAddress>& addresses)
    {
        for (const MailAddress& address : addresses) {
            addAddress(column, address);
            addDomain(address.address);
        }
    }

    void addSummary()
    {
        const MessageSummary& summary = m_message.summary();
        add(TextColumn::Subject, summary.subject);
        addWords(WordColumnId::Subject, summary.subject);
        addSenders(TextColumn::From, m_message.from());
        if (m_message.from().empty()) { // no address could be read
            add(TextColumn::From, summary.from);
            addWords(WordColumnId::Addresses, summary.from);
        }
        for (const MailAddress& address : m_message.to())
            addAddress(TextColumn::To, address);
        for (const MailAddress& address : m_message.cc())
            addAddress(TextColumn::Cc, address);
        add(TextColumn::MessageId, withoutBrackets(summary.messageId));
        add(TextColumn::Path, m_known.path);
        add(TextColumn::Digest, m_known.digest.empty() ? toHex(sha256(m_message.bytes())) : m_known.digest);
        add(TextColumn::Language, m_message.language());
        if (summary.sourceIp)
            m_values.addresses.push_back(*summary.sourceIp);
    }

    void addHeaders()
    {
        std::string thread, reply;
        for (const MailHeader& header : m_message.headers()) {
            if (equalsIgnoringCase(header.name, "References") && thread.empty())
                thread = firstId(header.raw);
            else if (equalsIgnoringCase(header.name, "In-Reply-To") && reply.empty())
                reply = firstId(header.raw);
            else
                addHeader(header);
        }
        if (thread.empty())
            thread = reply.empty() ? withoutBrackets(m_message.summary().messageId) : reply;
        add(TextColumn::Thread, thread);
    }

    void addHeader(const MailHeader& header)
    {
        const auto is = [&](std::string_view name) { return equalsIgnoringCase(header.name, name); };
        const auto addresses = [&] { return parseAddresses(header.raw, MailOptions{}).addresses; };
        if (is("Reply-To")) {
            addSenders(TextColumn::ReplyTo, addresses());
        } else if (is("Sender")) {
            for (const MailAddress& address : addresses())
                addDomain(address.address);
        } else if (is("Return-Path") || is("X-Envelope-From")) {
            for (const MailAddress& address : addresses()) {
                add(TextColumn::EnvelopeFrom, address.address);
                addDomain(address.address);
            }
        } else if (is("Delivered-To") || is("X-Original-To") || is("Envelope-To") || is("X-Envelope-To")
            || is("X-Rcpt-To")) {
            for (const MailAddress& address : addresses())
                add(TextColumn::EnvelopeTo, address.address);
        } else if (is("List-Id")) {
            add(TextColumn::List, header.decoded);
            mark(ItemMark::Bulk);
        } else if (is("List-Unsubscribe") || (is("Precedence") && isBulkPrecedence(header.decoded))) {
            mark(ItemMark::Bulk);
        }
    }

    static bool isBulkPrecedence(std::string_view value)
    {
        value = trimmed(value);
        return equalsIgnoringCase(value, "bulk") || equalsIgnoringCase(value, "list")
            || equalsIgnoringCase(value, "junk");
    }

    void addHops()
    {
        for (const ReceivedHop& hop : m_message.received()) {
            add(TextColumn::Helo, hop.helo);
            if (hop.ip)
                m_values.addresses.push_back(*hop.ip);
            std::string text = "from " + hop.from + " (" + hop.helo + " " + hop.reverseName + " ["
                + (hop.ip ? hop.ip->toString() : "") + "]) by " + hop.by + " with " + hop.with;
            if (!hop.forAddress.empty())
                text += " for " + hop.forAddress;
            add(TextColumn::Received, std::move(text));
        }
        if (m_values.addresses.size() > m_limits.texts) {
            m_values.addresses.resize(m_limits.texts);
            mark(ItemMark::Incomplete);
        }
        for (const AuthResult& result : m_message.authentication())
            add(TextColumn::Authentication, result.methodName + "=" + result.result);
    }

    void addParts()
    {
        for (size_t i = 0; i < m_message.parts().size(); ++i) {
            const MailPart& part = m_message.parts()[i];
            add(TextColumn::MimeType, part.type);
            add(TextColumn::PartPath, part.path);
            add(TextColumn::Charset, part.charset);
            if (part.isContainer || !part.isAttachment)
                continue;
            add(TextColumn::Attachment, part.fileName);
            addWords(WordColumnId::Attachments, part.fileName);
            add(TextColumn::Digest, toHex(part.sha256));
        }
        m_values.marks |= factsOf(m_message);
    }

    void addUrls()
    {
        for (const MailUrl& url : m_message.urls()) {
            add(TextColumn::Url, url.url);
            add(TextColumn::Host, url.host);
            addWords(WordColumnId::Hosts, url.host);
        }
    }

    void addBody()
    {
        addWords(WordColumnId::Body, m_message.text());
        setDefects(m_message.defects(), m_known.defects);
        m_values.copyKey = copyKey();
    }

    // Copies have the same Message-ID and the same body; relays change the header block.
    uint64_t copyKey() const
    {
        const std::string& bytes = m_message.bytes();
        const std::string_view whole = bytes;
        const size_t unixEnd = whole.find("\n\n");
        const size_t dosEnd = whole.find("\r\n\r\n");
        const size_t body = std::min(unixEnd, dosEnd);
        Sha256Stream stream;
        stream.add(m_message.summary().messageId);
        stream.add("\n");
        stream.add(
            m_message.summary().messageId.empty() || body == std::string_view::npos ? whole : whole.substr(body));
        const Sha256 digest = stream.finish();
        uint64_t key = 0;
        std::memcpy(&key, digest.data(), sizeof key);
        return key;
    }

    const Message& m_message;
    const KnownItem& m_known;
};

} // namespace

ItemValues valuesOf(const Message& message, const KnownItem& known, const ItemValueLimits& limits)
{
    return Collector(message, known, limits).collect();
}

ItemValues valuesOf(const MessageSummary& summary, const KnownItem& known)
{
    ItemValues values;
    const auto set = [&](TextColumn column, std::string text) {
        if (!text.empty())
            values.texts[static_cast<size_t>(column)].push_back(std::move(text));
    };
    set(TextColumn::Subject, summary.subject);
    set(TextColumn::From, summary.from);
    set(TextColumn::To, summary.to);
    set(TextColumn::MessageId, withoutBrackets(summary.messageId));
    set(TextColumn::Path, known.path);
    set(TextColumn::Digest, known.digest);
    if (summary.sourceIp)
        values.addresses.push_back(*summary.sourceIp);
    const auto words = [&](WordColumnId column, std::initializer_list<std::string_view> texts) {
        ItemWords collected;
        for (const std::string_view text : texts)
            collected.add(text);
        values.words[static_cast<size_t>(column)] = collected.takeEntries();
    };
    words(WordColumnId::Subject, {summary.subject});
    words(WordColumnId::Addresses, {summary.from, summary.to});
    values.defects = known.defects.bits();
    values.marks = bitOf(ItemMark::Unreadable) | bitOf(ItemMark::Broken);
    return values;
}

} // namespace assay
