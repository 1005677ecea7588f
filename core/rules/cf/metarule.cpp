// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/metarule.h"

#include "core/base/ascii.h"
#include "core/rules/cf/rulecollector.h"
#include "core/rules/cf/words.h"

namespace assay::rules {
namespace {

bool isGlobChar(char c)
{
    return isAsciiAlnum(c) || c == '_' || c == '*' || c == '?';
}

} // namespace

std::string replaceRulesMatching(
    std::string_view expression, const std::function<std::string(std::string_view)>& expand)
{
    constexpr std::string_view call = "rules_matching(";
    std::string replaced;
    size_t done = 0;
    for (size_t at = expression.find(call); at != std::string_view::npos; at = expression.find(call, at + 1)) {
        const bool isWord = at == 0 || (!isAsciiAlnum(expression[at - 1]) && expression[at - 1] != '_');
        const size_t close = expression.find(')', at);
        if (!isWord || close == std::string_view::npos)
            continue;
        const std::string_view glob = trimmed(expression.substr(at + call.size(), close - at - call.size()));
        bool isGlob = !glob.empty() && glob.size() <= 128 && !isAsciiDigit(glob.front());
        for (const char c : glob)
            isGlob = isGlob && isGlobChar(c);
        if (!isGlob)
            continue;
        replaced.append(expression.substr(done, at - done)).append(expand(glob));
        done = close + 1;
    }
    return replaced.append(expression.substr(done));
}

bool matchesRuleGlob(std::string_view glob, std::string_view name)
{
    size_t g = 0, n = 0, star = std::string_view::npos, retry = 0;
    while (n < name.size()) {
        if (g < glob.size() && glob[g] == '*') {
            star = g++;
            retry = n;
        } else if (g < glob.size() && (glob[g] == '?' || glob[g] == name[n])) {
            ++g;
            ++n;
        } else if (star != std::string_view::npos) {
            g = star + 1;
            n = ++retry;
        } else {
            return false;
        }
    }
    while (g < glob.size() && glob[g] == '*')
        ++g;
    return g == glob.size();
}

Result<ArithmeticProgram> compileMeta(std::string_view expression, const ArithmeticProgram::Resolve& resolve)
{
    auto tokens = lexArithmetic(expression, false);
    if (!tokens)
        return tokens.error();
    for (ArithmeticToken& token : *tokens) {
        if (token.kind != ArithmeticToken::Kind::Name)
            continue;
        if (token.text == "local_tests_only") {
            token.kind = ArithmeticToken::Kind::Number;
            token.number = 1;
        } else if (!isRuleName(token.text)) {
            return Error{ErrorCode::BadRule, {},
                "'" + std::string(token.text) + "' is no name of a rule at offset " + std::to_string(token.offset)};
        }
    }
    return ArithmeticProgram::compile(*tokens, resolve);
}

Result<void> checkMeta(std::string_view expression)
{
    const std::string plain = replaceRulesMatching(expression, [](std::string_view) { return std::string(" 0 "); });
    const auto program = compileMeta(plain, [](const ArithmeticToken&) -> Result<uint32_t> { return 0U; });
    if (!program)
        return program.error();
    bool dividedByZero = false;
    (void)program->evaluate({}, &dividedByZero);
    if (dividedByZero)
        return Error{ErrorCode::BadRule, {}, "a division by zero is possible"};
    return {};
}

} // namespace assay::rules
