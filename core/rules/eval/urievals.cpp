// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/rules/eval/evals.h"
#include "core/rules/eval/evaltext.h"
#include "core/rules/view/relayaddress.h"
#include "core/rules/view/viewtables.h"

#include <algorithm>

// Functions of the plugins URIEval and HTTPSMismatch: links that are not what they show.

namespace assay::rules {
namespace {

// What stands between "http://" or "https://" and the first of `ends`; empty when there is no scheme.
std::string_view hostAfterScheme(std::string_view uri, std::string_view ends, bool secureOnly = false)
{
    const size_t length = startsWithIgnoringCase(uri, "https://") ? 8
        : !secureOnly && startsWithIgnoringCase(uri, "http://")   ? 7
                                                                  : 0;
    if (length == 0)
        return {};
    return uri.substr(length, uri.find_first_of(ends, length) - length);
}

double truncated(EvalContext& context, const EvalCall&)
{
    const auto& parts = context.message().html();
    return context.message().parseFlags().uriTruncated
        || std::any_of(
            parts.begin(), parts.end(), [](const HtmlFacts& html) { return html.values.count("uri_truncated") > 0; });
}

// The registered domain of a link, empty when it is an address or no valid name.
std::string linkDomain(EvalContext& context, std::string_view uri)
{
    const std::string_view host = hostAfterScheme(uri, "/:?#");
    if (host.empty() || isAddress(host))
        return {};
    const std::string domain = context.view().registeredDomain(host);
    return context.view().isDomainValid(domain) && isFullHostName(domain) ? domain : std::string();
}

// The domain (or address) that the text of a link shows behind https://.
std::string shownDomain(EvalContext& context, std::string_view text)
{
    constexpr std::string_view ends = " \t\r\n\f\v/:?#";
    for (size_t at = findIgnoringCase(text, "https://"); at != std::string_view::npos;
         at = findIgnoringCase(text, "https://", at + 1)) {
        const std::string_view host = hostAfterScheme(text.substr(at), ends, true);
        if (host.empty())
            continue;
        if (isAddress(host))
            return std::string(host);
        const std::string domain = context.view().registeredDomain(host);
        return context.view().isDomainValid(domain) ? domain : std::string();
    }
    return {};
}

// A text that shows one domain over https and leads to another, in a part with at least, and fewer than, so many links.
double httpsMismatch(EvalContext& context, const EvalCall& call)
{
    const double least = call.number(0) == 0 ? 1 : call.number(0);
    for (const HtmlFacts& html : context.message().html()) {
        double anchors = 0;
        std::vector<std::string_view> differing;
        for (const HtmlUri& uri : html.uris) {
            const std::string domain = uri.anchorTexts.empty() ? std::string() : linkDomain(context, uri.text);
            if (domain.empty())
                continue;
            ++anchors;
            for (const std::string& text : uri.anchorTexts) {
                const std::string shown = shownDomain(context, text);
                if (!shown.empty() && shown != domain)
                    differing.push_back(uri.text);
            }
        }
        if (differing.empty() || anchors < least || (call.has(1) && anchors >= call.number(1)))
            continue;
        for (std::string_view uri : differing)
            context.hintUri(uri);
        return 1;
    }
    return 0;
}

// A link to a bare address under a text that shows https.
double httpsAddressMismatch(EvalContext& context, const EvalCall&)
{
    static const FixedPattern toAddress("^https?:/*(?:[^@/]+@)?\\d+\\.\\d+\\.\\d+\\.\\d+", true);
    static const FixedPattern showsAddress("^https:/*(?:[^@/]+@)?\\d+\\.\\d+\\.\\d+\\.\\d+", true);
    for (const HtmlFacts& html : context.message().html()) {
        for (const HtmlUri& uri : html.uris) {
            const auto shows = [](const std::string& text) {
                return containsIgnoringCase(text, "https:") && !showsAddress.matches(text);
            };
            if (toAddress.matches(uri.text) && std::any_of(uri.anchorTexts.begin(), uri.anchorTexts.end(), shows))
                return 1;
        }
    }
    return 0;
}

// A link that leads on to a link of another domain.
double redirector(EvalContext& context, const EvalCall&)
{
    const auto domainOfLink = [&context](std::string_view uri) {
        const std::string_view host = hostAfterScheme(uri, "/:?");
        return host.empty() ? std::string() : context.view().registeredDomain(host);
    };
    for (const RulesUri& uri : context.message().uris()) {
        const std::string from = domainOfLink(uri.text);
        const std::string_view text = uri.text;
        for (size_t at = findIgnoringCase(text, "http", 9); !from.empty() && at != std::string_view::npos;
             at = findIgnoringCase(text, "http", at + 1)) {
            const std::string to = domainOfLink(text.substr(at));
            if (!to.empty() && to != from)
                return 1;
        }
    }
    return 0;
}

constexpr std::string_view uriPlugin = "URIEval", mismatchPlugin = "HTTPSMismatch";
constexpr EvalEntry entries[] = {
    {"check_uri_truncated", uriPlugin, truncated},
    {"check_https_ip_mismatch", uriPlugin, httpsAddressMismatch},
    {"check_for_http_redirector", uriPlugin, redirector},
    {"check_https_http_mismatch", mismatchPlugin, httpsMismatch},
};

} // namespace

std::span<const EvalEntry> uriEvals()
{
    return entries;
}

} // namespace assay::rules
