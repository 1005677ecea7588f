// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/url/linkset.h"

#include "core/base/ascii.h"
#include "core/fuzzy/url/urlcheck.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

std::string_view partOf(std::string_view url, const UrlSpan& span)
{
    return url.substr(std::min(span.offset, url.size()), span.length);
}

// Scheme and host in one spelling, the rest as written.
std::string keyOf(std::string_view url, const CheckedUrl& checked)
{
    std::string key = checked.isMail ? "mailto" : toAsciiLower(partOf(url, checked.fields.scheme));
    key += "://";
    if (checked.hasUser)
        key += (checked.isMail ? toAsciiLower(partOf(url, checked.fields.user))
                               : std::string(partOf(url, checked.fields.user)))
            + "@";
    key += checked.host;
    const size_t behindHost = checked.fields.host.offset + checked.fields.host.length;
    if (!checked.isMail)
        key += url.substr(std::min(behindHost, url.size()));
    return key;
}

} // namespace

bool LinkSet::add(std::string_view url, UrlMode mode)
{
    const CheckedUrl checked = checkUrl(url, mode);
    if (!checked.ok || (checked.isMail && !checked.hasUser))
        return false;
    return m_links.insert(keyOf(url, checked)).second;
}

void LinkSet::addQuery(std::string_view url)
{
    const size_t question = url.find('?');
    if (question == std::string_view::npos)
        return;
    std::string_view query = url.substr(question + 1);
    query = query.substr(0, query.find('#'));
    for (const UrlMatch& match : findUrlsInText(query, {}, UrlSet::Full))
        add(std::string(match.impliedScheme) + std::string(query.substr(match.offset, match.length)), UrlMode::Text);
}

void LinkSet::addText(std::string_view text, const std::vector<uint32_t>& newlines, UrlSet set)
{
    for (const UrlMatch& match : findUrlsInText(text, newlines, set)) {
        const std::string url =
            std::string(match.impliedScheme) + std::string(trimmed(text.substr(match.offset, match.length)));
        add(url, UrlMode::Text);
        addQuery(url);
    }
}

void LinkSet::addShown(std::string_view text)
{
    if (const auto url = findFirstUrl(text))
        add(url->url, UrlMode::Text);
}

void LinkSet::addHref(std::string_view href)
{
    const auto url = completeHref(href);
    if (url && add(*url, UrlMode::Href))
        addQuery(*url);
}

} // namespace assay::fuzzy
