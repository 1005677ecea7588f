// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/hashchange.h"

#include "widgets/bridge/fuzzydesk.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace assay::gui {
namespace {

using States = std::vector<fuzzy::HashState>;

QString tr(const char* text, const char* comment = nullptr, int n = -1)
{
    return QCoreApplication::translate("assay::gui", text, comment, n);
}

int32_t sumOf(int32_t weight, int32_t more)
{
    const int64_t sum = int64_t{weight} + more;
    return static_cast<int32_t>(
        std::clamp<int64_t>(sum, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()));
}

Result<States> changedStates(const Case& file, const QString& storage, const std::vector<Blake2b512>& digests,
    std::optional<uint8_t> flag, const RunContext& context)
{
    auto local = FuzzyDesk::localStorage(file, storage, context);
    if (!local)
        return local.error();
    auto states = (*local)->states(digests);
    if (!states)
        return states.error();
    std::erase_if(*states, [](const fuzzy::HashState& state) { return !state.stored; });
    const HashChange change{flag ? HashChange::Kind::Move : HashChange::Kind::Delete, 0, flag.value_or(0)};
    for (fuzzy::HashState& state : *states)
        state = changedState(state, change);
    return states;
}

} // namespace

fuzzy::HashState changedState(const fuzzy::HashState& before, const HashChange& change)
{
    fuzzy::HashState after = before;
    if (!after.stored)
        return after;
    if (change.kind == HashChange::Kind::Delete)
        after.stored.reset();
    else if (change.kind == HashChange::Kind::Weight)
        after.stored->weight = sumOf(after.stored->weight, change.weight);
    else
        after.stored->flag = change.flag;
    return after;
}

void changeStoredHashes(Jobs& jobs, LiveCase& live, const QString& storage, const std::vector<Blake2b512>& digests,
    std::optional<uint8_t> flag)
{
    const std::shared_ptr<Case> file = live.file();
    if (!file)
        return;
    const auto work = [file, storage, digests, flag](
                          const RunContext& context) { return changedStates(*file, storage, digests, flag, context); };
    const JobTitle title{FuzzyDesk::tr("Change hashes"), storage, JobUnit::None, JobShow::Quiet};
    jobs.startInOrder<States>(&live, title, work, [&live, file, storage, flag](Result<States> states) {
        if (!states)
            live.report(states.error(), Attempt::Other);
        if (!states || states->empty() || file != live.file())
            return;
        const int count = static_cast<int>(states->size());
        const QString text = flag ? tr("%n hash(es) of %1 moved to flag %2", nullptr, count).arg(storage).arg(*flag)
                                  : tr("%n hash(es) of %1 deleted", nullptr, count).arg(storage);
        live.fuzzy().changeHashes(storage, std::move(*states), text);
    });
}

} // namespace assay::gui
