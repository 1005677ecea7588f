// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay::test {

// One line of a combined log; `seconds` since 2026-11-21 09:00:00 UTC (less than a day).
std::string logLine(std::string_view client, unsigned seconds, std::string_view request, unsigned status = 200,
    unsigned bytes = 1000, std::string_view agent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0");
// A log of `clients` visitors (192.0.2.1 ...; every tenth asks for /wp-login.php with curl and gets 404), each with
// five requests in its first bucket of two minutes and two in a later one.
std::string sampleLog(unsigned clients);

} // namespace assay::test
