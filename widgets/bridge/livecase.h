// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "widgets/bridge/errortext.h"
#include "widgets/bridge/itemrows.h"
#include "widgets/bridge/notice.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <atomic>
#include <memory>
#include <optional>

namespace assay::gui {

class BatchDesk;
class FuzzyDesk;
class Jobs;
class LabelDesk;
class ModelDesk;

// The QObject face of the open case: immutable snapshots of its parts, one signal for each part that changed, and its
// operations as jobs. GUI thread.
class LiveCase : public QObject
{
    Q_OBJECT
public:
    explicit LiveCase(Jobs& jobs, QObject* parent = nullptr);
    ~LiveCase() override;

    // Makes an error a notice; Cancelled is silent.
    void report(const Error& error, Attempt attempt);
    // Something of the case changed in a way that only reading it again tells.
    void markStale();

    bool isOpen() const { return m_case != nullptr; }
    bool isReadOnly() const { return m_case && m_case->isReadOnly(); }
    QString path() const;
    QString title() const; // file name without ".assay"
    const std::shared_ptr<Case>& file() const { return m_case; }

    // Everything that lists, views and exports ask; never null, empty while no case is open.
    const std::shared_ptr<const CaseSnapshot>& snapshot() const { return m_snapshot; }
    const std::shared_ptr<const ItemTable>& items() const { return m_snapshot->items; }
    const std::vector<SourceInfo>& sources() const { return *m_snapshot->sources; }
    const std::shared_ptr<const SourceNames>& names() const { return m_names; }
    const std::vector<ScanInfo>& scans() const { return *m_snapshot->scans; }
    // The newest scan, or the one that runs; nullopt before the first.
    std::optional<ScanInfo> currentScan() const;
    bool isScanning() const { return m_scanning; }
    bool isImporting() const { return m_importing || !m_waiting.isEmpty(); }

    // Each of these starts a job and returns; failures arrive as notice().
    void open(const QString& path, CaseMode mode = CaseMode::ReadWrite);
    void create(const QString& path);
    // Opens the case when there is one at `path`, else makes it; then adds the sources and scans as addSources() does.
    void createWith(
        const QString& path, const QStringList& sources, const std::optional<DetectorOptions>& thenScan = std::nullopt);
    void close();
    // Adds files and folders one after another; after the last one a scan with `thenScan` starts, when given.
    void addSources(const QStringList& paths, const std::optional<DetectorOptions>& thenScan = std::nullopt);
    void scan(const DetectorOptions& options, const ItemSelection& items = {});
    void stopScan();

    // Labels, bookmarks, tags and notes of the case are changed here.
    LabelDesk& labels() { return *m_labels; }
    // Fuzzy storages of the case.
    FuzzyDesk& fuzzy() { return *m_fuzzy; }
    // Batches of labelled items; made when first asked for.
    BatchDesk& batches();
    // Models of the case, their training and comparison; made when first asked for.
    ModelDesk& models();
    // The labels of `snapshot` take the place of older ones; everything else stays, so lists repaint and ask nothing.
    void takeLabels(const CaseSnapshot& snapshot);
    // A blind review shows scores, hits and earlier labels of an item only after it got a label.
    void setBlind(bool on);
    const std::shared_ptr<const BlindReview>& blind() const { return m_blind; } // null: no blind review
    void reveal(const std::vector<ItemId>& items);

Q_SIGNALS:
    void closing(); // the case is still open: the last moment to store something
    void caseChanged(); // opened or closed; the snapshots are empty or loaded
    void sourcesChanged();
    void itemsChanged(); // items or their scores
    void labelsChanged(); // labels or marks, of the same items in the same order
    void scansChanged();
    void currentScanChanged(); // hits of items may read differently now
    void notice(const assay::gui::Notice& notice);

private:
    using Opened = std::shared_ptr<Case>;
    struct Refreshed;
    void startOpening(const QString& path, std::function<Result<Opened>(const RunContext&)> work, Attempt attempt);
    void take(Opened opened);
    void refresh();
    void takeSnapshot(const Refreshed& refreshed);
    void setSnapshot(std::shared_ptr<const CaseSnapshot> snapshot);
    void addNext();
    void finishAdd(const QString& path, const Result<AddReport>& result);
    void finishScan(const Result<CaseScanReport>& result);

    Jobs& m_jobs;
    LabelDesk* m_labels;
    FuzzyDesk* m_fuzzy = nullptr;
    BatchDesk* m_batches = nullptr;
    ModelDesk* m_models = nullptr;
    std::shared_ptr<const BlindReview> m_blind;
    std::shared_ptr<Case> m_case;
    std::shared_ptr<const CaseSnapshot> m_snapshot;
    std::shared_ptr<const SourceNames> m_names;

    QStringList m_waiting; // sources to add
    QStringList m_sourcesAfterOpen;
    std::optional<DetectorOptions> m_scanAfterOpen;
    std::optional<DetectorOptions> m_thenScan;
    bool m_importing = false;
    bool m_scanning = false;
    quint64 m_scanJob = 0;

    // Set by working threads after each commit, read by the timer.
    std::shared_ptr<std::atomic<bool>> m_stale;
    QTimer m_refreshTimer;
    bool m_refreshing = false;
    qint64 m_refreshCostMs = 0;
};

} // namespace assay::gui
