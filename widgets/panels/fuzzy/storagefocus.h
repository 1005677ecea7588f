// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/fuzzydesk.h"
#include "widgets/panels/fuzzy/hashrows.h"
#include "widgets/panels/panel.h"

#include <QObject>

#include <map>
#include <optional>

namespace assay::gui {

// What is known of a storage beside its rule.
struct StorageState
{
    std::optional<uint64_t> hashes; // empty: not known yet, or no answer
    std::optional<Error> error; // of the last try
    int64_t silentSince = 0; // Unix time of the first try without an answer; 0: it answers
    QString text; // "12,345 hashes", "No answer since 09:02"
};

// The storage that the storage manager shows, its hashes, and how all storages are. Reads in jobs and only while
// somebody looks (setActive). GUI thread.
class StorageFocus : public QObject
{
    Q_OBJECT
public:
    StorageFocus(const PanelContext& context, QObject* parent);

    FuzzyDesk& desk() const;
    const QString& name() const { return m_name; } // empty: none chosen
    const fuzzy::FuzzyRule* rule() const; // nullptr: none chosen
    bool isLocal() const { return rule() && rule()->isLocal(); }
    bool isWritable() const; // its stored hashes can be changed here
    // Of a local storage; null until they are read.
    const std::shared_ptr<const HashRows>& hashes() const { return m_hashes; }
    bool isReading() const { return m_reading; }
    const StorageState& state(const QString& name) const;

    // One that is not there yet is chosen when it comes.
    void choose(const QString& name);
    void setActive(bool active);
    void refresh(); // counts and hashes again

Q_SIGNALS:
    void storageChanged(); // another one, or its rule
    void hashesChanged(); // read, or gone
    void statesChanged();

private:
    void takeRules();
    void readStates();
    void readHashes();
    void wrapHashes(std::shared_ptr<const HashList> hashes);
    void takeCount(const QString& name, const Result<uint64_t>& count);

    PanelContext m_context;
    QString m_name;
    QString m_awaited; // to be chosen when it comes
    std::shared_ptr<const HashRows> m_hashes;
    std::map<QString, StorageState> m_states;
    bool m_active = false;
    bool m_stale = true;
    bool m_reading = false;
};

} // namespace assay::gui
