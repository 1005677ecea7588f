// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::ctl {

// One option of a verb. `valueName` empty: a switch.
struct OptionSpec
{
    std::string_view name; // "--rules" or "-f"
    std::string_view valueName; // "PATH"
    std::string_view help;
    bool repeatable = false;
};

// The words behind a verb, sorted into options and operands. "--name=value" and "--" are understood; a lone "-" is an
// operand.
class Arguments
{
public:
    // BadArgument names the word that is off.
    static Result<Arguments> parse(std::span<const std::string> words, std::span<const OptionSpec> specs);

    bool has(std::string_view option) const;
    // The last value given.
    std::optional<std::string> value(std::string_view option) const;
    std::vector<std::string> values(std::string_view option) const;
    // A whole number in [low, high], `fallback` when absent; BadArgument otherwise.
    Result<uint64_t> number(std::string_view option, uint64_t fallback, uint64_t low, uint64_t high) const;
    const std::vector<std::string>& operands() const { return m_operands; }

private:
    std::multimap<std::string, std::string, std::less<>> m_values;
    std::vector<std::string> m_operands;
};

} // namespace assay::ctl
