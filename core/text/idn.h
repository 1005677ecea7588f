// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay {

// A domain for display: lower-case, punycode labels in Unicode (UTS 46, non-transitional). What does not convert is
// returned lower-cased as it is.
std::string domainToUnicode(std::string_view domain);
// The form on the wire ("xn--..."); what does not convert is returned lower-cased as it is.
std::string domainToAscii(std::string_view domain);

// Whether one label of the domain, or one word of the text, mixes letters of scripts that no language writes together
// (Latin with Cyrillic, Greek and so on). Han with Kana, Hangul or Bopomofo, and Latin with these, is no mix.
bool mixesScripts(std::string_view utf8);

} // namespace assay
