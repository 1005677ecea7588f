// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/evals.h"

// Functions of the plugin WelcomeListSubject.

namespace assay::rules {
namespace {

double subjectIn(EvalContext& context, const GlobList& list)
{
    const std::string& subject = context.header("Subject");
    if (subject.empty() || !list.isFoundIn(subject))
        return 0;
    context.hint({.header = "Subject"});
    return 1;
}

double subjectWelcome(EvalContext& context, const EvalCall&)
{
    return subjectIn(context, context.tables().welcomeSubjects);
}

double subjectBlocked(EvalContext& context, const EvalCall&)
{
    return subjectIn(context, context.tables().blockSubjects);
}

constexpr std::string_view plugin = "WelcomeListSubject";
constexpr EvalEntry entries[] = {
    {"check_subject_in_welcomelist", plugin, subjectWelcome},
    {"check_subject_in_whitelist", plugin, subjectWelcome},
    {"check_subject_in_blocklist", plugin, subjectBlocked},
    {"check_subject_in_blacklist", plugin, subjectBlocked},
};

} // namespace

std::span<const EvalEntry> subjectListEvals()
{
    return entries;
}

} // namespace assay::rules
