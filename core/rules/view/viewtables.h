// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/relays.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace assay::rules {

// Tables that the reading of a message needs: registry boundaries (util_rb_tld, util_rb_2tld, util_rb_3tld lines),
// redirectors (redirector_pattern lines) and networks. Filled by the loader of the rule language, then const and
// shared.
class ViewTables
{
public:
    // Names in any case, ASCII-compatible form; a leading dot is dropped.
    void addTld(std::string_view name);
    void addSecondLevel(std::string_view name); // "co.uk"
    void addThirdLevel(std::string_view name); // "demon.co.uk"
    void clearRegistry(); // clear_util_rb

    // Given a whole address, gives what the first capture group took, nullopt when the pattern does not match or the
    // group took no part. Must be const and thread-safe.
    using Redirector = std::function<std::optional<std::string>(std::string_view)>;
    void addRedirector(Redirector redirector) { m_redirectors.push_back(std::move(redirector)); }
    const std::vector<Redirector>& redirectors() const { return m_redirectors; }

    // originating_ip_headers: fields whose address counts as one more relay, in the order of the setting.
    void addOriginatingIpHeader(std::string name) { m_originatingIpHeaders.push_back(std::move(name)); }
    void clearOriginatingIpHeaders() { m_originatingIpHeaders.clear(); }
    const std::vector<std::string>& originatingIpHeaders() const { return m_originatingIpHeaders; }

    RelayNetworks& networks() { return m_networks; }
    const RelayNetworks& networks() const { return m_networks; }

    bool hasTlds() const { return !m_tlds.empty(); }
    // `label` in lower case.
    bool isTld(std::string_view label) const { return m_tlds.count(std::string(label)) != 0; }
    // Ends in a dot and a known top-level domain and holds no white space.
    bool isDomainValid(std::string_view host) const;
    // The registered domain of a host: "mail.example.co.uk" gives "example.co.uk". Lower case.
    std::string registeredDomain(std::string_view host) const;

private:
    bool endsAtRegistry(const std::vector<std::string_view>& labels, size_t first, std::string_view rest) const;

    std::unordered_set<std::string> m_tlds, m_secondLevel, m_thirdLevel;
    std::vector<Redirector> m_redirectors;
    std::vector<std::string> m_originatingIpHeaders;
    RelayNetworks m_networks;
};

// A syntactically valid full host name: two labels or more of letters, digits, inner hyphens, underscores from the
// third label (from the right) on; at most 253 bytes. Says nothing about the top-level domain.
bool isFullHostName(std::string_view host);

} // namespace assay::rules
