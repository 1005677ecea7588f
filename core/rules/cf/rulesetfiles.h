// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string_view>
#include <vector>

namespace assay::rules {

// Where the rule files of a named set are.
std::vector<std::filesystem::path> stockRuleDirectories(); // share folder, site folder
Result<std::filesystem::path> builtInRuleDirectory();

// What a rule file is written in; files are told apart by their content, those for traffic (".trules") by their name.
enum class RuleLanguage { SpamAssassin, Rspamd, Traffic };
RuleLanguage ruleLanguageOf(std::string_view fileName, std::string_view text);

} // namespace assay::rules
