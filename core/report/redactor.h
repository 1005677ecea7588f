// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ipaddress.h"
#include "core/report/exporter.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::report {

// Puts stable pseudonyms in the place of what a Redaction names. Found are mail addresses in all usual spellings
// (also %40, =40, &#64;), IPv4 and IPv6 addresses (also 192-0-2-1 in host names), and for the current item the domains
// of its own addresses, the full names beside them and its own subject wherever they stand. Other names of people in
// running text are not recognised. Linear. One thread.
class Redactor
{
public:
    explicit Redactor(const Redaction& redaction);
    bool isActive() const { return m_addresses || m_ips || m_subjects; }

    // What the texts of the item that comes next may hold besides; forgets the item before.
    void beginItem(const MessageSummary& summary);
    // More addresses of the same item: the value of an address header.
    void learnAddresses(std::string_view text);
    void learnName(std::string_view name);

    std::string text(std::string_view text) const;
    // A piece that was cut from some text; it may be a part of an address only.
    std::string fragment(std::string_view text) const;
    std::string subject(std::string_view subject) const;
    // The value of an address header: the pseudonyms of its addresses, without names.
    std::string addresses(std::string_view value) const;
    std::string ip(const IpAddress& address) const;
    static bool isAddressHeader(std::string_view name);
    // A decoded header value, by what the header holds.
    std::string header(std::string_view name, std::string_view value) const;

private:
    std::string pseudonym(std::string_view kind, std::string_view key) const;
    std::string address(std::string_view local, std::string_view domain) const;
    void learnDomain(std::string_view domain);
    void learnPhrase(std::string_view phrase, std::string_view kind);
    std::string withoutPhrases(std::string_view text) const;
    void appendWithoutHosts(std::string& out, std::string_view text) const;
    void appendWithoutIps(std::string& out, std::string_view text) const;

    bool m_addresses, m_ips, m_subjects;
    std::string m_secret;
    std::vector<std::string> m_domains; // of the item, lower-case, longest first
    std::vector<std::string> m_known; // addresses of the item, lower-case
    struct Phrase
    {
        std::string text, mask;
    };
    std::vector<Phrase> m_phrases; // of the item, longest first
};

} // namespace assay::report
