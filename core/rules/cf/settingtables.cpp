// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/settingtables.h"

#include "core/rules/cf/regexliteral.h"
#include "core/rules/cf/words.h"

#include <memory>

namespace assay::rules {
namespace {

constexpr std::string_view firstGroup = "assayFirst";

// The pattern with its first unnamed group named, so that what it takes can be asked for.
std::string withNamedFirstGroup(std::string_view pattern)
{
    bool inClass = false;
    for (size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '\\') {
            ++i;
        } else if (inClass) {
            inClass = c != ']';
        } else if (c == '[') {
            inClass = true;
            if (i + 1 < pattern.size() && pattern[i + 1] == '^')
                ++i;
            if (i + 1 < pattern.size() && pattern[i + 1] == ']')
                ++i;
        } else if (c == '(' && (i + 1 >= pattern.size() || (pattern[i + 1] != '?' && pattern[i + 1] != '*'))) {
            std::string named(pattern.substr(0, i + 1));
            return named.append("?<").append(firstGroup).append(">").append(pattern.substr(i + 1));
        }
    }
    return std::string(pattern);
}

Result<ViewTables::Redirector> makeRedirector(std::string_view literal)
{
    const auto parsed = parseRegexLiteral(literal);
    if (!parsed)
        return parsed.error();
    auto compiled = SinglePattern::compile({"redirector_pattern", withNamedFirstGroup(parsed->text), parsed->flags, 1});
    if (!compiled)
        return compiled.error();
    const auto pattern = std::make_shared<const SinglePattern>(std::move(*compiled));
    return ViewTables::Redirector([pattern](std::string_view address) -> std::optional<std::string> {
        for (const Match& match : pattern->find(address, 1)) {
            for (const auto& [name, text] : match.captures) {
                if (name == firstGroup)
                    return text;
            }
        }
        return std::nullopt;
    });
}

// Addresses and networks separated by blanks; "!NET" takes one out, which the tables do not know.
void addNetworks(const SettingLine& line, std::vector<IpNetwork>& networks, std::vector<RuleProblem>& problems)
{
    for (const std::string_view word : splitWords(line.value)) {
        if (const auto network = IpNetwork::parse(word))
            networks.push_back(*network);
        else
            problems.push_back({line.file, line.line, 0, {}, "'" + std::string(word) + "' is no network", true});
    }
}

void readNetworks(const SettingLine& line, RelayNetworks& networks, std::vector<RuleProblem>& problems)
{
    if (line.keyword == "trusted_networks")
        addNetworks(line, networks.trusted, problems);
    else if (line.keyword == "internal_networks")
        addNetworks(line, networks.internalNetworks, problems);
    else if (line.keyword == "msa_networks")
        addNetworks(line, networks.msa, problems);
    else if (line.keyword == "clear_trusted_networks")
        networks.trusted.clear();
    else if (line.keyword == "clear_internal_networks")
        networks.internalNetworks.clear();
    else if (line.keyword == "clear_msa_networks")
        networks.msa.clear();
}

} // namespace

ViewTables makeViewTables(const Settings& settings, std::vector<RuleProblem>& problems)
{
    using Add = void (ViewTables::*)(std::string_view);
    const std::pair<std::string_view, Add> registry[] = {{"util_rb_tld", &ViewTables::addTld},
        {"util_rb_2tld", &ViewTables::addSecondLevel}, {"util_rb_3tld", &ViewTables::addThirdLevel}};
    ViewTables tables;
    for (const SettingLine& line : settings.lines()) {
        for (const auto& [keyword, add] : registry) {
            if (line.keyword != keyword)
                continue;
            for (const std::string_view name : splitWords(line.value))
                (tables.*add)(name);
        }
        if (line.keyword == "clear_util_rb")
            tables.clearRegistry();
        readNetworks(line, tables.networks(), problems);
        if (line.keyword == "redirector_pattern") {
            auto redirector = makeRedirector(line.value);
            if (redirector)
                tables.addRedirector(std::move(*redirector));
            else
                problems.push_back({line.file, line.line, 0, {}, redirector.error().detail, true});
        }
    }
    return tables;
}

EvalTables makeEvalTables(const Settings& settings, std::vector<RuleProblem>& problems)
{
    EvalTables tables;
    std::string reason;
    for (const SettingLine& line : settings.lines()) {
        reason.clear();
        if (tables.read(line.keyword, line.value, &reason) == EvalTables::Line::Bad)
            problems.push_back({line.file, line.line, 0, {}, reason, true});
    }
    return tables;
}

} // namespace assay::rules
