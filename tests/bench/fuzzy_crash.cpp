// SPDX-License-Identifier: GPL-3.0-or-later
// fuzzy_crash ROUNDS: the rounds of the crash test of fuzzy storages, as many as one likes.
#include "tests/core/fuzzy/storage/fuzzycrash.h"

#include <cstdio>
#include <cstdlib>
#include <random>

int main(int argc, char** argv)
{
    const long rounds = argc == 2 ? std::strtol(argv[1], nullptr, 10) : 0;
    if (rounds < 1 || rounds > 100'000) {
        std::fprintf(stderr, "usage: fuzzy_crash ROUNDS\n");
        return 64;
    }
    std::string pattern = (std::filesystem::temp_directory_path() / "assay-crash-XXXXXX").string();
    if (!mkdtemp(pattern.data())) {
        std::perror("fuzzy_crash");
        return 73;
    }
    const unsigned seed = std::random_device()();
    const auto report = assay::test::runFuzzyCrashRounds(pattern, static_cast<unsigned>(rounds), seed);
    std::error_code ignored;
    if (report.faults.empty())
        std::filesystem::remove_all(pattern, ignored);
    std::printf("fuzzy crash: %u of %ld rounds killed at work, %llu changes acknowledged, %zu faults (seed %u)\n",
        report.killed, rounds, static_cast<unsigned long long>(report.acknowledged), report.faults.size(), seed);
    for (const std::string& fault : report.faults)
        std::printf("  %s, in %s\n", fault.c_str(), pattern.c_str());
    return report.faults.empty() ? 0 : 1;
}
