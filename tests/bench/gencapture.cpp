// SPDX-License-Identifier: GPL-3.0-or-later
// assay_gencapture FILE MEGABYTES SEED: a big capture to measure with.
#include "tests/bench/busycapture.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

int main(int count, char** words)
{
    if (count != 4) {
        std::fputs("assay_gencapture FILE MEGABYTES SEED\n", stderr);
        return 64;
    }
    const std::string bytes = assay::test::busyCapture(
        std::strtoull(words[2], nullptr, 10) * 1'000'000, std::strtoull(words[3], nullptr, 10));
    std::ofstream file(words[1], std::ios::binary);
    file << bytes;
    return file.flush() ? 0 : 74;
}
