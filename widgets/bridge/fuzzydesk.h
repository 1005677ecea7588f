// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "core/fuzzy/wire/fuzzyserver.h"

#include <QObject>

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace assay::gui {

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

    FuzzyDesk(Jobs& jobs, LiveCase& live);
    ~FuzzyDesk() override;

    // By name; empty while no case is open. Never null.
    const std::shared_ptr<const Rules>& rules() const { return m_rules; }
    const fuzzy::FuzzyRule* rule(const QString& name) const; // nullptr: none of that name

    void setRule(const fuzzy::FuzzyRule& rule, const QString& oldName = {});
    void removeRule(const QString& name);

    // Newest plan wins: an older one that still runs is stopped and never handed over.
    void plan(std::vector<ItemId> items, const LearnRequest& request, std::function<void(const Result<Plan>&)> done);
    void learn(const Plan& plan, const QString& query);
    // As Case::changeHashes.
    void changeHashes(const QString& storage, std::vector<fuzzy::HashState> after, const QString& text);

    // Services that this program runs: a local storage, by the name of its rule, for other programs. No socket is open
    // before startService().
    void startService(const QString& name, const fuzzy::ServerOptions& options);
    void stopService(const QString& name);
    const fuzzy::FuzzyServer* service(const QString& name) const; // nullptr: not running

Q_SIGNALS:
    void rulesChanged();
    void hashesChanged(const QString& storage); // learned, forgotten, moved, expired, undone
    void learned(const assay::LearnReport& report);
    void serviceChanged(const QString& storage);

private:
    Jobs& m_jobs;
    LiveCase& m_live;
    std::shared_ptr<const Rules> m_rules;
    std::map<QString, std::unique_ptr<fuzzy::FuzzyServer>> m_services;
};

} // namespace assay::gui
