// SPDX-License-Identifier: GPL-3.0-or-later
// assay-train: trains a model in a process of its own, which can be ended, paused, and may fail alone.
#include "core/train/trainprogram.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

int main(int argc, char** argv)
{
    if (argc > 1 && std::strcmp(argv[1], "--version") == 0) {
        std::puts("assay-train " ASSAY_VERSION);
        return 0;
    }
    if (argc != 6 || std::strcmp(argv[2], "--workers") != 0 || std::strcmp(argv[4], "--parent") != 0) {
        std::fputs(
            "assay-train: trains models for assay and assayctl, which start it; nothing to do by hand\n", stderr);
        return 64;
    }
    const auto workers = static_cast<unsigned>(std::clamp(std::atoi(argv[3]), 1, 1024));
    return assay::train::runTrainProgram({argv[1]}, workers, std::atoi(argv[5]), assay::train::fitInRun);
}
