// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/rulesmessage.h"

#include <array>
#include <utility>

namespace assay::rules {

namespace {

using Extract = HeaderSpec::Extract;
constexpr std::array<std::pair<std::string_view, Extract>, 6> extractNames{
    {{"addr", Extract::Addr}, {"name", Extract::Name}, {"host", Extract::Host}, {"domain", Extract::Domain},
        {"ip", Extract::Ip}, {"revip", Extract::RevIp}}};

bool apply(HeaderSpec& spec, std::string_view modifier)
{
    if (modifier == "raw")
        return spec.raw = true;
    if (modifier == "first")
        return spec.first = true;
    if (modifier == "last")
        return spec.last = true;
    for (const auto& [name, extract] : extractNames) {
        if (modifier != name)
            continue;
        spec.extracts.push_back(extract);
        return true;
    }
    return false;
}

} // namespace

std::optional<HeaderSpec> HeaderSpec::parse(std::string_view text)
{
    HeaderSpec spec;
    spec.name = text.substr(0, text.find(':'));
    size_t at = spec.name.size();
    while (at < text.size()) {
        const size_t end = std::min(text.find(':', at + 1), text.size());
        if (!apply(spec, text.substr(at + 1, end - at - 1)))
            return std::nullopt;
        at = end;
    }
    return spec;
}

std::string HeaderSpec::toString() const
{
    std::string text = name;
    for (const Extract extract : extracts)
        for (const auto& [modifier, value] : extractNames)
            if (value == extract)
                text.append(":").append(modifier);
    if (raw)
        text += ":raw";
    if (first)
        text += ":first";
    if (last)
        text += ":last";
    return text;
}

} // namespace assay::rules
