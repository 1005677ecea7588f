// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/compilehelper.h"

#include <cstdio>
#include <cstring>
#include <unistd.h>

int main(int argc, char** argv)
{
    if (argc > 1 && std::strcmp(argv[1], "--version") == 0) {
        std::puts("assay-compile " ASSAY_VERSION);
        return 0;
    }
    if (argc > 1 || isatty(STDIN_FILENO)) {
        std::fputs(
            "assay-compile: compiles patterns for assay and assayctl, which start it; nothing to do by hand\n", stderr);
        return 64;
    }
    return assay::rules::runCompileHelper(STDIN_FILENO, STDOUT_FILENO);
}
