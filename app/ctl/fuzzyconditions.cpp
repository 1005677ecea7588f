// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl fuzzy conditions test
#include "app/ctl/fuzzylearn.h"
#include "app/ctl/fuzzyverbs.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/progressline.h"

#include <algorithm>

namespace assay::ctl {
namespace {

constexpr OptionSpec conditionOptions[] = {
    {"--storage", "NAME", "whose conditions", false},
    {"--query", "QUERY", "the items that are asked about; all without it", false},
    {"-f", "FLAG", "flag that would be learned to, 1 to 255", false},
    {"--rule", "FILE", "conditions of this rule (JSON, as fuzzy rules show prints it) instead of the stored ones",
        false},
    {"--script", "FILE", "this learn_condition in Lua instead of the stored one", false},
    {"--jsonl", "", "one JSON object an item, and one with the sums", false},
    {"--no-progress", "", "no progress line", false},
};

// The rule that is tested in place of the stored one; null: the stored one.
Result<std::shared_ptr<const fuzzy::FuzzyRule>> askedDraft(const Arguments& arguments, const Case& work)
{
    if (!arguments.has("--rule") && !arguments.has("--script"))
        return std::shared_ptr<const fuzzy::FuzzyRule>();
    auto draft = std::make_shared<fuzzy::FuzzyRule>();
    if (const auto file = arguments.value("--rule")) {
        const auto text = readText(*file);
        if (!text)
            return text.error();
        auto rule = fuzzy::fuzzyRuleFromJson(*text);
        if (!rule)
            return rule.error();
        *draft = std::move(*rule);
    } else {
        const auto rules = work.fuzzyRules();
        if (!rules)
            return rules.error();
        for (const fuzzy::FuzzyRule& rule : *rules) {
            if (rule.name == *arguments.value("--storage"))
                *draft = rule;
        }
    }
    if (const auto file = arguments.value("--script")) {
        auto text = readText(*file);
        if (!text)
            return text.error();
        draft->script = std::move(*text);
    }
    return std::shared_ptr<const fuzzy::FuzzyRule>(std::move(draft));
}

ExitCode runConditions(const Arguments& arguments)
{
    const auto& words = arguments.operands();
    if (words.size() != 2 || words[0] != "test" || !arguments.has("--storage") || !arguments.has("-f")) {
        complain("fuzzy conditions: test CASE --storage NAME -f FLAG");
        return exitUsage;
    }
    const auto how = askedFlag(arguments);
    if (!how)
        return fail(how.error());
    const auto work = Case::open(words[1], CaseMode::ReadOnly);
    if (!work)
        return fail(work.error());
    const auto draft = askedDraft(arguments, **work);
    if (!draft)
        return fail(draft.error());
    const InterruptGuard interrupt;
    ProgressLine line("conditions", ProgressLine::Unit::Items, !arguments.has("--no-progress"));
    const RunContext context(interrupt.stopToken(), &line.progress(), 1);
    const auto items = askedItems(arguments, **work, context);
    if (!items)
        return fail(items.error());
    LearnRequest request;
    request.storage = *arguments.value("--storage");
    request.flag = how->flag;
    request.draft = *draft;
    const auto plan = (*work)->planLearning(*items, request, context);
    if (!plan)
        return fail(plan.error());
    printPlan(**plan, arguments.has("--jsonl"), false, 0);
    return finishOutput(exitDone);
}

} // namespace

Verb fuzzyConditionsVerb()
{
    return {"fuzzy", "conditions", "test CASE", "what conditions would say about learning items", conditionOptions,
        runConditions};
}

} // namespace assay::ctl
