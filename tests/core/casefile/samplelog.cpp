// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/samplelog.h"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace assay::test {

std::string logLine(std::string_view client, unsigned seconds, std::string_view request, unsigned status,
    unsigned bytes, std::string_view agent)
{
    char time[64];
    std::snprintf(time, sizeof time, " - - [21/Nov/2026:%02u:%02u:%02u +0000] \"", 9 + seconds / 3600,
        seconds / 60 % 60, seconds % 60);
    std::string line(client);
    line += time;
    line += request;
    line += " HTTP/1.1\" " + std::to_string(status) + " " + std::to_string(bytes) + " \"-\" \"";
    line += agent;
    return line + "\"\n";
}

std::string sampleLog(unsigned clients)
{
    std::vector<std::pair<unsigned, std::string>> lines;
    for (unsigned client = 0; client < clients; ++client) {
        const std::string address =
            "192.0." + std::to_string(2 + client / 250) + "." + std::to_string(client % 250 + 1);
        const bool isScanner = client % 10 == 9;
        for (unsigned i = 0; i < 7; ++i) {
            const unsigned time = (i < 5 ? 0 : 600) + client % 60 + i;
            const std::string path = isScanner ? "GET /wp-login.php?try=" + std::to_string(i)
                : i == 0                       ? "GET /"
                                               : "GET /page/" + std::to_string(i) + ".html";
            lines.emplace_back(
                time, isScanner ? logLine(address, time, path, 404, 200, "curl/8.0") : logLine(address, time, path));
        }
    }
    std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string log;
    for (const auto& [time, line] : lines)
        log += line;
    return log;
}

} // namespace assay::test
