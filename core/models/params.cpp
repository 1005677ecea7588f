// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/params.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>

namespace assay::models {
namespace {

std::string textOf(double number)
{
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number);
    return {buffer, end.ptr};
}

Result<double> valueOf(const Option& option, const std::string& text)
{
    const auto refuse = [&](const std::string& why) {
        return Error{ErrorCode::BadArgument, std::string(option.key) + "=" + text, why};
    };
    if (option.type == Option::Type::Choice) {
        const auto found = std::find(option.choices.begin(), option.choices.end(), text);
        if (found == option.choices.end())
            return refuse("no such choice");
        return static_cast<double>(found - option.choices.begin());
    }
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return refuse("not a number");
    if (option.type == Option::Type::Integer && value != std::floor(value))
        return refuse("not a whole number");
    if (value < option.low || value > option.high)
        return refuse("give a value from " + textOf(option.low) + " to " + textOf(option.high));
    return value;
}

} // namespace

Result<Params> Params::make(std::span<const Option> options, const Settings& settings)
{
    Params params;
    params.m_options = options;
    for (const Option& option : options)
        params.m_values.push_back(option.fallback);
    for (const auto& [key, text] : settings) {
        const auto found =
            std::find_if(options.begin(), options.end(), [&](const Option& option) { return option.key == key; });
        if (found == options.end())
            return Error{ErrorCode::BadArgument, key, "this kind of model has no such setting"};
        const auto value = valueOf(*found, text);
        if (!value)
            return value.error();
        params.m_values[static_cast<size_t>(found - options.begin())] = *value;
    }
    return params;
}

bool Params::has(std::string_view key) const
{
    return std::any_of(m_options.begin(), m_options.end(), [&](const Option& option) { return option.key == key; });
}

double Params::number(std::string_view key) const
{
    for (size_t i = 0; i < m_options.size(); ++i) {
        if (m_options[i].key == key)
            return m_values[i];
    }
    assert(false && "no such option");
    return 0;
}

Params::Settings Params::settings() const
{
    Settings out;
    for (size_t i = 0; i < m_options.size(); ++i) {
        const Option& option = m_options[i];
        out.emplace_back(option.key,
            option.type == Option::Type::Choice ? std::string(option.choices[static_cast<size_t>(m_values[i])])
                                                : textOf(m_values[i]));
    }
    return out;
}

} // namespace assay::models
