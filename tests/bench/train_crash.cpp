// SPDX-License-Identifier: GPL-3.0-or-later
// train_crash ROUNDS: the rounds of the crash tests of registry and training, as many as one likes. Lies beside
// assay-train.
#include "tests/core/casefile/traincrash.h"
#include "tests/core/train/registrycrash.h"

#include <cstdio>
#include <cstdlib>
#include <random>

namespace {

template <typename Report>
bool tell(const char* what, const Report& report, long rounds, unsigned seed)
{
    std::printf("%s crash: %u of %ld rounds killed at work, %llu changes acknowledged, %zu faults (seed %u)\n", what,
        report.killed, rounds, static_cast<unsigned long long>(report.acknowledged), report.faults.size(), seed);
    for (const std::string& fault : report.faults)
        std::printf("  %s\n", fault.c_str());
    return report.faults.empty();
}

} // namespace

int main(int argc, char** argv)
{
    const long rounds = argc == 2 ? std::strtol(argv[1], nullptr, 10) : 0;
    if (rounds < 1 || rounds > 100'000) {
        std::fprintf(stderr, "usage: train_crash ROUNDS\n");
        return 64;
    }
    std::string pattern = (std::filesystem::temp_directory_path() / "assay-crash-XXXXXX").string();
    if (!mkdtemp(pattern.data())) {
        std::perror("train_crash");
        return 73;
    }
    const unsigned seed = std::random_device()();
    const auto count = static_cast<unsigned>(rounds);
    bool isRight = tell("registry", assay::test::runRegistryCrashRounds(pattern, count, seed), rounds, seed);
    const std::filesystem::path work = std::filesystem::path(pattern) / "case";
    std::filesystem::create_directory(work);
    isRight &= tell("training", assay::test::runTrainCrashRounds(work, count, seed), rounds, seed);
    std::error_code ignored;
    if (isRight)
        std::filesystem::remove_all(pattern, ignored);
    else
        std::printf("  in %s\n", pattern.c_str());
    return isRight ? 0 : 1;
}
