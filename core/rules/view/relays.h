// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ipaddress.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// One Received field as SpamAssassin's relay parser reads it; all texts are cleaned of blanks and brackets as it does.
struct Relay
{
    std::string ip, rdns, helo, by, ident, envfrom, id, auth;
    bool internal = false, msa = false, ipPrivate = false;
    // "[ ip=A rdns=B helo=C by=D ident=E envfrom=F intl=0 id=G auth=H msa=0 ]"
    std::string toString() const;
};

// The relay chain, newest first, split where trust ends (spec/regex B.5 "Relay strings").
struct Relays
{
    std::vector<Relay> all;
    size_t trustedCount = 0; // the first ones
    size_t internalCount = 0;
    unsigned unparseable = 0; // Received fields in no known form
    bool receivedSeen = false;

    std::string trusted() const, untrusted() const, internalRelays() const, external() const; // joined with a blank
};

struct RelayNetworks
{
    std::vector<IpNetwork> trusted, internalNetworks, msa;
    bool isConfigured() const { return !trusted.empty() || !internalNetworks.empty(); }
};

// `received` are the unfolded Received values, newest first; `extra` is what else decides (X-Originating-IP and such are
// appended by the caller as made-up Received fields).
Relays parseRelays(const std::vector<std::string>& received, const RelayNetworks& networks = {});

} // namespace assay::rules
