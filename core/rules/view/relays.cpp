// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/relays.h"

#include "core/rules/view/relayaddress.h"
#include "core/rules/view/relayparser.h"

#include <algorithm>

namespace assay::rules {
namespace {

std::string joined(const std::vector<Relay>& relays, size_t from, size_t end)
{
    std::string text;
    for (size_t i = from; i < end; ++i) {
        if (i > from)
            text += ' ';
        text += relays[i].toString();
    }
    return text;
}

bool holds(const std::vector<IpNetwork>& networks, const IpAddress& address)
{
    return std::any_of(
        networks.begin(), networks.end(), [&address](const IpNetwork& network) { return network.contains(address); });
}

// Walks the fields from the newest on and keeps where trust ends.
class TrustWalk
{
public:
    explicit TrustWalk(const RelayNetworks& networks)
        : m_networks(networks)
        // One of the two settings stands for both.
        , m_trusted(networks.trusted.empty() ? networks.internalNetworks : networks.trusted)
        , m_internal(networks.internalNetworks.empty() ? networks.trusted : networks.internalNetworks)
    {
    }

    void add(std::string_view received)
    {
        const std::optional<std::string> noted = std::move(m_notedSender);
        m_notedSender.reset();
        RelayReading reading = readReceived(received);
        if (!reading.outcome)
            ++relays.unparseable;
        if (reading.outcome != RelayOutcome::Relay) {
            countField();
            if (reading.outcome == RelayOutcome::Fetched)
                beginAnew();
            else if (reading.outcome == RelayOutcome::ScannerNote)
                m_notedSender = std::move(reading.relay.envfrom);
            return;
        }
        if (noted && !noted->empty() && *noted != "0")
            reading.relay.envfrom = noted;
        place(std::move(reading.relay));
    }

    Relays relays;

private:
    void countField()
    {
        relays.lastTrustedField += m_inTrusted ? 1 : 0;
        relays.lastInternalField += m_inInternal ? 1 : 0;
    }

    // What a mail fetcher collected from a mailbox was delivered before: the hops so far lead to the reader only.
    void beginAnew()
    {
        if (!m_mayFetch)
            return;
        relays.all.erase(relays.all.begin(), relays.all.begin() + static_cast<std::ptrdiff_t>(relays.trustedCount));
        relays.trustedCount = relays.internalCount = 0;
    }

    void place(Relay relay)
    {
        if (m_inTrusted && !m_foundMsa)
            decide(relay);
        relay.internal = m_inInternal;
        m_mayFetch = m_inTrusted;
        relays.trustedCount += m_inTrusted ? 1 : 0;
        relays.internalCount += m_inInternal ? 1 : 0;
        countField();
        relays.all.push_back(std::move(relay));
    }

    void decide(Relay& relay)
    {
        if (!m_networks.isConfigured()) {
            m_inTrusted = m_inInternal = relay.ipPrivate || (!relay.auth.empty() && relay.auth != "0");
            return;
        }
        const auto address = IpAddress::parse(relay.ip);
        const auto isIn = [&address](const std::vector<IpNetwork>& networks) {
            return address && (address->isLoopback() || holds(networks, *address));
        };
        if (relay.auth.empty() && !isIn(m_trusted)) {
            m_inTrusted = m_inInternal = false;
            return;
        }
        if (relay.auth.empty() && !isIn(m_internal))
            m_inInternal = false;
        if (address && holds(m_networks.msa, *address))
            m_foundMsa = relay.msa = true;
    }

    const RelayNetworks& m_networks;
    const std::vector<IpNetwork>&m_trusted, &m_internal;
    std::optional<std::string> m_notedSender;
    bool m_inTrusted = true, m_inInternal = true, m_foundMsa = false;
    bool m_mayFetch = true;
};

} // namespace

std::string Relay::toString() const
{
    const std::string sender = envfrom && *envfrom != "0" ? *envfrom : std::string();
    return "[ ip=" + ip + " rdns=" + rdns + " helo=" + helo + " by=" + by + " ident=" + ident + " envfrom=" + sender
        + " intl=" + (internal ? "1" : "0") + " id=" + id + " auth=" + auth + " msa=" + (msa ? "1" : "0") + " ]";
}

std::string Relays::trusted() const
{
    return joined(all, 0, trustedCount);
}

std::string Relays::untrusted() const
{
    return joined(all, trustedCount, all.size());
}

std::string Relays::internalRelays() const
{
    return joined(all, 0, internalCount);
}

std::string Relays::external() const
{
    return joined(all, internalCount, all.size());
}

Relays parseRelays(const std::vector<std::string>& received, const RelayNetworks& networks)
{
    TrustWalk walk(networks);
    for (const std::string& value : received)
        walk.add(value);
    walk.relays.receivedSeen = !received.empty();
    return std::move(walk.relays);
}

std::optional<std::string> originatingRelay(std::string_view value)
{
    const size_t at = findAddress(value);
    if (at == std::string_view::npos)
        return std::nullopt;
    return "from X-Originating-IP: " + std::string(value.substr(at, addressLength(value, at)));
}

} // namespace assay::rules
