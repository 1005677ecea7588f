// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/rule.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::traffic {
class RequestSet;
}

namespace assay::rules {

// Parsed rules of one or more files, immutable once loaded.
class RuleSet
{
public:
    // Files and directories in order: SpamAssassin .cf (a directory: *.pre, then *.cf, ASCII order), rspamd regexp
    // files
    // (.conf, .inc, .ucl, .map by content). Fails only when a path cannot be read at all.
    static Result<std::shared_ptr<const RuleSet>> load(std::span<const std::filesystem::path> paths);
    // The rule set of the installed SpamAssassin package; NotFound when it is not installed.
    static Result<std::shared_ptr<const RuleSet>> loadStock();
    // Our own rules, from the resources beside the program.
    static Result<std::shared_ptr<const RuleSet>> loadBuiltIn();
    ~RuleSet();

    const std::vector<Rule>& rules() const;
    const Rule& rule(RuleId id) const { return rules()[id.value]; }
    RuleId find(std::string_view name) const; // none when unknown
    const std::vector<RuleProblem>& problems() const;
    double requiredScore() const;
    const std::string& digest() const; // hex; changes when any rule text or score does
    const std::string& title() const; // "Built-in rules", "SpamAssassin 4.0.1 rules", file name

    struct Data; // plugin tables and compiled form, known to this folder only
    const Data& data() const { return *m_data; }

private:
    explicit RuleSet(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

struct EngineOptions
{
    MatcherOptions matcher;
    bool allMatches = false; // exact counts also for rules where one hit is enough
    int64_t now = 0; // Unix time that functions compare with; 0: the present
};

// Kinds of places; stored in cases, so the order never changes.
enum class Where : uint8_t {
    Header,
    Body,
    RawBody,
    Uri,
    Full,
    MimeHeader,
    Meta,
    Eval,
    Request, // of a request set: `part` is its number there, from 1, `header` the field ("path")
    Feature // a number of a request set: `header` is its name, `text` its value
};
std::string_view whereName(Where where);

// One place where a rule matched.
struct Evidence
{
    Where where = Where::Body;
    std::string part; // "1.2", empty for the header of the message
    std::string header; // name, for header and mimeheader
    uint32_t piece = 0; // which input of the class
    uint64_t offset = 0; // in that input
    uint64_t length = 0;
    RawRange raw; // offset counts in the item's bytes
    std::string text; // the matched text, at most 4 KiB
};

struct RuleHit
{
    RuleId rule;
    uint32_t count = 0; // as the rule language counts
    double score = 0; // contribution to the total
    double value = 0; // of a meta or eval
};

// The texts that one message gives to one class of the matcher.
struct ClassInputs
{
    PatternClassId patternClass;
    std::vector<std::string_view> inputs;
};

struct RulesResult
{
    std::vector<RuleHit> hits; // every hit incl. sub-rules, by RuleId ascending
    double score = 0; // sum of the scores of hits, rounded to 3 decimals
};

// A rule set made ready to run: const, shared by threads.
class RulesEngine
{
public:
    static Result<std::shared_ptr<const RulesEngine>> create(
        std::shared_ptr<const RuleSet> rules, const EngineOptions& options);
    ~RulesEngine();
    const RuleSet& ruleSet() const;
    std::shared_ptr<const Matcher> matcher() const;
    // Engine of each pattern rule, for `rules list`; Engine::None for metas and evals.
    PatternInfo patternInfo(RuleId id) const;

private:
    friend class RulesRun;
    struct Data;
    explicit RulesEngine(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

// One worker's state: scratch memory, and the item last scanned.
class RulesRun
{
public:
    explicit RulesRun(std::shared_ptr<const RulesEngine> engine);
    ~RulesRun();
    RulesRun(RulesRun&&) noexcept;

    // Scans one message; `bytes` must stay until the next call.
    RulesResult scan(std::string_view bytes);
    // The same of a request set with the rules for traffic, which see nothing else; `set` must stay until the next
    // call.
    RulesResult scan(const traffic::RequestSet& set);
    // Where the rule matched in the item last scanned: all matches up to `limit`. For a meta the evidence of the
    // rules it rests on; for an eval what it looked at, when it can tell.
    std::vector<Evidence> evidence(RuleId rule, size_t limit = 1000);
    const MatchStats& matchStats() const;
    // What scan() gives to the matcher, for measuring it alone; `bytes` must stay, the views hold until the next call.
    std::vector<ClassInputs> classInputs(std::string_view bytes);

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace assay::rules
