// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl bench ui: starts the window program, which measures itself without a screen.
#include "app/ctl/caseverbs.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace assay::ctl {
namespace {

namespace fs = std::filesystem;

constexpr OptionSpec options[] = {{"--json", "FILE", "write the figures as JSON too"}};

ExitCode run(const Arguments& arguments)
{
    std::error_code failed;
    const fs::path program = fs::read_symlink("/proc/self/exe", failed).parent_path() / "assay";
    if (failed || !fs::exists(program, failed)) {
        std::fprintf(stderr, "assayctl: the window program is not installed (%s)\n", program.c_str());
        return exitUnavailable;
    }
    std::vector<std::string> words = {program.string(), "--bench-ui", "--no-restore"};
    if (const auto json = arguments.value("--json"))
        words.insert(words.end(), {"--json", std::string(*json)});
    words.insert(words.end(), arguments.operands().begin(), arguments.operands().end());
    std::vector<char*> pointers;
    for (std::string& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    setenv("QT_QPA_PLATFORM", "offscreen", 1);
    execv(program.c_str(), pointers.data());
    std::perror("assayctl");
    return exitUnavailable;
}

} // namespace

Verb benchUiVerb()
{
    return {"bench", "ui", "[CASE]", "measure how the window feels on a copy of a case", options, &run};
}

} // namespace assay::ctl
