// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/traffic/clientfamily.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>

namespace assay::rules {
namespace {

struct Word
{
    std::string_view text; // anywhere in the user agent, any case
    std::string_view family;
};

// In order: the first that occurs decides. Programs that say who they are stand before the engines they also name.
constexpr Word words[] = {
    {"sqlmap", "tool"},
    {"nikto", "tool"},
    {"nmap", "tool"},
    {"masscan", "tool"},
    {"zgrab", "tool"},
    {"nuclei", "tool"},
    {"acunetix", "tool"},
    {"gobuster", "tool"},
    {"dirbuster", "tool"},
    {"bot", "bot"},
    {"crawler", "bot"},
    {"spider", "bot"},
    {"slurp", "bot"},
    {"curl/", "library"},
    {"wget/", "library"},
    {"python", "library"},
    {"aiohttp", "library"},
    {"httpx", "library"},
    {"scrapy", "library"},
    {"go-http-client", "library"},
    {"okhttp", "library"},
    {"apache-httpclient", "library"},
    {"java/", "library"},
    {"libwww-perl", "library"},
    {"node-fetch", "library"},
    {"axios/", "library"},
    {"got (", "library"},
    {"guzzlehttp", "library"},
    {"ruby", "library"},
    {"headlesschrome", "chrome"},
    {"crios/", "safari"}, // every browser of iOS has Safari's network stack
    {"fxios/", "safari"},
    {"edgios/", "safari"},
    {"chrome/", "chrome"},
    {"chromium/", "chrome"},
    {"firefox/", "firefox"},
    {"applewebkit/", "safari"},
};

constexpr size_t maxUserAgent = 2048; // of longer ones the rest is not looked at

struct CipherList
{
    std::string_view hash; // the second part of a JA4
    std::string_view family;
};

constexpr std::array<CipherList, 5> cipherLists = {{
    {"8daaf6152771", "chrome"}, {"5b57614c22b0", "firefox"}, {"a09f3c656075", "safari"},
    {"e8f1e7e78f70", "library"}, // OpenSSL's default list
    {"85036bcba153", "library"}, // Python's
}};

bool isBrowser(std::string_view family)
{
    return family == "chrome" || family == "firefox" || family == "safari";
}

} // namespace

std::string_view userAgentFamily(std::string_view userAgent)
{
    if (userAgent.empty())
        return {};
    const std::string lower = toAsciiLower(userAgent.substr(0, maxUserAgent));
    for (const Word& word : words) {
        if (lower.find(word.text) != std::string::npos)
            return word.family;
    }
    return "other";
}

std::string_view ja4Family(std::string_view ja4)
{
    // "t13d1516h2_8daaf6152771_e5627efa2ab1". All clients of QUIC offer the same three ciphers.
    if (ja4.size() != 36 || ja4[10] != '_' || ja4[23] != '_' || ja4.front() != 't')
        return {};
    const std::string_view hash = ja4.substr(11, 12);
    const auto* const known =
        std::find_if(cipherLists.begin(), cipherLists.end(), [&](const CipherList& list) { return list.hash == hash; });
    if (known != cipherLists.end())
        return known->family;
    return ja4.substr(1, 2) != "13" && ja4.substr(8, 2) != "h2" ? "library" : std::string_view();
}

bool familiesDisagree(std::string_view userAgent, std::string_view ja4)
{
    const std::string_view seen = ja4Family(ja4);
    if (seen.empty())
        return false;
    const std::string_view said = userAgentFamily(userAgent);
    return isBrowser(said) && said != seen;
}

} // namespace assay::rules
