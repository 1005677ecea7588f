// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/rules/eval/evals.h"

#include <cstdlib>
#include <optional>

namespace assay::rules {
namespace {

bool isBareCharacter(char c)
{
    return isAsciiAlnum(c) || c == '.' || c == ':' || c == '-';
}

void skipSpace(std::string_view text, size_t& at)
{
    while (at < text.size() && isAsciiSpace(text[at]))
        ++at;
}

// One argument at `at`; nullopt when there is none.
std::optional<std::string> takeArgument(std::string_view text, size_t& at)
{
    const size_t from = at;
    if (text[at] == '\'' || text[at] == '"') {
        const size_t close = text.find(text[at], at + 1);
        if (close == std::string_view::npos)
            return std::nullopt;
        at = close + 1;
        return std::string(text.substr(from + 1, close - from - 1));
    }
    while (at < text.size() && isBareCharacter(text[at]))
        ++at;
    return at > from ? std::optional(std::string(text.substr(from, at - from))) : std::nullopt;
}

std::optional<std::vector<std::string>> splitArguments(std::string_view text)
{
    std::vector<std::string> arguments;
    size_t at = 0;
    skipSpace(text, at);
    while (at < text.size()) {
        auto argument = takeArgument(text, at);
        if (!argument)
            return std::nullopt;
        arguments.push_back(std::move(*argument));
        skipSpace(text, at);
        if (at < text.size() && text[at++] != ',')
            return std::nullopt;
        skipSpace(text, at);
    }
    return arguments;
}

std::string_view functionName(std::string_view text)
{
    size_t at = 0;
    while (at < text.size() && (isAsciiAlnum(text[at]) || text[at] == '_'))
        ++at;
    return text.substr(0, at);
}

Error badCall(std::string_view text, std::string detail)
{
    return Error{ErrorCode::BadRule, std::string(text), std::move(detail)};
}

} // namespace

Result<EvalCall> EvalCall::prepare(std::string_view written, EvalInput input)
{
    const std::string_view text = trimmed(written);
    const std::string_view name = functionName(text);
    if (name.empty() || text.size() < name.size() + 2 || text[name.size()] != '(' || text.back() != ')')
        return badCall(text, "a call needs the form name(arguments)");

    auto arguments = splitArguments(text.substr(name.size() + 1, text.size() - name.size() - 2));
    if (!arguments)
        return badCall(text, "the arguments cannot be read");
    EvalCall call;
    call.m_entry = findEval(name);
    if (!call.m_entry)
        return Error{ErrorCode::NotFound, std::string(name), "no plugin has this function"};
    call.m_input = input;
    call.m_arguments = std::move(*arguments);
    for (const std::string& argument : call.m_arguments)
        call.m_numbers.push_back(std::strtod(argument.c_str(), nullptr));

    if (const int index = call.m_entry->patternArgument; index >= 0 && call.has(static_cast<size_t>(index))) {
        Pattern pattern;
        pattern.name = std::string(name);
        pattern.text = call.m_arguments[static_cast<size_t>(index)];
        pattern.flags.utf = call.m_entry->patternIsText;
        auto compiled = SinglePattern::compile(pattern);
        if (!compiled)
            return badCall(text, compiled.error().detail);
        call.m_pattern = std::make_shared<const SinglePattern>(std::move(*compiled));
    }
    return call;
}

} // namespace assay::rules
