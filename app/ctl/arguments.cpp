// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/arguments.h"

#include <charconv>

namespace assay::ctl {
namespace {

const OptionSpec* findSpec(std::span<const OptionSpec> specs, std::string_view name)
{
    for (const OptionSpec& spec : specs) {
        if (spec.name == name)
            return &spec;
    }
    return nullptr;
}

Error badArgument(std::string_view word, std::string_view why)
{
    return Error{ErrorCode::BadArgument, std::string(word), std::string(why)};
}

} // namespace

Result<Arguments> Arguments::parse(std::span<const std::string> words, std::span<const OptionSpec> specs)
{
    Arguments arguments;
    for (size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--") {
            arguments.m_operands.insert(
                arguments.m_operands.end(), words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
            break;
        }
        if (word.size() < 2 || word.front() != '-') {
            arguments.m_operands.push_back(word);
            continue;
        }
        const size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
        const std::string name = word.substr(0, equals);
        const OptionSpec* spec = findSpec(specs, name);
        if (!spec)
            return badArgument(word, "no such option; see --help");
        if (spec->valueName.empty() && equals != std::string::npos)
            return badArgument(name, "takes no value");
        if (!spec->repeatable && arguments.has(name) && !spec->valueName.empty())
            return badArgument(name, "is given twice");
        std::string value;
        if (!spec->valueName.empty()) {
            if (equals != std::string::npos)
                value = word.substr(equals + 1);
            else if (i + 1 < words.size())
                value = words[++i];
            else
                return badArgument(name, "needs a value");
        }
        arguments.m_values.emplace(name, std::move(value));
    }
    return arguments;
}

bool Arguments::has(std::string_view option) const
{
    return m_values.find(option) != m_values.end();
}

std::optional<std::string> Arguments::value(std::string_view option) const
{
    const auto all = values(option);
    return all.empty() ? std::nullopt : std::optional(all.back());
}

std::vector<std::string> Arguments::values(std::string_view option) const
{
    std::vector<std::string> found;
    const auto [begin, end] = m_values.equal_range(option);
    for (auto entry = begin; entry != end; ++entry)
        found.push_back(entry->second);
    return found;
}

Result<uint64_t> Arguments::number(std::string_view option, uint64_t fallback, uint64_t low, uint64_t high) const
{
    const auto text = value(option);
    if (!text)
        return fallback;
    uint64_t number = 0;
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != text->data() + text->size() || number < low || number > high)
        return badArgument(std::string(option) + " " + *text,
            "takes a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return number;
}

} // namespace assay::ctl
