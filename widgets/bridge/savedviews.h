// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/snapshot.h"

#include <QObject>
#include <QTimeZone>
#include <QTimer>

#include <functional>
#include <optional>
#include <vector>

namespace assay::gui {

class Jobs;
class LiveCase;

// The queries of the open case that have a name, and how many items each of them matches now. GUI thread.
class SavedViews : public QObject
{
    Q_OBJECT
public:
    SavedViews(Jobs& jobs, LiveCase& live, std::function<QTimeZone()> zone, QObject* parent = nullptr);

    const std::vector<SavedView>& views() const { return m_views; }
    // Nullopt: not counted yet, or the query cannot be answered.
    std::optional<uint64_t> count(size_t index) const;
    // Index of the view with this Alt+digit, or of this name; nullopt when there is none.
    std::optional<size_t> withKey(int key) const;
    std::optional<size_t> named(const QString& name) const;

    // Stored at once; a failure is a notice of the case and the views are read again.
    void save(const SavedView& view); // adds, or replaces the one of this name; takes the key from any other
    void replace(size_t index, const SavedView& view);
    void remove(size_t index);
    void move(size_t index, int step);
    void apply(size_t index);

Q_SIGNALS:
    void changed(); // the views or their counts
    void applyRequested(const assay::SavedView& view);

private:
    void load();
    void store(std::vector<SavedView> views);
    void countSoon();
    void countNow();
    Jobs& m_jobs;
    LiveCase& m_live;
    std::function<QTimeZone()> m_zone;
    std::vector<SavedView> m_views;
    std::vector<std::optional<uint64_t>> m_counts;
    QTimer m_delay;
    bool m_counting = false;
};

} // namespace assay::gui
