// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/messagefacts.h"

#include "core/base/ascii.h"

namespace assay::features {
namespace {

// What follows the last '@', up to what cannot belong to a domain.
std::string domainIn(std::string_view raw)
{
    const size_t at = raw.rfind('@');
    if (at == std::string_view::npos)
        return {};
    std::string_view domain = raw.substr(at + 1);
    domain = domain.substr(0, domain.find_first_of("> \t\r\n,;()\"'"));
    return toAsciiLower(domain);
}

double verdictOf(std::string_view result)
{
    if (equalsIgnoringCase(result, "pass"))
        return 1;
    return startsWithIgnoringCase(result, "fail") || equalsIgnoringCase(result, "softfail") ? -1 : 0;
}

// Of several results of one method the topmost counts: the server that received the message last wrote it.
std::array<double, 3> authenticationOf(const std::vector<AuthResult>& results)
{
    std::array<double, 3> verdicts = {missing, missing, missing};
    for (const AuthResult& result : results) {
        if (result.method != AuthMethod::Spf && result.method != AuthMethod::Dkim && result.method != AuthMethod::Dmarc)
            continue;
        double& verdict = verdicts[static_cast<size_t>(result.method)];
        if (std::isnan(verdict))
            verdict = verdictOf(result.result);
    }
    return verdicts;
}
static_assert(static_cast<int>(AuthMethod::Spf) == 0 && static_cast<int>(AuthMethod::Dmarc) == 2);

} // namespace

MessageFacts::MessageFacts(const Message& read)
    : message(read)
    , text(readText(read.text()))
    , subject(readText(read.summary().subject))
    , headers(readHeaders(read.headers()))
    , relays(readRelays(read.received()))
    , parts(readParts(read.parts()))
    , authentication(authenticationOf(read.authentication()))
{
    if (!read.from().empty())
        fromAddress = toAsciiLower(read.from().front().address);
    fromDomain = domainIn(fromAddress);
    replyDomain = domainIn(headers.replyTo);
    returnDomain = domainIn(headers.returnPath);
    senderDomain = domainIn(headers.sender);
    idDomain = domainIn(headers.messageId);
    links = readLinks(read.urls(), fromDomain);
}

} // namespace assay::features
