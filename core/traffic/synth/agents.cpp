// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/agents.h"

#include <array>
#include <string>

namespace assay::traffic {
namespace {

using enum TlsStack;

constexpr Agent browsers[] = {
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36",
        Chrome, true},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36",
        Chrome, true},
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 "
     "Safari/537.36",
        Chrome, true},
    {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36", Chrome,
        true},
    {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Mobile Safari/537.36",
        Chrome, true},
    {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
        Chrome, true},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36 "
     "Edg/133.0.0.0",
        Chrome, true},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:135.0) Gecko/20100101 Firefox/135.0", Firefox, true},
    {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", Firefox, true},
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:135.0) Gecko/20100101 Firefox/135.0", Firefox, true},
    {"Mozilla/5.0 (Android 14; Mobile; rv:135.0) Gecko/135.0 Firefox/135.0", Firefox, true},
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 "
     "Safari/605.1.15",
        Safari, true},
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 "
     "Mobile/15E148 Safari/604.1",
        Safari, true},
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 "
     "Mobile/15E148 Safari/604.1",
        Safari, true},
};

constexpr Agent staleBrowsers[] = {
    {"Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)", OpenSsl, false},
    {"Mozilla/5.0 (Windows NT 6.1; WOW64; rv:40.0) Gecko/20100101 Firefox/40.1", Go, false},
    {"Mozilla/5.0 (Windows NT 6.3; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/51.0.2704.103 "
     "Safari/537.36",
        Python, false},
};

constexpr Agent headless[] = {
    {browsers[0].userAgent, Headless, true},
    {browsers[2].userAgent, Headless, true},
    {browsers[3].userAgent, Go, true},
    {browsers[7].userAgent, Python, true},
    {browsers[4].userAgent, OkHttp, true},
    {browsers[11].userAgent, OpenSsl, true},
};

constexpr Agent apps[] = {
    {"HarbourReader/7.2.1 (Android 14; Pixel 8)", OkHttp, false},
    {"HarbourReader/7.1.0 (Android 13; SM-A546B)", OkHttp, false},
    {"HarbourReader/7.2.0 (iPhone; iOS 18.3; Scale/3.00)", Safari, false},
    {"okhttp/4.12.0", OkHttp, false},
};

constexpr Agent crawlers[] = {
    {"Mozilla/5.0 (compatible; Lanternbot/2.1; +https://bot.lanternsearch.example/about)", OpenSsl, false},
    {"Mozilla/5.0 (compatible; Quaybot/1.4; +https://quaysearch.example/bot.html)", Go, false},
    {"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Beaconspider/3.0; "
     "+https://beacon.example/crawler) Chrome/131.0.0.0 Safari/537.36",
        Headless, false},
    {"Tidecrawler/0.9 (+https://tide.example/)", Python, false},
};

constexpr Agent feedReaders[] = {
    {"Mooring Feed Fetcher/5.3 (+https://mooring.example/; 41 subscribers)", Go, false},
    {"Kelp/2.0 (feed reader; +https://kelp.example/)", OpenSsl, false},
};

constexpr Agent monitors[] = {
    {"Mozilla/5.0 (compatible; Lighthouse-Uptime/2.0; https://uptime.example/)", Go, false},
    {"HarbourWatch/1.12", OpenSsl, false},
};

constexpr Agent libraries[] = {
    {"python-requests/2.32.3", Python, false},
    {"python-requests/2.28.1", Python, false},
    {"curl/8.5.0", OpenSsl, false},
    {"curl/7.88.1", OpenSsl, false},
    {"Go-http-client/1.1", Go, false},
    {"Scrapy/2.11.2 (+https://scrapy.example)", Python, false},
    {"Wget/1.21.3", OpenSsl, false},
};

constexpr Agent tools[] = {
    {"sqlmap/1.8.2#stable (https://sqlmap.example)", Python, false},
    {"Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:map_codes)", OpenSsl, false},
    {"gobuster/3.6", Go, false},
    {"", OpenSsl, false},
};

constexpr Location locations[] = {
    {53.5, 10.0, "Germany"},
    {53.3, -6.3, "Ireland"},
    {52.4, 4.9, "Netherlands"},
    {59.9, 10.7, "Norway"},
    {40.7, -74.0, "United States"},
    {-23.6, -46.6, "Brazil"},
    {19.4, -99.1, "Mexico"},
    {28.6, 77.2, "India"},
    {-6.2, 106.8, "Indonesia"},
    {35.7, 139.7, "Japan"},
    {1.3, 103.8, "Singapore"},
    {-26.2, 28.0, "South Africa"},
};

} // namespace

std::span<const Agent> browserAgents()
{
    return browsers;
}
std::span<const Agent> staleBrowserAgents()
{
    return staleBrowsers;
}
std::span<const Agent> headlessAgents()
{
    return headless;
}
std::span<const Agent> appAgents()
{
    return apps;
}
std::span<const Agent> crawlerAgents()
{
    return crawlers;
}
std::span<const Agent> feedReaderAgents()
{
    return feedReaders;
}
std::span<const Agent> monitorAgents()
{
    return monitors;
}
std::span<const Agent> libraryAgents()
{
    return libraries;
}
std::span<const Agent> toolAgents()
{
    return tools;
}

std::string randomUserAgent(SynthRandom& random)
{
    constexpr std::array<std::string_view, 4> systems = {
        "Windows NT 10.0; Win64; x64", "X11; Linux x86_64", "Macintosh; Intel Mac OS X 10_15_7", "Windows NT 6.1"};
    std::string text = "Mozilla/5.0 (";
    text += systems[random.below(systems.size())];
    text += ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/";
    text += std::to_string(random.between(60, 133));
    text += ".0.";
    text += std::to_string(random.between(1000, 6900));
    text += '.';
    text += std::to_string(random.between(10, 200));
    text += " Safari/537.36";
    return text;
}

const Location& homeLocation(SynthRandom& random)
{
    return random.chance(0.8) ? locations[random.below(4)] : anyLocation(random);
}

const Location& anyLocation(SynthRandom& random)
{
    return locations[random.below(std::size(locations))];
}

} // namespace assay::traffic
