// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/fuzzydesk.h"

#include "widgets/bridge/fuzzyservices.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/labeldesk.h"
#include "widgets/bridge/livecase.h"

#include <algorithm>
#include <utility>

namespace assay::gui {
namespace {

JobTitle quiet(const QString& name, const QString& target)
{
    return {name, target, JobUnit::None, JobShow::Quiet};
}

} // namespace

FuzzyDesk::FuzzyDesk(Jobs& jobs, LiveCase& live)
    : QObject(&live)
    , m_jobs(jobs)
    , m_live(live)
    , m_services(new FuzzyServices(jobs, live))
    , m_rules(std::make_shared<const Rules>())
{
    connect(&live, &LiveCase::caseChanged, this, [this] {
        takeRules({});
        readRules();
    });
    connect(&live.labels(), &LabelDesk::stored, this, [this](const LabelChange& change) {
        using feedback::OperationKind;
        const OperationKind kind = change.operation.kind;
        if (change.isFuzzy() && (kind == OperationKind::Undo || kind == OperationKind::Redo))
            Q_EMIT hashesChanged({});
    });
}

const fuzzy::FuzzyRule* FuzzyDesk::rule(const QString& name) const
{
    const std::string wanted = name.toStdString();
    const auto found = std::find_if(
        m_rules->begin(), m_rules->end(), [&wanted](const fuzzy::FuzzyRule& known) { return known.name == wanted; });
    return found == m_rules->end() ? nullptr : &*found;
}

void FuzzyDesk::setRule(const fuzzy::FuzzyRule& rule, const QString& oldName)
{
    changeRules(QString::fromStdString(rule.name),
        [rule, oldName = oldName.toStdString()](Case& file) { return file.setFuzzyRule(rule, oldName); });
}

void FuzzyDesk::removeRule(const QString& name)
{
    m_services->stop(name);
    changeRules(name, [name = name.toStdString()](Case& file) { return file.removeFuzzyRule(name); });
}

void FuzzyDesk::changeRules(const QString& name, RuleChange change)
{
    const std::shared_ptr<Case> file = m_live.file();
    if (!file)
        return;
    const auto work = [file, change = std::move(change)](const RunContext&) -> Result<Rules> {
        const auto changed = change(*file);
        if (!changed)
            return changed.error();
        return file->fuzzyRules();
    };
    m_jobs.startInOrder<Rules>(this, quiet(tr("Change storage"), name), work, [this, file](Result<Rules> rules) {
        if (!rules)
            m_live.report(rules.error(), Attempt::Label);
        else if (file == m_live.file())
            takeRules(std::move(*rules));
    });
}

void FuzzyDesk::readRules()
{
    const std::shared_ptr<Case> file = m_live.file();
    if (!file)
        return;
    const auto work = [file](const RunContext&) { return file->fuzzyRules(); };
    m_jobs.startInOrder<Rules>(this, quiet(tr("Read storages"), {}), work, [this, file](Result<Rules> rules) {
        if (!rules)
            m_live.report(rules.error(), Attempt::OpenCase);
        else if (file == m_live.file())
            takeRules(std::move(*rules));
    });
}

void FuzzyDesk::takeRules(Rules rules)
{
    m_rules = std::make_shared<const Rules>(std::move(rules));
    Q_EMIT rulesChanged();
}

void FuzzyDesk::plan(
    std::vector<ItemId> items, const LearnRequest& request, std::function<void(const Result<Plan>&)> done)
{
    const std::shared_ptr<Case> file = m_live.file();
    if (!file)
        return;
    const JobTitle title{
        tr("Plan learning"), QString::fromStdString(request.storage), JobUnit::Items, JobShow::Visible};
    const auto work = [file, items = std::move(items), request](
                          const RunContext& context) { return file->planLearning(items, request, context); };
    m_jobs.start<Plan>(
        this, QStringLiteral("plan"), title, work, [done = std::move(done)](const Result<Plan>& plan) { done(plan); });
}

void FuzzyDesk::learn(const Plan& plan, const QString& query)
{
    const auto report = std::make_shared<std::optional<LearnReport>>(); // written by the job, read after it
    const auto change = [plan, report, query = query.toStdString()](
                            Case& file, const RunContext& context) -> Result<std::optional<LabelChange>> {
        auto learned = file.learn(*plan, query, context);
        if (!learned)
            return learned.error();
        *report = *learned;
        if (!learned->isUndoable)
            return std::optional<LabelChange>();
        return std::optional(LabelChange{std::move(learned->operation), {}, {}});
    };
    const auto then = [this, report, storage = QString::fromStdString(plan->request.storage)] {
        Q_EMIT hashesChanged(storage);
        Q_EMIT learned(**report);
    };
    m_live.labels().store(plan->request.forget ? tr("Forget") : tr("Learn"), plan->items.size(), change, then);
}

void FuzzyDesk::changeHashes(const QString& storage, std::vector<fuzzy::HashState> after, const QString& text)
{
    const size_t count = after.size();
    const auto change = [storage = storage.toStdString(), after = std::move(after), text = text.toStdString()](
                            Case& file, const RunContext& context) -> Result<std::optional<LabelChange>> {
        auto operation = file.changeHashes(storage, after, text, context);
        if (!operation)
            return operation.error();
        return std::optional(LabelChange{std::move(*operation), {}, {}});
    };
    m_live.labels().store(tr("Change hashes"), count, change, [this, storage] { Q_EMIT hashesChanged(storage); });
}

Result<FuzzyDesk::Local> FuzzyDesk::localStorage(const Case& file, const QString& name, const RunContext& context)
{
    auto storage = file.fuzzyStorage(name.toStdString(), context);
    if (!storage)
        return storage.error();
    auto local = std::dynamic_pointer_cast<fuzzy::LocalStorage>(*storage);
    if (!local)
        return Error{ErrorCode::BadArgument, name.toStdString(), "not a local storage"};
    return local;
}

} // namespace assay::gui
