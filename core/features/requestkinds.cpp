// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/features/requestfacts.h"
#include "core/traffic/request.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace assay::features {
namespace {

using traffic::Request;

constexpr std::string_view usualMethods[] = {"GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"};

// Lower-case type without parameters, cut at its first piece.
std::string_view plainType(std::string_view type)
{
    return trimmed(type.substr(0, type.find(';')));
}

bool contains(std::string_view type, std::string_view word)
{
    return findIgnoringCase(type, word) != std::string_view::npos;
}

void addType(ContentFacts& facts, std::string_view type)
{
    if (type.empty())
        return;
    ++facts.known;
    if (equalsIgnoringCase(type, "text/html"))
        ++facts.html;
    else if (startsWithIgnoringCase(type, "image/"))
        ++facts.images;
    else if (contains(type, "font"))
        ++facts.fonts;
    else if (equalsIgnoringCase(type, "text/css") || contains(type, "javascript"))
        ++facts.assets;
    else if (contains(type, "json") || contains(type, "xml"))
        ++facts.api;
    else if (startsWithIgnoringCase(type, "text/") || equalsIgnoringCase(type, "application/pdf"))
        ++facts.documents;
    else
        ++facts.other;
}

void addStatus(AnswerFacts& facts, unsigned status)
{
    ++facts.statuses;
    double* const classes[] = {&facts.informational, &facts.success, &facts.redirect, &facts.client, &facts.server};
    if (status >= 100 && status < 600)
        ++*classes[status / 100 - 1];
    facts.unmodified += status == 304 ? 1 : 0;
    facts.unauthorized += status == 401 ? 1 : 0;
    facts.forbidden += status == 403 ? 1 : 0;
    facts.notFound += status == 404 ? 1 : 0;
    facts.limited += status == 429 || status == 503 ? 1 : 0;
}

// Host and path of an address: "https://shop.test/a?b" -> "shop.test", "/a".
std::pair<std::string_view, std::string_view> splitReferer(std::string_view referer)
{
    const size_t scheme = referer.find("://");
    if (scheme == std::string_view::npos)
        return {};
    referer.remove_prefix(scheme + 3);
    referer = referer.substr(0, referer.find_first_of("?#"));
    const size_t slash = referer.find('/');
    return {referer.substr(0, slash), slash == std::string_view::npos ? std::string_view("/") : referer.substr(slash)};
}

void addAgent(ClientFacts& facts, std::string_view agent)
{
    const AgentKind kind = agentKindOf(agent);
    if (kind == AgentKind::None) {
        ++facts.withoutAgent;
        return;
    }
    ++facts.agents;
    facts.lengths += static_cast<double>(std::min<size_t>(agent.size(), 1000));
    facts.library += kind == AgentKind::Library ? 1 : 0;
    facts.declaredBot += kind == AgentKind::DeclaredBot ? 1 : 0;
    facts.headless += kind == AgentKind::Headless ? 1 : 0;
    facts.browser += kind == AgentKind::Browser ? 1 : 0;
}

} // namespace

ContentFacts readContent(std::span<const Request> requests)
{
    ContentFacts facts;
    std::unordered_map<uint64_t, double> sizes;
    for (const Request& request : requests) {
        addType(facts, plainType(request.contentType));
        facts.robots += request.path == "/robots.txt" ? 1 : 0;
        facts.favicon += request.path.starts_with("/favicon") || request.path.starts_with("/apple-touch-icon") ? 1 : 0;
        if (!request.replyBytes)
            continue;
        const double logarithm = std::log(static_cast<double>(*request.replyBytes) + 1);
        ++facts.sizes;
        facts.empty += *request.replyBytes == 0 ? 1 : 0;
        facts.logSum += logarithm;
        facts.logSquares += logarithm * logarithm;
        facts.commonestSize = std::max(facts.commonestSize, ++sizes[*request.replyBytes]);
    }
    return facts;
}

AnswerFacts readAnswers(std::span<const Request> requests)
{
    AnswerFacts facts;
    for (const Request& request : requests) {
        if (!request.method.empty()) {
            ++facts.methods;
            facts.get += request.method == "GET" ? 1 : 0;
            facts.post += request.method == "POST" ? 1 : 0;
            facts.head += request.method == "HEAD" ? 1 : 0;
            facts.oddMethods +=
                std::find(std::begin(usualMethods), std::end(usualMethods), request.method) == std::end(usualMethods)
                ? 1
                : 0;
        }
        if (request.status)
            addStatus(facts, *request.status);
        if (request.milliseconds) {
            ++facts.timed;
            facts.milliseconds += *request.milliseconds;
        }
        facts.versions += request.version.empty() ? 0 : 1;
        facts.oldVersions += request.version == "1.0" || request.version == "0.9" ? 1 : 0;
        facts.smuggling += request.isSmugglingSuspect ? 1 : 0;
    }
    return facts;
}

ClientFacts readClients(std::span<const Request> requests, std::string_view host)
{
    ClientFacts facts;
    std::unordered_map<std::string_view, double> agents;
    std::unordered_set<std::string_view> visited;
    for (const Request& request : requests) {
        const std::string_view agent = request.userAgent.value_or(std::string_view());
        addAgent(facts, agent);
        ++agents[agent];
        const std::string_view referer = request.referer.value_or(std::string_view());
        if (!referer.empty() && referer != "-") {
            const auto [site, path] = splitReferer(referer);
            const bool isSame = !site.empty() && traffic::normalizedHost(site) == host;
            ++facts.withReferer;
            facts.sameHost += isSame ? 1 : 0;
            facts.chained += isSame && visited.count(path) > 0 ? 1 : 0;
        }
        visited.insert(request.path);
        facts.cookiesKnown += request.hasCookie ? 1 : 0;
        facts.cookies += request.hasCookie.value_or(false) ? 1 : 0;
        facts.languagesKnown += request.hasAcceptLanguage ? 1 : 0;
        facts.languages += request.hasAcceptLanguage.value_or(false) ? 1 : 0;
        facts.withUser += request.user.empty() || request.user == "-" ? 0 : 1;
    }
    const auto total = static_cast<double>(requests.size());
    for (const auto& [agent, count] : agents)
        facts.entropy -= count / total * std::log2(count / total);
    facts.entropy = std::max(facts.entropy, 0.0);
    return facts;
}

} // namespace assay::features
