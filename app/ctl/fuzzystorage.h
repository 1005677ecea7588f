// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/fuzzyverbs.h"
#include "core/fuzzy/storage/localstorage.h"

namespace assay::ctl {

inline constexpr OptionSpec fuzzyStorageOption{"--storage", "FILE", "the storage file", false};

enum class FuzzyOpening { Read, Write, Create };
// The storage that --storage names, which has to exist unless it may be created, for a few questions: without an index,
// and without flushes in the background.
Result<std::shared_ptr<fuzzy::LocalStorage>> openFuzzyStorage(
    const Arguments& arguments, FuzzyOpening opening, const RunContext& context);

// "90d", "12h", "3600": seconds, above 0.
Result<int64_t> parseAge(std::string_view text);

} // namespace assay::ctl
