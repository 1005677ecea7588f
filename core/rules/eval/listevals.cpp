// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/base/ipaddress.h"
#include "core/rules/eval/evals.h"
#include "core/rules/eval/evaltext.h"
#include "core/rules/eval/glob.h"
#include "core/rules/eval/messageaddresses.h"
#include "core/rules/view/relayaddress.h"
#include "core/rules/view/viewtables.h"

#include <algorithm>
#include <set>
#include <span>

// Functions of the plugin WLBLEval: lists of addresses, relays and hosts of links.

namespace assay::rules {
namespace {

double anyInList(
    EvalContext& context, const std::vector<std::string>& addresses, std::string_view list, std::string_view header)
{
    const auto found = context.tables().addressLists.find(list);
    if (found == context.tables().addressLists.end())
        return 0;
    const bool isHit = std::any_of(addresses.begin(), addresses.end(),
        [&found](const std::string& address) { return found->second.matches(address); });
    if (isHit)
        context.hint({.header = std::string(header)});
    return isHit;
}

double senderIn(EvalContext& context, std::string_view list)
{
    return anyInList(context, context.state<MessageAddresses>().senders, list, "From");
}

double recipientIn(EvalContext& context, std::string_view list)
{
    return anyInList(context, context.state<MessageAddresses>().recipients, list, "To");
}

double fromBlocked(EvalContext& context, const EvalCall&)
{
    return senderIn(context, "blocklist_from");
}

double toBlocked(EvalContext& context, const EvalCall&)
{
    return recipientIn(context, "blocklist_to");
}

double toWelcome(EvalContext& context, const EvalCall&)
{
    return recipientIn(context, "welcomelist_to");
}

double toMoreSpam(EvalContext& context, const EvalCall&)
{
    return recipientIn(context, "more_spam_to");
}

double toAllSpam(EvalContext& context, const EvalCall&)
{
    return recipientIn(context, "all_spam_to");
}

double fromInList(EvalContext& context, const EvalCall& call)
{
    return senderIn(context, call.text(0));
}

double toInList(EvalContext& context, const EvalCall& call)
{
    return recipientIn(context, call.text(0));
}

double replyToInList(EvalContext& context, const EvalCall& call)
{
    const std::string& address = context.header("Reply-To:addr");
    return address.empty() ? 0 : anyInList(context, {address}, call.text(0), "Reply-To");
}

// The relay that handed over: the first outside, or all when all are trusted.
std::span<const Relay> handOver(EvalContext& context)
{
    const Relays& relays = context.message().relays();
    const std::span<const Relay> all(relays.all);
    return relays.trustedCount < all.size() ? all.subspan(relays.trustedCount, 1) : all;
}

bool isFrom(const Relay& relay, const std::string& place)
{
    if (place.size() < 2 || place[0] != '[') {
        const bool ends = endsWithIgnoringCase(relay.rdns, place);
        return ends && (relay.rdns.size() == place.size() || relay.rdns[relay.rdns.size() - place.size() - 1] == '.');
    }
    // "[192.0.2.7]", "[192.0.2]", "[2001:db8::/32]", "[192.0.2.0]/24"
    std::string network = place.substr(1);
    std::erase(network, ']');
    const bool isPartial = network.find_first_not_of("0123456789.") == std::string::npos && !isV4Address(network);
    if (isPartial) {
        while (!network.empty() && network.back() == '.')
            network.pop_back();
        return relay.ip.rfind(network + ".", 0) == 0;
    }
    const auto range = IpNetwork::parse(network);
    const auto address = IpAddress::parse(relay.ip);
    return range && address && range->contains(*address);
}

enum class Welcome { NotListed, Listed, Forged };

// Whether a sender is listed and came over the relay it must come over.
Welcome checkSenders(EvalContext& context, const std::vector<SenderRelay>& list)
{
    Welcome result = Welcome::NotListed;
    const auto relays = handOver(context);
    if (list.empty() || relays.empty())
        return result;
    for (const std::string& sender : context.state<MessageAddresses>().senders) {
        const std::string address = toAsciiLower(sender);
        bool wrongRelay = false;
        for (const SenderRelay& entry : list) {
            if (!matchesGlob(entry.glob, address))
                continue;
            if (std::any_of(
                    relays.begin(), relays.end(), [&entry](const Relay& relay) { return isFrom(relay, entry.relay); }))
                return Welcome::Listed;
            wrongRelay = true;
        }
        if (wrongRelay && !context.tables().welcomeAllowsRelays.matches(address))
            result = Welcome::Forged;
    }
    return result;
}

struct SenderWelcome
{
    explicit SenderWelcome(EvalContext& context)
        : own(senderIn(context, "welcomelist_from") != 0 ? Welcome::Listed
                                                         : checkSenders(context, context.tables().welcomeFromRelay))
        , byDefault(checkSenders(context, context.tables().defaultWelcomeFromRelay))
    {
    }

    Welcome own, byDefault;
};

double fromWelcome(EvalContext& context, const EvalCall&)
{
    return context.state<SenderWelcome>().own == Welcome::Listed;
}

double fromDefaultWelcome(EvalContext& context, const EvalCall&)
{
    return context.state<SenderWelcome>().byDefault == Welcome::Listed;
}

double forgedWelcome(EvalContext& context, const EvalCall&)
{
    const auto& welcome = context.state<SenderWelcome>();
    return welcome.own == Welcome::Forged && welcome.byDefault == Welcome::NotListed;
}

double forgedDefaultWelcome(EvalContext& context, const EvalCall&)
{
    const auto& welcome = context.state<SenderWelcome>();
    return welcome.byDefault == Welcome::Forged && welcome.own == Welcome::NotListed;
}

// The envelope sender's domain is that of the host that handed over.
double senderMatchesRelay(EvalContext& context, const EvalCall&)
{
    const std::string& sender = context.header("EnvelopeFrom:addr");
    const std::string_view host = domainOf(sender);
    const size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == host.size())
        return 0;
    const std::string domain = context.view().registeredDomain(host);
    for (const Relay& relay : handOver(context)) {
        if (relay.rdns.empty() || context.view().registeredDomain(relay.rdns) != domain)
            continue;
        context.hint({.header = "EnvelopeFrom"});
        context.hint({.header = "Received"});
        return 1;
    }
    return 0;
}

// Hosts of the message that lists of link hosts hold.
struct ListedHosts
{
    explicit ListedHosts(EvalContext& context)
    {
        for (const UriDetail& uri : context.message().uriDetails()) {
            if (startsWithIgnoringCase(uri.raw, "mailto:"))
                continue;
            for (const auto& [host, domain] : uri.hosts)
                take(context, host);
        }
        // Who signs stands behind the mail like a link.
        for (const char* name : {"DomainKey-Signature", "DKIM-Signature"}) {
            for (const std::string& signature : context.headers(name))
                take(context, signingDomain(context, signature));
        }
    }

    std::map<std::string, std::vector<std::string>, std::less<>> hosts; // by list

private:
    using Entries = std::map<std::string, bool, std::less<>>;

    // Lists that hold the host; each host is asked once.
    void take(EvalContext& context, const std::string& host)
    {
        if (host.empty() || !m_seen.insert(host).second)
            return;
        const auto keys = keysOf(host);
        for (const auto& [list, entries] : context.tables().uriHostLists) {
            if (isIn(entries, keys))
                hosts[list].push_back(host);
        }
    }

    // The d= tag of a signature, empty when it names no valid host.
    static std::string signingDomain(EvalContext& context, std::string_view signature)
    {
        for (std::string_view tag : split(signature, ';')) {
            const size_t sign = tag.find('=');
            if (sign == std::string_view::npos || trimmed(tag.substr(0, sign)) != "d")
                continue;
            const std::string host = toAsciiLower(trimmed(tag.substr(sign + 1)));
            return isFullHostName(host) && context.view().isDomainValid(host) ? host : std::string();
        }
        return {};
    }

    // The host and the domains above it, the longest first.
    static std::vector<std::string_view> keysOf(std::string_view host)
    {
        if (host.size() > 2 && host.front() == '[' && host.back() == ']')
            return {host.substr(1, host.size() - 2)};
        if (isV4Address(host))
            return {host};
        constexpr size_t limit = 11; // the shortest ones
        std::vector<std::string_view> keys;
        for (size_t at = 0; at != std::string_view::npos && !host.empty();) {
            keys.push_back(host.substr(at));
            const size_t dot = host.find('.', at);
            at = dot == std::string_view::npos ? dot : dot + 1;
        }
        if (keys.size() > limit)
            keys.erase(keys.begin(), keys.end() - static_cast<std::ptrdiff_t>(limit));
        return keys;
    }

    static bool isIn(const Entries& entries, const std::vector<std::string_view>& keys)
    {
        for (std::string_view key : keys) {
            if (const auto found = entries.find(key); found != entries.end())
                return found->second;
        }
        return false;
    }

    std::set<std::string> m_seen;
};

double linkIn(EvalContext& context, std::string_view list)
{
    const auto& lists = context.state<ListedHosts>().hosts;
    const auto found = lists.find(list);
    if (found == lists.end())
        return 0;
    if (context.collectsHints()) {
        for (const RulesUri& uri : context.message().uris()) {
            if (std::find(found->second.begin(), found->second.end(), uri.host) != found->second.end())
                context.hintUri(uri.text);
        }
    }
    return 1;
}

double hostInList(EvalContext& context, const EvalCall& call)
{
    return linkIn(context, call.text(0));
}

double hostBlocked(EvalContext& context, const EvalCall&)
{
    return linkIn(context, "BLOCK");
}

double hostWelcome(EvalContext& context, const EvalCall&)
{
    return linkIn(context, "WELCOME");
}

constexpr std::string_view plugin = "WLBLEval";
constexpr EvalEntry entries[] = {
    {"check_from_in_blocklist", plugin, fromBlocked},
    {"check_from_in_blacklist", plugin, fromBlocked},
    {"check_to_in_blocklist", plugin, toBlocked},
    {"check_to_in_blacklist", plugin, toBlocked},
    {"check_to_in_welcomelist", plugin, toWelcome},
    {"check_to_in_whitelist", plugin, toWelcome},
    {"check_to_in_more_spam", plugin, toMoreSpam},
    {"check_to_in_all_spam", plugin, toAllSpam},
    {"check_from_in_list", plugin, fromInList},
    {"check_to_in_list", plugin, toInList},
    {"check_replyto_in_list", plugin, replyToInList},
    {"check_from_in_welcomelist", plugin, fromWelcome},
    {"check_from_in_whitelist", plugin, fromWelcome},
    {"check_from_in_default_welcomelist", plugin, fromDefaultWelcome},
    {"check_from_in_default_whitelist", plugin, fromDefaultWelcome},
    {"check_forged_in_welcomelist", plugin, forgedWelcome},
    {"check_forged_in_whitelist", plugin, forgedWelcome},
    {"check_forged_in_default_welcomelist", plugin, forgedDefaultWelcome},
    {"check_forged_in_default_whitelist", plugin, forgedDefaultWelcome},
    {"check_mailfrom_matches_rcvd", plugin, senderMatchesRelay},
    {"check_uri_host_listed", plugin, hostInList},
    {"check_uri_host_in_blocklist", plugin, hostBlocked},
    {"check_uri_host_in_blacklist", plugin, hostBlocked},
    {"check_uri_host_in_welcomelist", plugin, hostWelcome},
    {"check_uri_host_in_whitelist", plugin, hostWelcome},
};

} // namespace

std::span<const EvalEntry> listEvals()
{
    return entries;
}

} // namespace assay::rules
