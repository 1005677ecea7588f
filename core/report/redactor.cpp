// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/redactor.h"

#include "core/base/ascii.h"
#include "core/base/hash.h"
#include "core/report/addresstext.h"

#include <algorithm>
#include <random>

namespace assay::report {
namespace {

constexpr size_t shortestPhrase = 6; // shorter ones stand in texts by chance
constexpr size_t mostPhrases = 32; // of one item, as the next two
constexpr size_t mostDomains = 64;
constexpr size_t mostAddresses = 256;

std::string randomSecret()
{
    std::random_device device;
    std::string secret;
    for (int i = 0; i < 32; ++i)
        secret += static_cast<char>(device() & 0xFF);
    return secret;
}

std::string_view asBytes(const Sha256& digest)
{
    return std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size());
}

// HMAC-SHA256 (RFC 2104).
Sha256 keyedHash(std::string_view secret, std::string_view message)
{
    constexpr size_t blockBytes = 64;
    std::string key(secret.size() > blockBytes ? asBytes(sha256(secret)) : secret);
    key.resize(blockBytes, '\0');
    std::string inner = key, outer = key;
    for (size_t i = 0; i < blockBytes; ++i) {
        inner[i] = static_cast<char>(inner[i] ^ 0x36);
        outer[i] = static_cast<char>(outer[i] ^ 0x5C);
    }
    inner += message;
    outer += asBytes(sha256(inner));
    return sha256(outer);
}

} // namespace

bool Redactor::isAddressHeader(std::string_view name)
{
    static constexpr std::string_view names[] = {"From", "To", "Cc", "Bcc", "Reply-To", "Sender", "Return-Path",
        "Resent-From", "Resent-To", "Resent-Cc", "Resent-Bcc", "Resent-Sender", "Delivered-To", "X-Original-To",
        "Envelope-To", "Errors-To", "Disposition-Notification-To", "X-Envelope-From", "X-Envelope-To",
        "X-Original-From", "Mail-Followup-To"};
    return std::any_of(
        std::begin(names), std::end(names), [name](std::string_view known) { return equalsIgnoringCase(known, name); });
}

Redactor::Redactor(const Redaction& redaction)
    : m_addresses(redaction.addresses)
    , m_ips(redaction.ips)
    , m_subjects(redaction.subjects)
    , m_secret(redaction.secret.empty() ? randomSecret() : redaction.secret)
{
}

std::string Redactor::pseudonym(std::string_view kind, std::string_view key) const
{
    constexpr size_t digits = 10; // 40 bits: no two of a million people are likely to share one
    std::string message(kind);
    message += '\0';
    message += key;
    return std::string(kind) + "-" + toHex(keyedHash(m_secret, message)).substr(0, digits);
}

std::string Redactor::address(std::string_view local, std::string_view domain) const
{
    std::string key = toAsciiLower(local);
    const std::string host = toAsciiLower(domain);
    key += '@';
    key += host;
    std::string out = local.empty() ? std::string() : pseudonym("user", key);
    out += '@';
    if (!domain.empty())
        out += pseudonym("domain", host) + ".invalid";
    return out;
}

void Redactor::learnDomain(std::string_view domain)
{
    std::string host = toAsciiLower(domain);
    if (host.find('.') == std::string::npos || host.front() == '[' || m_domains.size() >= mostDomains
        || std::find(m_domains.begin(), m_domains.end(), host) != m_domains.end())
        return;
    m_domains.push_back(std::move(host));
    std::sort(m_domains.begin(), m_domains.end(),
        [](const std::string& a, const std::string& b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
}

void Redactor::learnAddresses(std::string_view text)
{
    if (!m_addresses)
        return;
    for (AtSign at = findAtSign(text, 0); at.begin < text.size(); at = findAtSign(text, at.end)) {
        const size_t end = domainEnd(text, at.end);
        const size_t begin = localPartBegin(text, 0, at.begin);
        if (m_known.size() < mostAddresses)
            m_known.push_back(toAsciiLower(text.substr(begin, end - begin)));
        if (end > at.end)
            learnDomain(text.substr(at.end, end - at.end));
    }
}

// Only names of several words: a single one is a word of the language too often.
void Redactor::learnName(std::string_view name)
{
    if (m_addresses && name.find(' ') != std::string_view::npos)
        learnPhrase(name, "name");
}

void Redactor::learnPhrase(std::string_view phrase, std::string_view kind)
{
    if (phrase.size() < shortestPhrase || m_phrases.size() >= mostPhrases)
        return;
    m_phrases.push_back(Phrase{std::string(phrase), pseudonym(kind, phrase)});
    std::stable_sort(m_phrases.begin(), m_phrases.end(),
        [](const Phrase& a, const Phrase& b) { return a.text.size() > b.text.size(); });
}

void Redactor::beginItem(const MessageSummary& summary)
{
    m_domains.clear();
    m_known.clear();
    m_phrases.clear();
    if (m_subjects)
        learnPhrase(summary.subject, "subject");
    learnAddresses(summary.from);
    learnAddresses(summary.fromAddress);
    learnAddresses(summary.to);
    learnAddresses(summary.messageId);
}

std::string Redactor::subject(std::string_view subject) const
{
    return m_subjects && !subject.empty() ? pseudonym("subject", subject) : text(subject);
}

std::string Redactor::ip(const IpAddress& address) const
{
    return m_ips ? pseudonym("ip", address.toString()) : address.toString();
}

std::string Redactor::addresses(std::string_view value) const
{
    if (!m_addresses)
        return text(value);
    std::string out;
    size_t from = 0;
    for (AtSign at = findAtSign(value, 0); at.begin < value.size(); at = findAtSign(value, from)) {
        const size_t begin = localPartBegin(value, from, at.begin);
        const size_t end = domainEnd(value, at.end);
        out += (out.empty() ? "" : ", ")
            + address(value.substr(begin, at.begin - begin), value.substr(at.end, end - at.end));
        from = std::max(end, at.end);
    }
    return out.empty() && !trimmed(value).empty() ? pseudonym("name", value) : out;
}

std::string Redactor::header(std::string_view name, std::string_view value) const
{
    if (isAddressHeader(name))
        return addresses(value);
    if (equalsIgnoringCase(name, "Subject") || equalsIgnoringCase(name, "Thread-Topic"))
        return subject(value);
    return text(value);
}

std::string Redactor::withoutPhrases(std::string_view text) const
{
    std::string current(text);
    for (const Phrase& phrase : m_phrases) {
        std::string out;
        size_t from = 0;
        for (size_t at = current.find(phrase.text); at != std::string::npos; at = current.find(phrase.text, from)) {
            out.append(current, from, at - from).append(phrase.mask);
            from = at + phrase.text.size();
        }
        if (from > 0)
            current = out.append(current, from);
    }
    return current;
}

std::string Redactor::fragment(std::string_view piece) const
{
    constexpr size_t shortest = 3; // tells nothing
    const std::string folded = toAsciiLower(trimmed(piece));
    const bool isKnown = m_addresses && folded.size() >= shortest && folded.find('@') == std::string::npos
        && std::any_of(m_known.begin(), m_known.end(),
            [&folded](const std::string& address) { return address.find(folded) != std::string::npos; });
    return isKnown ? pseudonym("part", folded) : text(piece);
}

std::string Redactor::text(std::string_view given) const
{
    const std::string text = withoutPhrases(given);
    std::string out;
    const std::string_view view = text;
    size_t from = 0;
    if (m_addresses) {
        for (AtSign at = findAtSign(view, 0); at.begin < view.size();) {
            const size_t begin = localPartBegin(view, from, at.begin);
            const size_t end = domainEnd(view, at.end);
            const std::string_view local = view.substr(begin, at.begin - begin);
            const std::string_view domain = view.substr(at.end, end - at.end);
            if (!local.empty() || domain.find('.') != std::string_view::npos) {
                appendWithoutHosts(out, view.substr(from, begin - from));
                out += address(local, domain);
                from = end;
            }
            at = findAtSign(view, std::max(end, at.end));
        }
    }
    appendWithoutHosts(out, view.substr(from));
    return out;
}

// Domains of the item's own addresses, where they stand alone: "by mx.example.org", "http://www.example.org/".
void Redactor::appendWithoutHosts(std::string& out, std::string_view text) const
{
    if (m_domains.empty() || text.empty()) {
        appendWithoutIps(out, text);
        return;
    }
    size_t from = 0;
    for (size_t i = 0; i < text.size();) {
        if (!isDomainCharacter(text[i])) {
            ++i;
            continue;
        }
        const size_t end = std::max(domainEnd(text, i), i + 1);
        const std::string host = toAsciiLower(text.substr(i, end - i));
        const auto known = std::find_if(m_domains.begin(), m_domains.end(), [&host](const std::string& domain) {
            return host == domain
                || (host.size() > domain.size() && host.ends_with(domain)
                    && host[host.size() - domain.size() - 1] == '.');
        });
        if (known != m_domains.end()) {
            appendWithoutIps(out, text.substr(from, i - from));
            if (host.size() > known->size())
                out += "host.";
            out += pseudonym("domain", *known) + ".invalid";
            from = end;
        }
        i = end;
    }
    appendWithoutIps(out, text.substr(from));
}

void Redactor::appendWithoutIps(std::string& out, std::string_view text) const
{
    if (!m_ips) {
        out += text;
        return;
    }
    for (size_t i = 0; i < text.size();) {
        if (const auto found = ipAddressAt(text, i)) {
            out += ip(found->address);
            i += found->length;
            continue;
        }
        out += text[i++];
    }
}

} // namespace assay::report
