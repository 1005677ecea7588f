// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/arguments.h"
#include "core/scan/detectors.h"

namespace assay::ctl {

// Options that verbs with detectors share; put them into the verb's list.
inline constexpr OptionSpec rulesOption{"--rules", "PATH", "rule file or folder instead of the built-in rules", true};
inline constexpr OptionSpec stockRulesOption{"--stock-rules", "", "use the rules of the installed SpamAssassin", false};
inline constexpr OptionSpec detectorsOption{
    "--detectors", "LIST", "only these, parted by commas (rules, fuzzy)", false};
inline constexpr OptionSpec fuzzyStorageOption{
    "--fuzzy-storage", "PATH|HOST:PORT", "ask this fuzzy storage too; the file is only read", true};
inline constexpr OptionSpec fuzzyServerKeyOption{"--fuzzy-server-key", "KEY", "public key of those servers", false};
inline constexpr OptionSpec noHyperscanOption{"--no-hyperscan", "", "match with PCRE2 alone, for comparison", false};
inline constexpr OptionSpec jobsOption{"--jobs", "N", "threads to use (default: one a processor)", false};

// Which detectors the arguments ask for; BadArgument when they contradict each other.
Result<DetectorOptions> detectorOptions(const Arguments& arguments);
// Number of threads from --jobs.
Result<unsigned> jobCount(const Arguments& arguments);
// Where compiled pattern databases are kept; empty when there is no home.
std::filesystem::path patternCacheDir();

} // namespace assay::ctl
