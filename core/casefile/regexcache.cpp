// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/regexcache.h"

#include <charconv>

namespace assay {
namespace {

constexpr std::string_view unicodeClasses = "(*UCP)";

rules::Pattern patternOf(const query::RegexTest& test)
{
    rules::Pattern pattern;
    pattern.name = "query";
    pattern.text = (test.unicode ? std::string(unicodeClasses) : std::string()) + test.pattern;
    pattern.flags.caseless = test.ignoreCase;
    pattern.flags.multiline = test.multiLine;
    pattern.flags.dotAll = test.dotAll;
    pattern.flags.utf = true;
    return pattern;
}

} // namespace

bool RegexCache::matches(const query::RegexTest& test, std::string_view text)
{
    std::shared_ptr<const rules::SinglePattern> pattern;
    {
        const std::lock_guard lock(m_mutex);
        const auto [entry, isNew] = m_patterns.try_emplace(
            Key{test.pattern, test.ignoreCase, test.multiLine, test.dotAll, test.unicode}, nullptr);
        if (isNew) {
            auto compiled = rules::SinglePattern::compile(patternOf(test));
            if (compiled)
                entry->second = std::make_shared<const rules::SinglePattern>(std::move(*compiled));
        }
        pattern = entry->second;
    }
    return pattern && pattern->matches(text);
}

std::optional<query::ParseContext::RegexFault> RegexCache::check(const query::RegexTest& test)
{
    const auto compiled = rules::SinglePattern::compile(patternOf(test));
    if (compiled)
        return std::nullopt;
    // "message at offset N"
    query::ParseContext::RegexFault fault{0, compiled.error().detail};
    const size_t place = fault.text.rfind(" at offset ");
    if (place != std::string::npos) {
        const char* digits = fault.text.data() + place + std::string_view(" at offset ").size();
        std::from_chars(digits, fault.text.data() + fault.text.size(), fault.offset);
        fault.text.resize(place);
    }
    const uint32_t before = test.unicode ? static_cast<uint32_t>(unicodeClasses.size()) : 0;
    fault.offset -= std::min(fault.offset, before);
    return fault;
}

} // namespace assay
