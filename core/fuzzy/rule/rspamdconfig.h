// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/rule/fuzzyrule.h"

namespace assay::fuzzy {

// What an import of rspamd's configuration found.
struct RspamdImport
{
    std::vector<FuzzyRule> rules;
    struct Note
    {
        int line = 0; // in its file
        std::string key; // "rule.local.retransmits2"
        std::string text; // English: why it has no effect here
    };
    std::vector<Note> notes;
};

// Reads a `fuzzy_check` section (local.d/fuzzy_check.conf, or with its outer block) and, when given, the scores of
// symbols (`group "fuzzy" { symbols { NAME { weight = 12; } } }`). BadData names line and column.
Result<RspamdImport> readRspamdRules(std::string_view fuzzyCheck, std::string_view groups = {});

} // namespace assay::fuzzy
