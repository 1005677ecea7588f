// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/cf/ruledetail.h"
#include "core/rules/match/matcher.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace assay::rules {

// What named groups took in one message.
class Captures
{
public:
    void clear() { m_values.clear(); }
    // A rule's matches: its names get these values in place of earlier ones; empty and repeated values are left out.
    void take(const std::vector<Match>& matches);
    // (?:a|b) of the quoted values; nullopt when the name has none.
    std::optional<std::string> alternatives(const std::string& name) const;

private:
    std::map<std::string, std::vector<std::string>> m_values;
};

// A template rule's pattern as filled for the last message; compiled again only when the values change.
class FilledPattern
{
public:
    // Null when a name has no value or the filled pattern does not compile.
    const SinglePattern* fill(const RuleDetail& detail, const std::string& rule, const Captures& captures);
    const SinglePattern* current() const { return m_current ? &*m_pattern : nullptr; }
    void reset() { m_current = false; }

private:
    std::string m_text;
    std::optional<SinglePattern> m_pattern;
    bool m_current = false;
};

} // namespace assay::rules
