// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct FoundUrl
{
    size_t offset = 0; // in the text
    std::string_view url; // as written: "http://...", "https://...", "ftp://...", "mailto:...", "www...."
};

// URLs in plain text, in order, at most `limit`. Punctuation that closes a sentence or a bracket is no part. Linear.
std::vector<FoundUrl> findUrls(std::string_view text, size_t limit = 10'000);

// The host of a URL (or of "www.example.org/x"), lower-case, in Unicode, without user, port and brackets; for mailto
// the domain of the first address. Empty when there is none.
std::string urlHost(std::string_view url);
// "http", "mailto", "data" ...; lower-case, with blanks and controls inside removed, as browsers read it. Empty when
// none.
std::string urlScheme(std::string_view url);

// A host name shown in a text that is little more than a URL or a domain ("https://bank.example/", "bank.example");
// empty when the text names none.
std::string shownHost(std::string_view text);
// Whether hosts belong together: equal, one inside the other, or below the same registered domain (judged by the number
// of labels and the common second-level words, without a list of suffixes).
bool hostsBelongTogether(std::string_view a, std::string_view b);

} // namespace assay
