// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/rules/eval/evals.h"
#include "core/rules/eval/evaltext.h"
#include "core/rules/eval/mailgateway.h"
#include "core/rules/view/relayaddress.h"

#include <array>

// Functions of the plugin HeaderEval that ask whether mail with an address of a big provider shows the provider's
// traces. What the traces look like is taken from SpamAssassin 4.0.1.

namespace assay::rules {
namespace {

std::string withAddress(std::string_view before, std::string_view after)
{
    return std::string(before) + std::string(addressPattern) + std::string(after);
}

bool comesFrom(EvalContext& context, std::string_view domain)
{
    const std::string& from = context.header("From:addr");
    if (!endsWithIgnoringCase(from, domain))
        return false;
    return from.size() == domain.size() || !isWordCharacter(from[from.size() - domain.size() - 1]);
}

double hit(EvalContext& context, bool isHit)
{
    if (isHit) {
        context.hint({.header = "From"});
        context.hint({.header = "Received"});
    }
    return isHit;
}

bool isMsnGroup(EvalContext& context)
{
    static const FixedPattern recipient("<(?<list>\\S+)@groups\\.msn\\.com>", true);
    static const FixedPattern pickup("from mail pickup service by (?<server>p\\d\\d\\.groups\\.msn\\.com)\\b");
    const auto list = recipient.groups(context.header("To"));
    const auto server = pickup.groups(context.header("Received"));
    if (list.empty() || server.empty())
        return false;
    const std::string& id = context.header("Message-Id");
    const auto endsAt = [&id](const std::string& host) {
        return contains(id.substr(0, id.find_first_of(" \n")), "@" + host);
    };
    if (list[0] == "notifications")
        return id.substr(0, 1) == "<" && endsAt(server[0] + ">");
    return id.substr(0, list[0].size() + 2) == "<" + list[0] + "-" && endsAt("groups.msn.com>")
        && contains(context.header("EnvelopeFrom:addr"), list[0] + "-bounce@groups.msn.com");
}

// What the traces say about an address at Hotmail.
struct HotmailTrace
{
    explicit HotmailTrace(EvalContext& context)
    {
        const std::string& trace = context.state<SqueezedTrace>().text;
        if (contains(trace, "from mail pickup service by hotmail.com with Microsoft SMTPSVC;") || isMsnGroup(context)
            || isGenuine(context, trace) || wentThroughHeaderRemover(context))
            return;
        static const FixedPattern claimed("(?:from |HELO |helo=)\\S*hotmail\\.com\\b");
        if (claimed.matches(trace))
            forged = true;
        else
            missing = comesFrom(context, "hotmail.com");
    }

    bool forged = false; // a Received field claims to be Hotmail's and is not
    bool missing = false; // an address at Hotmail without its traces

private:
    static bool isGenuine(EvalContext& context, const std::string& trace)
    {
        static const std::array<FixedPattern, 4> webMail = {
            FixedPattern("from (?:\\S*\\.)?hotmail.com \\(\\S+\\.hotmail(?:\\.msn)?\\.com[ \\)]"),
            FixedPattern(withAddress("from \\S*\\.hotmail.com \\(\\[", "\\][ \\):]")),
            FixedPattern("from \\S+ by \\S+\\.hotmail(?:\\.msn)?\\.com with HTTP;"),
            FixedPattern("from \\[66\\.218.\\S+\\] by \\S+\\.yahoo\\.com"),
        };
        static const std::array<FixedPattern, 2> outlook = {
            FixedPattern("from \\S*\\.outbound\\.protection\\.outlook\\.com "
                         "\\(\\S+\\.outbound\\.protection\\.outlook\\.com[ \\)]"),
            FixedPattern(withAddress("from \\S*\\.(?:eur|nam)prd\\d+\\.prod\\.outlook\\.com \\(", "\\)")),
        };
        const std::string& origin = context.header("X-OriginatorOrg");
        const bool writtenThere = contains(origin, "hotmail.com") || contains(origin, "msonline-outlook");
        const bool hasAddress = findAddress(context.header("X-Originating-Ip")) != std::string::npos;
        const auto matchesAny = [&trace](const auto& patterns) {
            for (const FixedPattern& pattern : patterns) {
                if (pattern.matches(trace))
                    return true;
            }
            return false;
        };
        return (hasAddress && matchesAny(webMail)) || (writtenThere && matchesAny(outlook));
    }
};

double forgedHotmail(EvalContext& context, const EvalCall&)
{
    return hit(context, context.state<HotmailTrace>().forged);
}

double noHotmail(EvalContext& context, const EvalCall&)
{
    return hit(context, context.state<HotmailTrace>().missing);
}

double msnGroups(EvalContext& context, const EvalCall&)
{
    return isMsnGroup(context);
}

double forgedEudoramail(EvalContext& context, const EvalCall&)
{
    static const FixedPattern genuine("by \\S*whowhere.com;");
    if (!comesFrom(context, "eudoramail.com") || wentThroughHeaderRemover(context))
        return 0;
    const bool hasAddress = findAddress(context.header("X-Sender-Ip")) != std::string::npos;
    return hit(context, !hasAddress || !genuine.matches(context.state<SqueezedTrace>().text));
}

// The first hosts outside, or a trusted one, are named as Yahoo's.
bool comesOverYahooRelay(EvalContext& context)
{
    const Relays& relays = context.message().relays();
    constexpr std::string_view ending = ".yahoo.com";
    const auto isYahoo = [ending](const Relay& relay) {
        return relay.rdns.size() > ending.size()
            && std::string_view(relay.rdns).substr(relay.rdns.size() - ending.size()) == ending;
    };
    for (size_t i = 0; i < relays.all.size() && i <= relays.trustedCount; ++i) {
        if (isYahoo(relays.all[i]))
            return true;
    }
    return false;
}

double forgedYahoo(EvalContext& context, const EvalCall&)
{
    static const std::array<FixedPattern, 5> genuine = {
        FixedPattern("by web\\S+\\.mail\\S*\\.yahoo\\.com via HTTP"),
        FixedPattern("by sonic\\S+\\.consmr\\.mail\\S*\\.yahoo\\.com with HTTP"),
        FixedPattern("by smtp\\S+\\.yahoo\\.com with SMTP"),
        FixedPattern(withAddress("from \\[", "\\] by \\S+\\.(?:groups|scd|dcn)\\.yahoo\\.com with NNFMP")),
        FixedPattern(
            "by \\w+\\.\\w+\\.yahoo\\.com \\(\\d+\\.\\d+\\.\\d+/\\d+\\.\\d+\\.\\d+\\)(?: with ESMTP)? id \\w+"),
    };
    static const FixedPattern bulk("\\bmailer\\d+\\.bulk\\.scd\\.yahoo\\.com\\b");
    if (!comesFrom(context, "yahoo.com") || wentThroughHeaderRemover(context) || comesOverYahooRelay(context))
        return 0;
    std::string trace = context.state<SqueezedTrace>().text;
    if (!context.header("Resent-From").empty() && !context.header("Resent-To").empty()
        && !context.header("X-Received").empty())
        trace = squeezed(context.header("X-Received"));
    for (const FixedPattern& pattern : genuine) {
        if (pattern.matches(trace))
            return 0;
    }
    const bool isBulk = endsWithIgnoringCase(context.header("From:addr"), "@reply.yahoo.com") && bulk.matches(trace);
    return hit(context, !isBulk);
}

bool anyLineMatches(const FixedPattern& pattern, std::string_view text)
{
    for (std::string_view line : lines(text)) {
        if (pattern.matches(line))
            return true;
    }
    return false;
}

double forgedJuno(EvalContext& context, const EvalCall&)
{
    static const FixedPattern juno(withAddress("from.*\\b(?:juno|untd)\\.com.*[\\[\\(]", "[\\]\\)].*by"));
    static const FixedPattern cookie(" cookie\\.(?:juno|untd)\\.com ");
    if (!comesFrom(context, "juno.com") || wentThroughHeaderRemover(context))
        return 0;
    const std::string& origin = context.header("X-Originating-IP");
    const std::string& mailer = context.header("X-Mailer");
    const std::string& trace = context.header("Received");
    if (!origin.empty()) {
        const bool genuine = (anyLineMatches(juno, trace) || cookie.matches(trace)) && contains(mailer, "Juno ");
        return hit(context, !genuine);
    }
    // Every other form of a genuine trace needs the stated origin too.
    return hit(context, true);
}

double forgedGmail(EvalContext& context, const EvalCall&)
{
    static const FixedPattern byV4("by 10\\.\\S+ with SMTP id \\S+"),
        byV6("by 2002:a\\d\\d:\\w+:\\S+ with SMTP id \\S+");
    static const FixedPattern submitted("by smtp\\.googlemail\\.com with ESMTPSA id \\S+");
    constexpr size_t stateLength = 60, sourceLength = 60;
    if (!comesFrom(context, "gmail.com"))
        return 0;
    const std::string& trace = context.header("X-Received");
    const bool marked = context.header("X-Gm-Message-State").size() >= stateLength
        && context.header("X-Google-Smtp-Source").size() >= sourceLength;
    return hit(context,
        !byV4.matches(trace) && !byV6.matches(trace) && !submitted.matches(context.header("Received")) && !marked);
}

double fakeAolRelay(EvalContext& context, const EvalCall&)
{
    static const FixedPattern relay(" rly-[a-z][a-z]\\d\\d\\.", true), release("/AOL-\\d+\\.\\d+\\.\\d+\\)");
    const std::string& trace = context.state<SqueezedTrace>().text;
    if (!relay.matches(trace) || release.matches(trace))
        return 0;
    for (std::string_view id : {"ESMTP id RELAY", "ESMTP id MAILRELAY", "ESMTP id MAILIN"}) {
        if (contains(trace, id))
            return 0;
    }
    return hit(context, true);
}

double forgedGateway(EvalContext& context, const EvalCall&)
{
    static const FixedPattern pattern("\\nfrom\\s(?<from>\\S+)\\sby\\s(?<by>\\S+)\\swith\\sESMTP;\\s+\\S{3},\\s+\\d+"
                                      "\\s+\\S{3}\\s+\\d{4}\\s+\\d\\d:\\d\\d:\\d\\d\\s+[-+]*\\d{4}\\n$");
    const auto groups = pattern.groups(context.header("Received"));
    return hit(context, groups.size() == 2 && !contains(groups[1], "."));
}

double headerRemover(EvalContext& context, const EvalCall&)
{
    return wentThroughHeaderRemover(context);
}

double idNotUsable(EvalContext& context, const EvalCall&)
{
    static const FixedPattern list("<mailto:(?:leave-\\S+|\\S+-unsubscribe)@\\S+>$", true);
    const std::string& trace = context.header("Received");
    return list.matches(context.header("List-Unsubscribe")) || wentThroughHeaderRemover(context)
        || contains(trace, "/CWT/DCE)") || contains(trace, "iPlanet Messaging Server");
}

constexpr std::string_view plugin = "HeaderEval";
constexpr EvalEntry entries[] = {
    {"check_for_forged_hotmail_received_headers", plugin, forgedHotmail},
    {"check_for_no_hotmail_received_headers", plugin, noHotmail},
    {"check_for_msn_groups_headers", plugin, msnGroups},
    {"check_for_forged_eudoramail_received_headers", plugin, forgedEudoramail},
    {"check_for_forged_yahoo_received_headers", plugin, forgedYahoo},
    {"check_for_forged_juno_received_headers", plugin, forgedJuno},
    {"check_for_forged_gmail_received_headers", plugin, forgedGmail},
    {"check_for_fake_aol_relay_in_rcvd", plugin, fakeAolRelay},
    {"check_for_forged_gw05_received_headers", plugin, forgedGateway},
    {"gated_through_received_hdr_remover", plugin, headerRemover},
    {"check_messageid_not_usable", plugin, idNotUsable},
};

} // namespace

SqueezedTrace::SqueezedTrace(EvalContext& context)
    : text(squeezed(context.header("Received")))
{
}

bool wentThroughHeaderRemover(EvalContext& context)
{
    static const FixedPattern listServer("(?m)^contact \\S+@\\S+; run by ezmlm$"),
        deliveredTo("(?m)^mailing list \\S+@\\S+");
    static const FixedPattern invoked("qmail \\d+ invoked (?:from network|by .{3,20})\\); \\d+ ... \\d+");
    static const FixedPattern groups("from groups\\.msn\\.com \\(\\S+\\.msn\\.com ");
    if (!context.hasHeader("Received"))
        return true;
    const std::string& trace = context.header("Received");
    const bool listed = listServer.matches(context.header("Mailing-List"))
        && deliveredTo.matches(context.header("Delivered-To")) && invoked.matches(trace);
    return listed || groups.matches(trace);
}

std::span<const EvalEntry> receivedEvals()
{
    return entries;
}

} // namespace assay::rules
