// SPDX-License-Identifier: GPL-3.0-or-later
// Import of rspamd's configuration: bytes up to the first 0 are the rules, the rest the groups. What is read must come
// back from its JSON.
#include "core/fuzzy/rule/rspamdconfig.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view all(reinterpret_cast<const char*>(data), size);
    const size_t cut = std::min(all.find('\0'), all.size());
    const auto read = assay::fuzzy::readRspamdRules(all.substr(0, cut), all.substr(std::min(cut + 1, all.size())));
    if (!read)
        return 0;
    for (const auto& rule : read->rules) {
        const auto again = assay::fuzzy::fuzzyRuleFromJson(assay::fuzzy::toJson(rule));
        if (!again)
            std::abort();
    }
    return 0;
}
