// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/snapshot.h"

#include <QObject>
#include <QTimeZone>
#include <QTimer>

#include <vector>

namespace assay::gui {

class LiveCase;
class QueryFocus;

// Says when what a panel makes of the rows that the query of the list finds is out of date: query, items or labels
// changed. Only while it is wanted. GUI thread.
class QueryWatch : public QObject
{
    Q_OBJECT
public:
    QueryWatch(LiveCase& live, QueryFocus& query, QObject* parent);
    // A panel that nobody sees asks for nothing; the first call with true asks at once.
    void setWanted(bool on);
    bool isWanted() const { return m_wanted; }
    void askSoon(); // something else that the answer depends on changed

Q_SIGNALS:
    void needed(); // time to work it out anew

private:
    bool m_wanted = false;
    bool m_isOld = true; // something changed since it was worked out
    QTimer m_delay;
};

// The rows of a snapshot that a query finds, in import order; any thread. BadArgument: the query is not sound.
Result<std::vector<uint32_t>> rowsOfQuery(const Case& file, const CaseSnapshot& snapshot, const QString& query,
    const QTimeZone& zone, const RunContext& context);

} // namespace assay::gui
