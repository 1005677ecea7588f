// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace assay::rules {

// Which program a user agent says that it is: "chrome" (and what is built on its engine), "firefox", "safari" (and
// every browser of iOS), "bot" (says so itself), "library" (HTTP libraries and command-line tools), "tool" (scanners);
// "other" for the rest, empty for an empty one.
std::string_view userAgentFamily(std::string_view userAgent);

// Which program sends hellos with this JA4: "chrome", "firefox" or "safari" by the cipher list, "library" for what no
// browser of the last years sends (neither TLS 1.3 nor HTTP/2); empty when that cannot be told.
std::string_view ja4Family(std::string_view ja4);

// Whether a user agent claims to be a browser and the JA4 is not one of that browser. False when either is not known.
bool familiesDisagree(std::string_view userAgent, std::string_view ja4);

} // namespace assay::rules
