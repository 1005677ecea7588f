// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ipaddress.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// One Received field as SpamAssassin's relay parser reads it. Texts have blanks, brackets, # and | replaced with "!",
// so that rules can rely on the form of toString().
struct Relay
{
    std::string ip; // without brackets, zone and IPv6: prefix; empty when the field holds none
    std::string rdns; // reverse name found by the receiving host; empty when there is none or it was not looked up
    std::string helo, by, ident, id, auth;
    std::optional<std::string> envfrom; // envelope sender stated in the field; empty for the null sender
    bool internal = false, msa = false, ipPrivate = false;
    bool noReverseName = false; // rdns is empty though this kind of host always looks it up
    // "[ ip=A rdns=B helo=C by=D ident=E envfrom=F intl=0 id=G auth=H msa=0 ]"
    std::string toString() const;
};

// The relay chain, newest first, split where trust ends (spec/regex B.5 "Relay strings").
struct Relays
{
    std::vector<Relay> all;
    size_t trustedCount = 0; // the first ones
    size_t internalCount = 0; // of these the first ones
    unsigned unparseable = 0; // Received fields in no known form
    bool receivedSeen = false;
    // Position of the last Received field (from the top, from 0) that belongs to the trusted or internal part, -1 when
    // none does. ALL-TRUSTED is the header down to and with the Received field after it; ALL-INTERNAL likewise.
    int lastTrustedField = -1, lastInternalField = -1;

    std::string trusted() const, untrusted() const, internalRelays() const, external() const; // joined with a blank
};

struct RelayNetworks
{
    std::vector<IpNetwork> trusted, internalNetworks, msa;
    bool isConfigured() const { return !trusted.empty() || !internalNetworks.empty(); }
};

// `received` are the Received values, newest first, folds allowed. After them come originatingRelay() lines for the
// fields named by originating_ip_headers, in the order of that setting.
Relays parseRelays(const std::vector<std::string>& received, const RelayNetworks& networks = {});

// A made-up Received value for X-Originating-IP and such; nullopt when the value (the last field of that name) holds no
// address.
std::optional<std::string> originatingRelay(std::string_view value);

} // namespace assay::rules
