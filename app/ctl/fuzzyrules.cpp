// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl fuzzy rules show|set|import|remove
#include "app/ctl/fuzzylearn.h"
#include "app/ctl/fuzzyverbs.h"
#include "core/fuzzy/rule/rspamdconfig.h"

namespace assay::ctl {
namespace {

constexpr OptionSpec rulesOptions[] = {
    {"--from", "FILE", "set: the storage as JSON, as show prints it; - for standard input", false},
    {"--config", "FILE", "import: fuzzy_check.conf of rspamd", false},
    {"--groups", "FILE", "import: scores of its symbols, fuzzy_group.conf", false},
    {"--storage", "FILE", "import: a storage file of one's own in place of the servers", false},
    {"--name", "NAME", "remove: which", false},
};

ExitCode show(const Case& work)
{
    const auto rules = work.fuzzyRules();
    if (!rules)
        return fail(rules.error());
    for (const fuzzy::FuzzyRule& rule : *rules)
        writeLine(toJson(rule));
    return finishOutput(exitDone);
}

ExitCode set(Case& work, const std::string& file)
{
    const auto text = readText(file);
    if (!text)
        return fail(text.error());
    const auto rule = fuzzy::fuzzyRuleFromJson(*text);
    if (!rule)
        return fail(rule.error());
    const auto done = work.setFuzzyRule(*rule);
    return done ? exitDone : fail(done.error());
}

ExitCode import(Case& work, const Arguments& arguments)
{
    const auto config = readText(*arguments.value("--config"));
    if (!config)
        return fail(config.error());
    std::string groups;
    if (const auto file = arguments.value("--groups")) {
        auto text = readText(*file);
        if (!text)
            return fail(text.error());
        groups = std::move(*text);
    }
    auto read = fuzzy::readRspamdRules(*config, groups);
    if (!read)
        return fail(read.error());
    for (const auto& note : read->notes)
        complain("line " + std::to_string(note.line) + ": " + note.key + " " + note.text);
    const auto file = arguments.value("--storage");
    if (file && read->rules.size() > 1) {
        complain("fuzzy rules import: --storage is for one rule, and there are " + std::to_string(read->rules.size()));
        return exitUsage;
    }
    for (fuzzy::FuzzyRule& rule : read->rules) {
        if (file) {
            rule.file = *file;
            rule.server.clear();
            rule.serverKey.clear();
        }
        const auto done = work.setFuzzyRule(rule);
        if (!done)
            return fail(done.error());
        writeLine(rule.name);
    }
    return finishOutput(read->rules.empty() ? exitNoMatch : exitDone);
}

ExitCode runRules(const Arguments& arguments)
{
    const auto& words = arguments.operands();
    const std::string act = words.empty() ? std::string() : words.front();
    const bool isWhole = words.size() == 2
        && (act == "show" || (act == "set" && arguments.has("--from")) || (act == "import" && arguments.has("--config"))
            || (act == "remove" && arguments.has("--name")));
    if (!isWhole) {
        complain("fuzzy rules: show CASE; set CASE --from FILE; import CASE --config FILE [--groups FILE]; "
                 "remove CASE --name NAME");
        return exitUsage;
    }
    const auto work = Case::open(words[1], act == "show" ? CaseMode::ReadOnly : CaseMode::ReadWriteOnly);
    if (!work)
        return fail(work.error());
    if (act == "show")
        return show(**work);
    if (act == "set")
        return set(**work, *arguments.value("--from"));
    if (act == "import")
        return import(**work, arguments);
    const auto removed = (*work)->removeFuzzyRule(*arguments.value("--name"));
    return removed ? exitDone : fail(removed.error());
}

} // namespace

Verb fuzzyRulesVerb()
{
    return {"fuzzy", "rules", "show|set|import|remove CASE", "the fuzzy storages of a case and how they are used",
        rulesOptions, runRules};
}

} // namespace assay::ctl
