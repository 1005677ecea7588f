// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/arguments.h"
#include "app/ctl/output.h"

#include <span>
#include <string>
#include <string_view>

namespace assay::ctl {

// One verb of assayctl: `assayctl NAME ...`, or `assayctl NAME SUB ...` when `subVerb` is set. Each has a file of its
// own.
struct Verb
{
    std::string_view name;
    std::string_view subVerb; // "list" of `rules list`; empty when the verb has none
    std::string_view operands; // "PATH..." in the usage line
    std::string_view summary; // one line for --help
    std::span<const OptionSpec> options;
    ExitCode (*run)(const Arguments& arguments);
};

// Every verb, in the order of --help.
std::span<const Verb> verbs();

} // namespace assay::ctl
