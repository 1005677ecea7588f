// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/agentkind.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace assay::traffic {
namespace {

constexpr std::string_view libraryWords[] = {"curl/", "wget/", "python-requests", "python-urllib", "aiohttp", "httpx",
    "urllib3", "go-http-client", "java/", "okhttp", "apache-httpclient", "jakarta", "libwww-perl", "lwp::", "perl",
    "node-fetch", "axios", "undici", "got (", "guzzle", "php/", "ruby", "faraday", "scrapy", "mechanize", "httpie",
    "postman", "insomnia", "winhttp", "powershell", "restsharp", "reqwest", "hyper/", "libcurl", "colly"};
constexpr std::string_view headlessWords[] = {
    "headless", "phantomjs", "selenium", "webdriver", "puppeteer", "playwright", "slimerjs", "htmlunit", "electron/"};
constexpr std::string_view botWords[] = {"bot", "crawl", "spider", "slurp", "+http", "archiver", "monitor", "uptime",
    "pingdom", "feedfetcher", "preview", "validator", "scanner", "nikto", "sqlmap", "nmap", "zgrab", "masscan"};

template <size_t count>
bool hasWord(std::string_view agent, const std::string_view (&words)[count])
{
    return std::any_of(std::begin(words), std::end(words),
        [&](std::string_view word) { return findIgnoringCase(agent, word) != std::string_view::npos; });
}

bool has(std::string_view agent, std::string_view word)
{
    return agent.find(word) != std::string_view::npos;
}

} // namespace

AgentKind agentKindOf(std::string_view agent)
{
    agent = trimmed(agent.substr(0, 1000));
    if (agent.empty() || agent == "-")
        return AgentKind::None;
    if (hasWord(agent, headlessWords))
        return AgentKind::Headless;
    if (hasWord(agent, botWords))
        return AgentKind::DeclaredBot;
    if (startsWithIgnoringCase(agent, "mozilla/") || startsWithIgnoringCase(agent, "opera/"))
        return AgentKind::Browser;
    return hasWord(agent, libraryWords) ? AgentKind::Library : AgentKind::Other;
}

BrowserFamily browserFamilyOf(std::string_view agent)
{
    if (agentKindOf(agent) != AgentKind::Browser && agentKindOf(agent) != AgentKind::Headless)
        return BrowserFamily::None;
    if (has(agent, "Firefox/") || has(agent, "FxiOS/"))
        return has(agent, "FxiOS/") ? BrowserFamily::WebKit : BrowserFamily::Gecko;
    if (has(agent, "CriOS/") || has(agent, "EdgiOS/"))
        return BrowserFamily::WebKit;
    if (has(agent, "Chrome/") || has(agent, "Chromium/") || has(agent, "HeadlessChrome/"))
        return BrowserFamily::Chromium;
    return has(agent, "Safari/") || has(agent, "AppleWebKit/") ? BrowserFamily::WebKit : BrowserFamily::Other;
}

} // namespace assay::traffic
