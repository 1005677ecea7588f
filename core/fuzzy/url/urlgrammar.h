// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace assay::fuzzy {

// How far a link is read.
enum class UrlMode {
    Text, // a link by itself: everything must fit
    Href, // the value of an attribute: brackets and odd signs belong to it
    Find // a link in running text: ends where nothing fits any more
};

struct UrlSpan
{
    size_t offset = 0;
    size_t length = 0;
};

struct UrlFields
{
    bool ok = false;
    size_t end = 0; // bytes read
    size_t looked = 0; // bytes looked at, at least
    UrlSpan scheme;
    UrlSpan user;
    UrlSpan host;
    bool hasHost = false;
    bool hasUser = false;
};

// The peer's three grammars. `text` begins with the link. Each byte is looked at a bounded number of times.
UrlFields parseWebUrl(std::string_view text, UrlMode mode);
UrlFields parseMailUrl(std::string_view text, UrlMode mode); // mailto:
UrlFields parsePhoneUrl(std::string_view text, UrlMode mode); // tel: callto:

} // namespace assay::fuzzy
