// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <sys/types.h>
#include <vector>

namespace assay::test {

struct CtlResult
{
    int code = -1; // exit code, or minus the signal
    std::string out, err;
    // The lines of `out` as JSON; a line that is none fails the test.
    std::vector<nlohmann::json> objects() const;
};

// Runs the built assayctl and waits for it. `whileRunning` is called once, with its process id,
// after its first output.
CtlResult runCtl(const std::vector<std::string>& words, const std::string& input = {},
    const std::function<void(pid_t)>& whileRunning = {});

} // namespace assay::test
