// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/rules/eval/evals.h"
#include "core/rules/eval/evaltext.h"
#include "core/rules/view/relayaddress.h"

#include <algorithm>
#include <span>

// Functions of the plugin RelayEval, on the relay chain.

namespace assay::rules {
namespace {

std::span<const Relay> untrusted(EvalContext& context)
{
    const Relays& relays = context.message().relays();
    return std::span(relays.all).subspan(relays.trustedCount);
}

double hit(EvalContext& context, bool isHit)
{
    if (isHit)
        context.hint({.header = "Received"});
    return isHit;
}

double allTrusted(EvalContext& context, const EvalCall&)
{
    const Relays& relays = context.message().relays();
    return hit(context, !relays.all.empty() && relays.trustedCount == relays.all.size() && relays.unparseable == 0);
}

double noRelays(EvalContext& context, const EvalCall&)
{
    const Relays& relays = context.message().relays();
    return relays.all.empty() && relays.unparseable == 0;
}

double unparseable(EvalContext& context, const EvalCall&)
{
    return hit(context, context.message().relays().unparseable > 0);
}

bool isPublicV4(std::string_view address)
{
    return isV4Address(address) && !isReservedAddress(address);
}

// "192.0.2." of "192.0.2.7".
std::string_view firstOctets(std::string_view address, int count)
{
    size_t end = 0;
    while (count-- > 0)
        end = address.find('.', end) + 1;
    return address.substr(0, end);
}

double heloAddressDiffers(EvalContext& context, const EvalCall&)
{
    const auto relays = untrusted(context);
    return hit(context, std::any_of(relays.begin(), relays.end(), [](const Relay& relay) {
        return isPublicV4(relay.helo) && isPublicV4(relay.ip) && firstOctets(relay.helo, 3) != firstOctets(relay.ip, 3);
    }));
}

double numericHelo(EvalContext& context, const EvalCall&)
{
    // The first greeting that is an address decides.
    for (const Relay& relay : untrusted(context)) {
        if (isV4Address(relay.helo))
            return hit(context, !isReservedAddress(relay.helo));
    }
    return 0;
}

double senderHasName(EvalContext& context, const EvalCall&)
{
    const auto relays = untrusted(context);
    return hit(context, !relays.empty() && contains(relays.back().rdns, ".") && !relays.back().ipPrivate);
}

bool isBigProvider(std::string_view helo)
{
    constexpr std::string_view names[] = {"lycos.com", "lycos.co.uk", "hotmail.com", "localhost.com", "excite.com",
        "caramail.com", "cs.com", "aol.com", "msn.com", "yahoo.com", "drizzle.com"};
    return std::any_of(std::begin(names), std::end(names), [helo](std::string_view name) {
        return endsWithIgnoringCase(helo, name)
            && (helo.size() == name.size() || helo[helo.size() - name.size() - 1] == '.');
    });
}

double providerWithoutName(EvalContext& context, const EvalCall&)
{
    // The oldest public hop decides.
    bool isHit = false;
    for (const Relay& relay : untrusted(context)) {
        if (!relay.ipPrivate)
            isHit = isBigProvider(relay.helo) && relay.noReverseName;
    }
    return hit(context, isHit);
}

// "mail.example.org" gives "example.org", "mail.example.co.uk" gives "example.co.uk"; addresses stay.
std::string domainOfHost(std::string_view host)
{
    const std::string name = toAsciiLower(host);
    if (std::none_of(name.begin(), name.end(), isAsciiLetter))
        return name;
    auto labels = split(name, '.');
    while (!labels.empty() && labels.back().empty())
        labels.pop_back();
    if (labels.empty())
        return name;
    const std::string_view last = labels.back();
    bool isLong = last.size() >= 3;
    for (std::string_view ending : {"ie", "fr", "de"})
        isLong = isLong || contains(last, ending);
    const size_t kept = labels.size() > 1 && isLong ? 2 : labels.size() > 2 ? 3 : 0;
    if (kept == 0)
        return name;
    const char* from = labels[labels.size() - kept].data();
    return std::string(from, static_cast<size_t>(last.data() + last.size() - from));
}

// Words with a dot before the last one.
bool isHostName(std::string_view name)
{
    const size_t dot = name.rfind('.');
    const auto valid = [](char c) { return isWordCharacter(c) || c == '.' || c == '-'; };
    return dot != std::string_view::npos && dot >= 2 && isWordCharacter(name[0])
        && std::all_of(name.begin(), name.end(), valid) && dot + 1 < name.size()
        && std::all_of(name.begin() + static_cast<std::ptrdiff_t>(dot) + 1, name.end(), isWordCharacter);
}

// How far the hops contradict each other.
struct ForgedTrail
{
    explicit ForgedTrail(EvalContext& context)
    {
        std::string previous; // the host that the newer hop came from
        for (const Relay& relay : untrusted(context)) {
            const std::string by = domainOfHost(relay.by);
            std::string from = domainOfHost(relay.rdns);
            if (isHostName(by)) {
                if ((from == "localhost" || from == "localhost.localdomain") && relay.ip == "127.0.0.1")
                    from.clear();
                greetings += isForeignGreeting(relay);
                // One provider's mail leaves under the other's name.
                const bool kin = by == "msn.com" && previous == "hotmail.com";
                hosts += isHostName(previous) && by != previous && !kin;
            }
            previous = std::move(from);
        }
    }

    int hosts = 0; // a hop was received by another host than the one that sent on
    int greetings = 0; // the greeting is an address of another network

private:
    static bool isForeignGreeting(const Relay& relay)
    {
        const std::string helo = domainOfHost(relay.helo);
        const auto looksLikeV4 = [](std::string_view text) {
            return std::count(text.begin(), text.end(), '.') == 3
                && std::all_of(text.begin(), text.end(), [](char c) { return isAsciiDigit(c) || c == '.'; });
        };
        return looksLikeV4(helo) && looksLikeV4(relay.ip) && firstOctets(helo, 2) != firstOctets(relay.ip, 2)
            && !isReservedAddress(helo);
    }
};

double forgedTrail(EvalContext& context, const EvalCall&)
{
    return hit(context, context.state<ForgedTrail>().hosts > 1);
}

double forgedGreeting(EvalContext& context, const EvalCall&)
{
    return hit(context, context.state<ForgedTrail>().greetings > 0);
}

// Whether mail from `domain` passed one of its hosts; the second argument says which answer is a hit.
double fromDomainInTrail(EvalContext& context, const EvalCall& call)
{
    const std::string_view domain = call.text(0);
    if (!containsIgnoringCase(context.header("From:addr"), domain))
        return 0;
    const auto& relays = context.message().relays().all;
    const bool passed = std::any_of(relays.begin(), relays.end(), [domain](const Relay& relay) {
        const auto ends = [domain](std::string_view host) {
            return host.size() >= domain.size() && host.substr(host.size() - domain.size()) == domain;
        };
        return ends(relay.rdns) && ends(relay.by);
    });
    return hit(context, passed == (call.text(1) == "true"));
}

double never(EvalContext&, const EvalCall&)
{
    return 0; // kept by the peer for old rules
}

constexpr std::string_view plugin = "RelayEval";
constexpr EvalEntry entries[] = {
    {"check_all_trusted", plugin, allTrusted},
    {"check_no_relays", plugin, noRelays},
    {"check_relays_unparseable", plugin, unparseable},
    {"helo_ip_mismatch", plugin, heloAddressDiffers},
    {"check_for_numeric_helo", plugin, numericHelo},
    {"check_for_illegal_ip", plugin, never},
    {"check_for_sender_no_reverse", plugin, senderHasName},
    {"check_for_no_rdns_dotcom_helo", plugin, providerWithoutName},
    {"check_for_forged_received_trail", plugin, forgedTrail},
    {"check_for_forged_received_ip_helo", plugin, forgedGreeting},
    {"check_for_from_domain_in_received_headers", plugin, fromDomainInTrail},
};

} // namespace

std::span<const EvalEntry> relayEvals()
{
    return entries;
}

} // namespace assay::rules
