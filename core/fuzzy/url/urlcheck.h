// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/url/urlgrammar.h"

#include <optional>
#include <string>
#include <string_view>

namespace assay::fuzzy {

// A link that the peer accepts as one.
struct CheckedUrl
{
    bool ok = false;
    std::string host; // decoded, lower-case
    bool hasUser = false;
    bool isMail = false;
    bool isKnownScheme = false;
    bool hasSuffix = false; // ends in a public suffix with something before
    UrlFields fields; // places in what was checked
};

// Parses the whole link and judges its host: names need a public suffix (not in Href), or must read as an IP address.
CheckedUrl checkUrl(std::string_view url, UrlMode mode);

// Without white space of any script at both ends.
std::string_view trimUnicodeBlanks(std::string_view text);

// The value of an href attribute as a link of its own, trimmed and completed as the peer does; nothing where it is
// none.
std::optional<std::string> completeHref(std::string_view href);

// The value of an href attribute, trimmed and completed as the peer does; whether it makes a link.
bool isHrefUrl(std::string_view href, bool hasBase);

} // namespace assay::fuzzy
