// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/engineoptions.h"

#include <algorithm>
#include <cstdlib>
#include <thread>

namespace assay::ctl {
namespace {

Result<std::vector<DetectorKind>> detectorKinds(const std::string& list)
{
    std::vector<DetectorKind> kinds;
    for (size_t begin = 0; begin <= list.size();) {
        const size_t end = std::min(list.find(',', begin), list.size());
        const std::string name = list.substr(begin, end - begin);
        const auto kind = detectorKindFromName(name);
        if (!kind)
            return Error{ErrorCode::BadArgument, "--detectors " + name, "no such detector"};
        kinds.push_back(*kind);
        begin = end + 1;
    }
    return kinds;
}

// As the peer's own configuration has it.
fuzzy::FuzzyRule stockRule(const std::string& name)
{
    using fuzzy::FlagMeaning;
    fuzzy::FuzzyRule rule;
    rule.name = name;
    rule.flags = {{1, "FUZZY_DENIED", "Denied fuzzy hash", FlagMeaning::Deny, 20, 12, true},
        {2, "FUZZY_PROB", "Probable fuzzy hash", FlagMeaning::Suspicious, 10, 5, true},
        {3, "FUZZY_WHITE", "Whitelisted fuzzy hash", FlagMeaning::Allow, 2, -2.1, true}};
    rule.readOnly = true;
    return rule;
}

Result<std::vector<fuzzy::FuzzyRule>> fuzzyRules(const Arguments& arguments)
{
    std::vector<fuzzy::FuzzyRule> rules;
    const std::string key = arguments.value("--fuzzy-server-key").value_or("");
    if (!key.empty() && !fuzzy::parsePublicKey(key))
        return Error{ErrorCode::BadArgument, "--fuzzy-server-key", "not a public key"};
    for (const std::string& place : arguments.values("--fuzzy-storage")) {
        fuzzy::FuzzyRule& rule = rules.emplace_back(stockRule(place));
        std::error_code ignored;
        const bool isFile = std::filesystem::exists(place, ignored);
        if (!isFile && (place.find('/') != std::string::npos || !fuzzy::parseServer(place)))
            return Error{ErrorCode::NotFound, place, {}};
        (isFile ? rule.file : rule.server) = place;
        if (!isFile)
            rule.serverKey = key;
    }
    return rules;
}

} // namespace

std::filesystem::path patternCacheDir()
{
    // The specification of base directories says to ignore relative ones.
    const char* cache = std::getenv("XDG_CACHE_HOME");
    if (cache && *cache == '/')
        return std::filesystem::path(cache) / "assay" / "patterns";
    const char* home = std::getenv("HOME");
    if (home && *home == '/')
        return std::filesystem::path(home) / ".cache" / "assay" / "patterns";
    return {};
}

Result<unsigned> jobCount(const Arguments& arguments)
{
    const unsigned processors = std::max(1u, std::thread::hardware_concurrency());
    const auto jobs = arguments.number("--jobs", processors, 1, 256);
    if (!jobs)
        return jobs.error();
    return static_cast<unsigned>(*jobs);
}

Result<DetectorOptions> detectorOptions(const Arguments& arguments)
{
    DetectorOptions options;
    for (const std::string& path : arguments.values("--rules"))
        options.ruleFiles.emplace_back(path);
    if (!options.ruleFiles.empty() && arguments.has("--stock-rules"))
        return Error{ErrorCode::BadArgument, "--stock-rules", "cannot be used together with --rules"};
    if (!options.ruleFiles.empty())
        options.ruleSet = RuleSetChoice::Files;
    else if (arguments.has("--stock-rules"))
        options.ruleSet = RuleSetChoice::Stock;
    if (const auto list = arguments.value("--detectors")) {
        auto kinds = detectorKinds(*list);
        if (!kinds)
            return kinds.error();
        options.kinds = std::move(*kinds);
    }
    auto rules = fuzzyRules(arguments);
    if (!rules)
        return rules.error();
    options.fuzzyRules = std::move(*rules);
    options.engine.matcher.useHyperscan = !arguments.has("--no-hyperscan");
    options.engine.matcher.cacheDir = patternCacheDir();
    options.engine.allMatches = arguments.has("--all-matches");
    return options;
}

} // namespace assay::ctl
