// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/request.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>
#include <utility>

namespace assay::traffic {
namespace {

constexpr std::pair<std::string_view, std::string_view> typesBySuffix[] = {
    {"html", "text/html"},
    {"htm", "text/html"},
    {"php", "text/html"},
    {"asp", "text/html"},
    {"aspx", "text/html"},
    {"jsp", "text/html"},
    {"css", "text/css"},
    {"js", "application/javascript"},
    {"mjs", "application/javascript"},
    {"json", "application/json"},
    {"xml", "application/xml"},
    {"rss", "application/xml"},
    {"atom", "application/xml"},
    {"txt", "text/plain"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"gif", "image/gif"},
    {"ico", "image/vnd.microsoft.icon"},
    {"svg", "image/svg+xml"},
    {"webp", "image/webp"},
    {"woff", "application/font-woff"},
    {"woff2", "font/woff2"},
    {"ttf", "font/ttf"},
    {"eot", "application/vnd.ms-fontobject"},
    {"pdf", "application/pdf"},
    {"zip", "application/zip"},
    {"gz", "application/gzip"},
    {"mp4", "video/mp4"},
    {"mp3", "audio/mpeg"},
};

// Without the port; addresses in brackets lose them.
std::string_view withoutPort(std::string_view host)
{
    if (!host.empty() && host.front() == '[') {
        const size_t end = host.find(']');
        return host.substr(1, end == std::string_view::npos ? end : end - 1);
    }
    const size_t colon = host.find(':');
    const bool isAddress = colon != std::string_view::npos && host.find(':', colon + 1) != std::string_view::npos;
    return isAddress ? host : host.substr(0, colon);
}

} // namespace

std::string normalizedHost(std::string_view host)
{
    std::string name(withoutPort(host));
    std::transform(name.begin(), name.end(), name.begin(), asciiLower);
    return name.compare(0, 4, "www.") == 0 ? name.substr(4) : name;
}

std::string targetOf(std::string_view normalizedHost)
{
    if (IpAddress::parse(normalizedHost))
        return std::string(normalizedHost);
    std::string_view longest;
    bool isTie = false;
    for (size_t begin = 0; begin <= normalizedHost.size();) {
        const size_t end = std::min(normalizedHost.find('.', begin), normalizedHost.size());
        const std::string_view label = normalizedHost.substr(begin, end - begin);
        if (label.size() > longest.size()) {
            longest = label;
            isTie = false;
        } else if (label.size() == longest.size() && label != longest) {
            isTie = true;
        }
        begin = end + 1;
    }
    return std::string(isTie ? normalizedHost : longest);
}

std::string_view contentTypeOfPath(std::string_view path)
{
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const size_t dot = name.rfind('.');
    if (dot == std::string_view::npos)
        return "text/html";
    for (const auto& [suffix, type] : typesBySuffix) {
        if (equalsIgnoringCase(name.substr(dot + 1), suffix))
            return type;
    }
    return "application/octet-stream";
}

} // namespace assay::traffic
