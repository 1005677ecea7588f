// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/mark.h"
#include "core/features/requestfacts.h"

namespace assay::features {
namespace {

constexpr RequestFeatureRow rows[] = {
    {{"client.subset", ASSAY_MARK("core", "Buckets in which the client came, this one included"), "", 0},
        [](const RequestFacts& f) { return static_cast<double>(f.head.subset); }},
    {{"client.agent_length", ASSAY_MARK("core", "Mean length of the user agent"), "bytes", 0},
        [](const RequestFacts& f) { return ratioOf(f.clients.lengths, f.clients.agents); }},
    {{"client.agent_entropy", ASSAY_MARK("core", "Spread of the requests over user agents"), "bits", 0},
        [](const RequestFacts& f) { return f.clients.entropy; }},
    {{"client.without_agent", ASSAY_MARK("core", "Requests without a user agent"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.clients.withoutAgent, f.requests); }},
    {{"client.browser", ASSAY_MARK("core", "Requests whose user agent is that of a browser"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.clients.browser, f.requests); }},
    {{"client.library", ASSAY_MARK("core", "Requests whose user agent is that of a program library"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.clients.library, f.requests); }},
    {{"client.declared_bot", ASSAY_MARK("core", "Requests whose user agent calls itself a bot"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.clients.declaredBot, f.requests); }},
    {{"client.headless", ASSAY_MARK("core", "Requests whose user agent is that of a remote-controlled browser"),
         "share", 0},
        [](const RequestFacts& f) { return shareOf(f.clients.headless, f.requests); }},
    {{"client.referer", ASSAY_MARK("core", "Requests with a referer"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.clients.withReferer, f.requests); }},
    {{"client.referer_same_host", ASSAY_MARK("core", "Referers of the same site among the referers"), "share", 0},
        [](const RequestFacts& f) { return ratioOf(f.clients.sameHost, f.clients.withReferer); }},
    {{"client.referer_chained", ASSAY_MARK("core", "Requests that come from a page that was asked for before"), "share",
         0},
        [](const RequestFacts& f) { return shareOf(f.clients.chained, f.requests); }},
    {{"client.cookie", ASSAY_MARK("core", "Requests with a cookie (captures)"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.clients.cookies, f.clients.cookiesKnown); }},
    {{"client.accept_language", ASSAY_MARK("core", "Requests with Accept-Language (captures)"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.clients.languages, f.clients.languagesKnown); }},
    {{"client.logged_in", ASSAY_MARK("core", "Requests with a user name"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.clients.withUser, f.requests); }},
    {{"tls.fingerprints", ASSAY_MARK("core", "Different JA4 fingerprints"), "", 0},
        [](const RequestFacts& f) { return f.tls.requests > 0 ? f.tls.distinct : missing; }},
    {{"tls.newest", ASSAY_MARK("core", "Connections with TLS 1.3"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.tls.isNewest, f.tls.requests); }},
    {{"tls.ciphers", ASSAY_MARK("core", "Cipher suites offered"), "", 0},
        [](const RequestFacts& f) { return shareOf(f.tls.ciphers, f.tls.requests); }},
    {{"tls.extensions", ASSAY_MARK("core", "Extensions offered"), "", 0},
        [](const RequestFacts& f) { return shareOf(f.tls.extensions, f.tls.requests); }},
    {{"tls.http2", ASSAY_MARK("core", "Connections that offer HTTP/2 or 3 first"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.tls.h2, f.tls.requests); }},
    {{"tls.server_name", ASSAY_MARK("core", "Connections that name the server"), "share", 0},
        [](const RequestFacts& f) { return shareOf(f.tls.withName, f.tls.requests); }},
    {{"population.ips_per_ja4", ASSAY_MARK("core", "Clients with the same JA4 fingerprint at this site in this bucket"),
         "", 0},
        [](const RequestFacts& f) { return f.context("ips_per_ja4"); }},
    {{"population.ja4_per_ip", ASSAY_MARK("core", "JA4 fingerprints of this client in this bucket"), "", 0},
        [](const RequestFacts& f) { return f.context("ja4_per_ip"); }},
    {{"population.ja4_rarity", ASSAY_MARK("core", "Rarity of the JA4 fingerprint at this site"), "bits", 0},
        [](const RequestFacts& f) { return f.context("ja4_rarity"); }},
    {{"population.hosts_per_ip", ASSAY_MARK("core", "Sites that this client visits in this bucket"), "", 0},
        [](const RequestFacts& f) { return f.context("hosts_per_ip"); }},
    {{"population.agent_mismatch", ASSAY_MARK("core", "The user agent does not fit the JA4 fingerprint"), "", 0},
        [](const RequestFacts& f) { return f.context("ua_ja4_mismatch"); }},
};

} // namespace

std::span<const RequestFeatureRow> visitorFeatures()
{
    return rows;
}

} // namespace assay::features
