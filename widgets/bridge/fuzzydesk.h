// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace assay::gui {

class FuzzyServices;
class Jobs;
class LiveCase;

// The fuzzy storages of the open case for everything that shows or changes them. What takes time is a job; failures are
// notices of the LiveCase. GUI thread.
class FuzzyDesk : public QObject
{
    Q_OBJECT
public:
    using Rules = std::vector<fuzzy::FuzzyRule>;
    using Plan = std::shared_ptr<const LearnPlan>;
    using Local = std::shared_ptr<fuzzy::LocalStorage>;

    FuzzyDesk(Jobs& jobs, LiveCase& live);

    // By name; empty while no case is open. Never null.
    const std::shared_ptr<const Rules>& rules() const { return m_rules; }
    const fuzzy::FuzzyRule* rule(const QString& name) const; // nullptr: none of that name; valid until rulesChanged()

    void setRule(const fuzzy::FuzzyRule& rule, const QString& oldName = {});
    void removeRule(const QString& name);

    // Newest plan wins: an older one that still runs is stopped and never handed over.
    void plan(std::vector<ItemId> items, const LearnRequest& request, std::function<void(const Result<Plan>&)> done);
    // As Case::learn; undone with LabelDesk::undo() when the storage is local.
    void learn(const Plan& plan, const QString& query);
    // As Case::changeHashes.
    void changeHashes(const QString& storage, std::vector<fuzzy::HashState> after, const QString& text);

    // Of local storages, for other programs.
    FuzzyServices& services() const { return *m_services; }

    // For work in jobs, any thread: the local storage of a rule; BadArgument when the rule names a server.
    static Result<Local> localStorage(const Case& file, const QString& name, const RunContext& context = {});

Q_SIGNALS:
    void rulesChanged();
    void hashesChanged(const QString& storage); // learned, forgotten, moved, expired; empty: undone, in whichever
    void learned(const assay::LearnReport& report);

private:
    using RuleChange = std::function<Result<void>(Case&)>;
    void changeRules(const QString& name, RuleChange change);
    void readRules();
    void takeRules(Rules rules);

    Jobs& m_jobs;
    LiveCase& m_live;
    FuzzyServices* m_services;
    std::shared_ptr<const Rules> m_rules;
};

} // namespace assay::gui
