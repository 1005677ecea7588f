// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace assay::test {

// From now on no thread of this process can open an AF_INET or AF_INET6 socket, nor open for writing, make, rename or
// remove anything outside `folders`: the attempt fails and is counted. Cannot be undone. False where the kernel or the
// processor does not have what it needs (x86-64 Linux with seccomp).
bool installGuard(const std::vector<std::string>& folders);
// What was tried since the last call: "socket", "open /path", ...
std::vector<std::string> takeViolations();

} // namespace assay::test
