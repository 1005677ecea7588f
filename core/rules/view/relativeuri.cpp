// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/relativeuri.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <optional>

namespace assay::rules {

namespace {

constexpr auto npos = std::string_view::npos;

struct UriParts
{
    std::optional<std::string> scheme, authority, query, fragment;
    std::string path;
};

UriParts splitUri(std::string_view uri)
{
    UriParts parts;
    const size_t stop = uri.find_first_of(":/?#");
    if (stop != npos && stop > 0 && uri[stop] == ':') {
        parts.scheme = uri.substr(0, stop);
        uri.remove_prefix(stop + 1);
    }
    if (uri.substr(0, 2) == "//") {
        const size_t end = std::min(uri.find_first_of("/?#", 2), uri.size());
        parts.authority = uri.substr(2, end - 2);
        uri.remove_prefix(end);
    }
    const size_t pathEnd = std::min(uri.find_first_of("?#"), uri.size());
    parts.path = uri.substr(0, pathEnd);
    uri.remove_prefix(pathEnd);
    if (!uri.empty() && uri.front() == '?') {
        const size_t end = std::min(uri.find('#'), uri.size());
        parts.query = uri.substr(1, end - 1);
        uri.remove_prefix(end);
    }
    if (!uri.empty())
        parts.fragment = uri.substr(1, uri.find('\n') == npos ? npos : uri.find('\n') - 1);
    return parts;
}

void dropLastSegment(std::string& path)
{
    const size_t slash = path.rfind('/');
    path.resize(slash == std::string::npos ? 0 : slash);
}

std::string withoutDotSegments(std::string_view path)
{
    std::string input(path), output;
    if (input.substr(0, 2) == "./")
        input.erase(0, 1);
    else if (input.substr(0, 3) == "../")
        input.erase(0, 2);
    std::string_view rest = input;
    while (!rest.empty()) {
        const size_t next = std::min(rest.find('/', 1), rest.size());
        const std::string_view segment = rest.substr(0, next);
        if (segment == "/..")
            dropLastSegment(output);
        else if (segment != "/.")
            output += segment;
        rest.remove_prefix(next);
        // A dot segment at the end leaves its slash.
        if (rest.empty() && (segment == "/." || segment == "/.."))
            output.push_back('/');
    }
    return output;
}

std::string mergedPath(const UriParts& base, const std::string& path)
{
    if (base.authority && base.path.empty())
        return "/" + path;
    const size_t slash = base.path.rfind('/');
    return slash == std::string::npos ? path : base.path.substr(0, slash + 1) + path;
}

std::string joined(const UriParts& parts)
{
    std::string result;
    const auto startsLikeHost = [&](std::string_view word) {
        if (!parts.authority || !startsWithIgnoringCase(*parts.authority, word))
            return false;
        const size_t dot = parts.authority->find_first_not_of("0123456789", word.size());
        return dot != std::string::npos && (*parts.authority)[dot] == '.';
    };
    if (parts.scheme && !parts.scheme->empty() && *parts.scheme != "0")
        result = *parts.scheme + ":";
    else if (startsLikeHost("www"))
        result = "http:";
    else if (startsLikeHost("ftp"))
        result = "ftp:";
    if (parts.authority)
        result += "//" + *parts.authority;
    result += parts.path;
    if (parts.query)
        result += "?" + *parts.query;
    if (parts.fragment)
        result += "#" + *parts.fragment;
    return result;
}

} // namespace

std::string resolveUri(std::string_view baseText, std::string_view reference)
{
    UriParts target = splitUri(reference);
    const UriParts base = splitUri(baseText);
    if (target.scheme && base.scheme && *target.scheme == *base.scheme)
        target.scheme.reset();
    if (target.scheme || target.authority) {
        target.path = withoutDotSegments(target.path);
    } else {
        if (target.path.empty()) {
            target.path = base.path;
            if (!target.query)
                target.query = base.query;
        } else {
            target.path = withoutDotSegments(target.path.front() == '/' ? target.path : mergedPath(base, target.path));
        }
        target.authority = base.authority;
    }
    if (!target.scheme)
        target.scheme = base.scheme;
    return joined(target);
}

std::string baseFolder(std::string address)
{
    const size_t dot = address.rfind('.');
    const size_t colon = address.find(':');
    if (dot != std::string::npos && colon != std::string::npos) {
        const size_t ending = address.size() - dot - 1;
        const bool shortEnding = ending >= 2 && ending <= 4 && address.find('/', dot) == std::string::npos;
        const size_t name = dot == 0 ? npos : address.find_last_of("/.", dot - 1);
        size_t host = colon + 1;
        for (int slashes = 0; slashes < 2 && host < address.size() && address[host] == '/'; ++slashes)
            ++host;
        const size_t pathStart = address.find('/', host + 1);
        if (shortEnding && name != npos && name + 1 < dot && pathStart != npos && name >= pathStart)
            address.resize(name + 1);
    }
    if (address.empty() || address.back() != '/')
        address.push_back('/');
    return address;
}

} // namespace assay::rules
