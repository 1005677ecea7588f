// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/url/urlgrammar.h"
#include "core/fuzzy/url/urlsearch.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>

namespace assay::fuzzy {

// The different links of a message, as the peer counts them: mail links too, and links in the queries of links.
class LinkSet
{
public:
    // Those that findUrlsInText finds.
    void addText(std::string_view text, const std::vector<uint32_t>& newlines, UrlSet set);
    // The first link of a text that a link shows.
    void addShown(std::string_view text);
    // The value of an attribute; relative ones are not completed.
    void addHref(std::string_view href);
    size_t size() const { return m_links.size(); }

private:
    bool add(std::string_view url, UrlMode mode);
    void addQuery(std::string_view url);

    std::unordered_set<std::string> m_links;
};

} // namespace assay::fuzzy
