// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/base/ipaddress.h"
#include "core/base/mark.h"
#include "core/features/messagefacts.h"
#include "core/text/urls.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <unordered_set>

namespace assay::features {
namespace {

constexpr size_t readLimit = 2000; // links
constexpr std::string_view shorteners[] = {"adf.ly", "amzn.to", "bc.vc", "bit.do", "bit.ly", "bitly.com", "buff.ly",
    "clck.ru", "cutt.ly", "db.tt", "fb.me", "git.io", "goo.gl", "goo.su", "is.gd", "j.mp", "lnkd.in", "mcaf.ee",
    "ow.ly", "qr.ae", "rb.gy", "rebrand.ly", "s.id", "shorturl.at", "shrt.st", "snip.ly", "su.pr", "t.co", "t.ly",
    "tiny.cc", "tinyurl.com", "tr.im", "u.to", "v.gd", "vk.cc", "wp.me", "x.co", "youtu.be"};

bool isShortener(std::string_view host)
{
    if (host.substr(0, 4) == "www.")
        host.remove_prefix(4);
    return std::binary_search(std::begin(shorteners), std::end(shorteners), host);
}

// What stands between "://" and the path.
std::string_view authorityOf(std::string_view url)
{
    const size_t slashes = url.find("://");
    if (slashes != std::string_view::npos)
        url.remove_prefix(slashes + 3);
    return url.substr(0, url.find_first_of("/?#"));
}

bool hasPort(std::string_view authority)
{
    const size_t colon = authority.rfind(':');
    return colon != std::string_view::npos && colon + 1 < authority.size() && isAsciiDigit(authority[colon + 1])
        && authority.find(']', colon) == std::string_view::npos;
}

void addLink(LinkFacts& facts, const MailUrl& link, std::string_view senderDomain)
{
    const std::string scheme = urlScheme(link.url);
    if (scheme == "mailto") {
        ++facts.mailto;
        return;
    }
    ++facts.links;
    facts.longest = std::max(facts.longest, static_cast<double>(link.url.size()));
    facts.escapes += static_cast<double>(std::count(link.url.begin(), link.url.end(), '%'));
    facts.insecure += scheme == "http" ? 1 : 0;
    facts.deceptive += link.deceptive ? 1 : 0;
    const std::string_view authority = authorityOf(link.url);
    facts.withUser += authority.find('@') != std::string_view::npos ? 1 : 0;
    facts.withPort += hasPort(authority) ? 1 : 0;
    if (link.host.empty())
        return;
    facts.numeric += IpAddress::parse(link.host) ? 1 : 0;
    facts.foreign += !isAscii(link.host) || findIgnoringCase(authority, "xn--") != std::string_view::npos ? 1 : 0;
    facts.shortened += isShortener(link.host) ? 1 : 0;
    facts.deepestHost =
        std::max(facts.deepestHost, 1.0 + static_cast<double>(std::count(link.host.begin(), link.host.end(), '.')));
    facts.sameAsSender += !senderDomain.empty() && hostsBelongTogether(link.host, senderDomain) ? 1 : 0;
}

constexpr FeatureRow rows[] = {
    {{"link.count", ASSAY_MARK("core", "Links and remote images, at most 2,000"), "", 0},
        [](const MessageFacts& f) { return f.links.links; }},
    {{"link.hosts", ASSAY_MARK("core", "Different hosts that links lead to"), "", 0},
        [](const MessageFacts& f) { return f.links.hosts; }},
    {{"link.mail_addresses", ASSAY_MARK("core", "Links that begin a mail"), "", 0},
        [](const MessageFacts& f) { return f.links.mailto; }},
    {{"link.insecure", ASSAY_MARK("core", "Links without encryption (http)"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.links.insecure, f.links.links); }},
    {{"link.ip_hosts", ASSAY_MARK("core", "Links to a bare IP address"), "", 0},
        [](const MessageFacts& f) { return f.links.numeric; }},
    {{"link.foreign_hosts", ASSAY_MARK("core", "Links to host names outside ASCII"), "", 0},
        [](const MessageFacts& f) { return f.links.foreign; }},
    {{"link.shortened", ASSAY_MARK("core", "Links through shorteners of addresses"), "", 0},
        [](const MessageFacts& f) { return f.links.shortened; }},
    {{"link.deceptive", ASSAY_MARK("core", "Links whose text shows another host"), "", 0},
        [](const MessageFacts& f) { return f.links.deceptive; }},
    {{"link.with_user", ASSAY_MARK("core", "Links with a user name in the address"), "", 0},
        [](const MessageFacts& f) { return f.links.withUser; }},
    {{"link.with_port", ASSAY_MARK("core", "Links with a port"), "", 0},
        [](const MessageFacts& f) { return f.links.withPort; }},
    {{"link.escapes", ASSAY_MARK("core", "Escaped characters for each link"), "", 0},
        [](const MessageFacts& f) { return shareOf(f.links.escapes, f.links.links); }},
    {{"link.longest", ASSAY_MARK("core", "Longest link"), "bytes", 0},
        [](const MessageFacts& f) { return f.links.longest; }},
    {{"link.deepest_host", ASSAY_MARK("core", "Most labels in a host name"), "", 0},
        [](const MessageFacts& f) { return f.links.deepestHost; }},
    {{"link.of_sender", ASSAY_MARK("core", "Links to the domain of the sender"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.links.sameAsSender, f.links.links); }},
    {{"link.density", ASSAY_MARK("core", "Links for each 1,000 characters of text"), "", 0},
        [](const MessageFacts& f) { return 1000 * f.links.links / std::max(1000.0, f.text.characters); }},
};

} // namespace

LinkFacts readLinks(const std::vector<MailUrl>& urls, std::string_view senderDomain)
{
    LinkFacts facts;
    std::unordered_set<std::string_view> hosts;
    for (size_t i = 0; i < std::min(urls.size(), readLimit); ++i) {
        addLink(facts, urls[i], senderDomain);
        if (!urls[i].host.empty() && urlScheme(urls[i].url) != "mailto")
            hosts.insert(urls[i].host);
    }
    facts.hosts = static_cast<double>(hosts.size());
    return facts;
}

std::span<const FeatureRow> linkFeatures()
{
    return rows;
}

} // namespace assay::features
