// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::models {

// One setting of a kind of model, with all that a form or a help page needs to offer it. Texts are English literals
// marked for translation.
struct Option
{
    enum class Type { Integer, Real, Choice };
    std::string_view key; // "eif.ntrees": stays for ever, it is stored with models
    std::string_view title;
    std::string_view meaning;
    std::string_view unit; // empty: a plain number
    Type type = Type::Integer;
    double fallback = 0; // of a Choice: the number of the choice
    double low = 0;
    double high = 0;
    std::span<const std::string_view> choices = {};
};

// A value for every option of a kind, each in its range.
class Params
{
public:
    using Settings = std::vector<std::pair<std::string, std::string>>;

    // The defaults, changed by `settings`. BadArgument names the setting that is unknown, no number, or out of range.
    static Result<Params> make(std::span<const Option> options, const Settings& settings);

    bool has(std::string_view key) const;
    // Of a key that the kind has (asserted).
    double number(std::string_view key) const;
    size_t count(std::string_view key) const { return static_cast<size_t>(number(key)); }
    // Key and value as text, in order of the options; make() reads it back.
    Settings settings() const;

private:
    std::span<const Option> m_options;
    std::vector<double> m_values;
};

} // namespace assay::models
