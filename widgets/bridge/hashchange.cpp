// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/hashchange.h"

#include "widgets/bridge/fuzzydesk.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::gui {
namespace {

using States = std::vector<fuzzy::HashState>;

QString tr(const char* text, const char* comment = nullptr, int n = -1)
{
    return QCoreApplication::translate("assay::gui", text, comment, n);
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
    for (fuzzy::HashState& state : *states) {
        if (flag)
            state.stored->flag = *flag;
        else
            state.stored.reset();
    }
    return states;
}

} // namespace

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
