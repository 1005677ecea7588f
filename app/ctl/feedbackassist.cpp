// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl feedback assist
#include "app/ctl/engineoptions.h"
#include "app/ctl/feedbackcase.h"
#include "app/ctl/feedbackverbs.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/question.h"
#include "core/casefile/attackproposals.h"

namespace assay::ctl {
namespace {

constexpr OptionSpec options[] = {
    feedbackCaseOption,
    {"--start", "TIME", "when the attack began, as 2026-11-21T09:00:00", false},
    {"--stop", "TIME", "when it ended", false},
    zoneOption,
    {"--before", "MINUTES", "what counts as regular: so long before the attack (60)", false},
    jobsOption,
    feedbackJsonOption,
};

Result<AttackQuestion> asked(const Arguments& arguments)
{
    AttackQuestion question;
    question.query = arguments.operands().empty() ? "" : arguments.operands().front();
    const auto start = askedTime(arguments, "--start"), stop = askedTime(arguments, "--stop");
    const auto before = arguments.number("--before", 60, 1, 100'000);
    if (!start || !stop)
        return start ? stop.error() : start.error();
    if (!before)
        return before.error();
    if (*start == 0 || *stop == 0)
        return Error{ErrorCode::BadArgument, "period", "give --start and --stop"};
    question.start = *start;
    question.stop = *stop;
    question.before = static_cast<int64_t>(*before) * 60;
    return question;
}

void print(const CaseSnapshot& snapshot, const AttackAnswer& answer, bool isJson)
{
    for (const AttackAnswer::Proposal& proposal : answer.proposals) {
        const auto client = snapshot.items->sourceIp(snapshot.items->find(proposal.item));
        JsonWriter json;
        json.beginObject().member("schema", "assay.attack_proposal/1").member("id", uint64_t{proposal.item.value});
        json.member("ip", client ? client->toString() : std::string()).member("probability", proposal.probability);
        if (isJson)
            writeLine(json.endObject().take());
        else
            writeLine(std::to_string(proposal.item.value) + "\t" + (client ? client->toString() : "-") + "\t"
                + std::to_string(proposal.probability));
    }
}

ExitCode runAssist(const Arguments& arguments)
{
    ExitCode code = exitDone;
    const auto work = openFeedbackCase(arguments, "assist", 0, 1, CaseMode::ReadOnly, "a query or nothing", code);
    if (!work)
        return code;
    const auto question = asked(arguments);
    const auto jobs = jobCount(arguments);
    if (!question || !jobs)
        return fail(question ? jobs.error() : question.error());
    InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, *jobs);
    const auto answer = proposeAttack(*work, *question, context);
    if (!answer)
        return fail(answer.error());
    const auto snapshot = work->snapshot();
    if (!snapshot)
        return fail(snapshot.error());
    print(**snapshot, *answer, arguments.has("--json"));
    complain("feedback assist: " + std::to_string(answer->proposals.size()) + " proposals; "
        + std::to_string(answer->regular) + " request sets before, " + std::to_string(answer->fresh)
        + " of new clients, " + std::to_string(answer->known) + " of known clients left out");
    return finishOutput(exitDone);
}

} // namespace

Verb feedbackAssistVerb()
{
    return Verb{"feedback", "assist", "[QUERY]", "propose request sets of an attack: what is new and unlike before",
        options, &runAssist};
}

} // namespace assay::ctl
