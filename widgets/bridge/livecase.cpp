// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/livecase.h"

#include "core/casefile/casedetectors.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/fuzzydesk.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/labeldesk.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <climits>
#include <utility>

namespace assay::gui {
namespace {

std::filesystem::path toPath(const QString& path)
{
    return std::filesystem::path(QFile::encodeName(path).toStdString());
}

QString fileName(const QString& path)
{
    const QString name = QFileInfo(path).fileName();
    return displayLine(name.isEmpty() ? path : name, 120);
}

std::shared_ptr<const CaseSnapshot> emptySnapshot()
{
    auto snapshot = std::make_shared<CaseSnapshot>();
    snapshot->items = std::make_shared<ItemTable>();
    snapshot->sources = std::make_shared<std::vector<SourceInfo>>();
    snapshot->scans = std::make_shared<std::vector<ScanInfo>>();
    return snapshot;
}

uint64_t labelVersion(const CaseSnapshot& snapshot)
{
    return snapshot.labels ? snapshot.labels->version : 0;
}

std::shared_ptr<const CaseSnapshot> withLabels(const CaseSnapshot& snapshot, const CaseSnapshot& labelled)
{
    auto copy = std::make_shared<CaseSnapshot>(snapshot);
    copy->labels = labelled.labels;
    return copy;
}

} // namespace

// What one refresh read, and how long that took.
struct LiveCase::Refreshed
{
    std::shared_ptr<const CaseSnapshot> snapshot;
    qint64 costMs = 0;
};

LiveCase::LiveCase(Jobs& jobs, QObject* parent)
    : QObject(parent)
    , m_jobs(jobs)
    , m_labels(new LabelDesk(jobs, *this))
    , m_fuzzy(new FuzzyDesk(jobs, *this))
    , m_stale(std::make_shared<std::atomic<bool>>(false))
{
    setSnapshot(emptySnapshot());
    m_refreshTimer.setInterval(50);
    connect(&m_refreshTimer, &QTimer::timeout, this, [this] {
        if (m_stale->exchange(false))
            refresh();
    });
}

LiveCase::~LiveCase() = default;

QString LiveCase::path() const
{
    return m_case ? QFile::decodeName(m_case->path().c_str()) : QString();
}

QString LiveCase::title() const
{
    return m_case ? displayLine(QFileInfo(path()).completeBaseName(), 120) : QString();
}

std::optional<ScanInfo> LiveCase::currentScan() const
{
    return scans().empty() ? std::nullopt : std::optional(scans().back());
}

void LiveCase::report(const Error& error, Attempt attempt)
{
    if (error.code == ErrorCode::Cancelled)
        return;
    const ErrorText text = errorText(error, attempt);
    Q_EMIT notice({NoticeLevel::Error, text.full(), text.details});
}

void LiveCase::startOpening(const QString& path, std::function<Result<Opened>(const RunContext&)> work, Attempt attempt)
{
    const JobTitle title{tr("Open case"), fileName(path), JobUnit::None, JobShow::Visible};
    m_jobs.start<Opened>(this, QStringLiteral("open"), title, std::move(work), [this, attempt](Result<Opened> result) {
        if (result)
            take(std::move(*result));
        else
            report(result.error(), attempt);
    });
}

void LiveCase::open(const QString& path, CaseMode mode)
{
    startOpening(
        path,
        [file = toPath(path), mode](const RunContext&) -> Result<Opened> {
            auto opened = Case::open(file, mode);
            if (!opened)
                return opened.error();
            return Opened(std::move(*opened));
        },
        Attempt::OpenCase);
}

void LiveCase::create(const QString& path)
{
    startOpening(
        path,
        [file = toPath(path)](const RunContext&) -> Result<Opened> {
            auto created = Case::create(file);
            if (!created)
                return created.error();
            return Opened(std::move(*created));
        },
        Attempt::CreateCase);
}

void LiveCase::createWith(
    const QString& path, const QStringList& sources, const std::optional<DetectorOptions>& thenScan)
{
    m_sourcesAfterOpen = sources;
    m_scanAfterOpen = thenScan;
    startOpening(
        path,
        [file = toPath(path)](const RunContext&) -> Result<Opened> {
            auto opened = Case::openOrCreate(file);
            if (!opened)
                return opened.error();
            return Opened(std::move(*opened));
        },
        Attempt::CreateCase);
}

void LiveCase::take(Opened opened)
{
    close();
    m_case = std::move(opened);
    const std::optional<Error>& reason = m_case->readOnlyReason();
    if (reason) {
        const ErrorText text = errorText(*reason, Attempt::OpenCase);
        Q_EMIT notice({NoticeLevel::Warning,
            tr("%1 is open for reading only: nothing that you change can be stored. %2").arg(title(), text.nextStep),
            text.details});
    }
    if (m_case->wasLeftOpen()) {
        Q_EMIT notice({NoticeLevel::Info,
            tr("%1 was not closed the last time. Everything that was accepted is there.").arg(title()), {}});
    }
    m_refreshTimer.start();
    Q_EMIT caseChanged();
    refresh();
}

void LiveCase::close()
{
    if (!m_case)
        return;
    Q_EMIT closing();
    for (const QString& slot : {QStringLiteral("refresh"), QStringLiteral("add"), QStringLiteral("scan")})
        m_jobs.cancel(this, slot);
    m_refreshTimer.stop();
    m_case = nullptr; // jobs that still run keep it alive until they end
    setSnapshot(emptySnapshot());
    m_stale = std::make_shared<std::atomic<bool>>(false);
    m_waiting.clear();
    m_thenScan.reset();
    m_importing = m_scanning = m_refreshing = false;
    m_refreshCostMs = 0;
    Q_EMIT caseChanged();
}

void LiveCase::markStale()
{
    m_stale->store(true);
}

void LiveCase::refresh()
{
    if (!m_case)
        return;
    if (m_refreshing) {
        m_stale->store(true);
        return;
    }
    m_refreshing = true;
    const JobTitle title{tr("Read case"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file = m_case, previous = m_snapshot](const RunContext& context) -> Result<Refreshed> {
        QElapsedTimer clock;
        clock.start();
        auto snapshot = file->snapshot(previous, context);
        if (!snapshot)
            return snapshot.error();
        return Refreshed{std::move(*snapshot), clock.elapsed()};
    };
    m_jobs.start<Refreshed>(this, QStringLiteral("refresh"), title, work, [this](Result<Refreshed> result) {
        m_refreshing = false;
        if (result)
            takeSnapshot(*result);
        else
            report(result.error(), Attempt::OpenCase);
    });
}

void LiveCase::setSnapshot(std::shared_ptr<const CaseSnapshot> snapshot)
{
    if (!m_snapshot || m_snapshot->sources != snapshot->sources)
        m_names = std::make_shared<SourceNames>(*snapshot->sources);
    m_snapshot = std::move(snapshot);
}

void LiveCase::takeLabels(const CaseSnapshot& snapshot)
{
    if (!snapshot.labels || labelVersion(snapshot) < labelVersion(*m_snapshot))
        return;
    m_snapshot = withLabels(*m_snapshot, snapshot);
    Q_EMIT labelsChanged();
}

void LiveCase::setBlind(bool on)
{
    m_blind = on ? std::make_shared<const BlindReview>() : nullptr;
    Q_EMIT labelsChanged();
}

void LiveCase::reveal(const std::vector<ItemId>& items)
{
    if (!m_blind)
        return;
    auto more = std::make_shared<BlindReview>(*m_blind);
    for (const ItemId item : items)
        more->revealed.insert(item.value);
    m_blind = std::move(more);
}

void LiveCase::takeSnapshot(const Refreshed& refreshed)
{
    const std::optional<ScanInfo> before = currentScan();
    // A label stored while this was read is shown already and must not disappear again for a moment.
    const bool older = labelVersion(*refreshed.snapshot) < labelVersion(*m_snapshot);
    setSnapshot(older ? withLabels(*refreshed.snapshot, *m_snapshot) : refreshed.snapshot);
    if (older)
        markStale();
    // A refresh of a million rows costs more than one of a hundred: never spend more than a quarter of the time on it.
    m_refreshCostMs = refreshed.costMs;
    m_refreshTimer.setInterval(static_cast<int>(std::clamp<qint64>(4 * m_refreshCostMs, 50, 3000)));
    Q_EMIT sourcesChanged();
    Q_EMIT scansChanged();
    Q_EMIT itemsChanged();
    const std::optional<ScanInfo> now = currentScan();
    if (now && (!before || before->id != now->id || before->complete != now->complete))
        Q_EMIT currentScanChanged();
    if (!m_sourcesAfterOpen.isEmpty())
        addSources(std::exchange(m_sourcesAfterOpen, {}), std::exchange(m_scanAfterOpen, std::nullopt));
}

void LiveCase::addSources(const QStringList& paths, const std::optional<DetectorOptions>& thenScan)
{
    if (thenScan)
        m_thenScan = thenScan;
    m_waiting += paths;
    if (m_case && !m_importing)
        addNext();
}

void LiveCase::addNext()
{
    if (m_waiting.isEmpty()) {
        if (m_thenScan)
            scan(*std::exchange(m_thenScan, std::nullopt));
        return;
    }
    const QString path = m_waiting.takeFirst();
    m_importing = true;
    const JobTitle title{tr("Import"), fileName(path), JobUnit::Bytes, JobShow::Visible};
    const auto work = [file = m_case, source = toPath(path), stale = m_stale](const RunContext& context) {
        return file->add(source, AddOptions{}, context, [stale](const AddProgress&) { stale->store(true); });
    };
    m_jobs.start<AddReport>(this, QStringLiteral("add"), title, work, [this, path](Result<AddReport> result) {
        m_importing = false;
        finishAdd(path, result);
        markStale();
        addNext();
    });
}

void LiveCase::finishAdd(const QString& path, const Result<AddReport>& result)
{
    if (!result) {
        report(result.error(), Attempt::AddSource);
        return;
    }
    const AddReport& added = *result;
    const QString items = tr("%n item(s)", nullptr, static_cast<int>(std::min<uint64_t>(added.items, INT_MAX)));
    if (added.stoppedBy && added.stoppedBy->code == ErrorCode::Cancelled) {
        Q_EMIT notice(
            {NoticeLevel::Info, tr("Import of %1 stopped: %2 before it are kept.").arg(fileName(path), items), {}});
    } else if (added.stoppedBy) {
        const ErrorText text = errorText(*added.stoppedBy, Attempt::AddSource);
        Q_EMIT notice({NoticeLevel::Error,
            tr("%1 %2 before it are available. %3", "error, count of items, next step")
                .arg(text.summary, items, text.nextStep),
            text.details});
    } else if (added.failed > 0) {
        Q_EMIT notice({NoticeLevel::Warning,
            tr("Imported %1 of %2; %n of them could not be read back.", nullptr,
                static_cast<int>(std::min<uint64_t>(added.failed, INT_MAX)))
                .arg(items, fileName(path)),
            {}});
    }
}

void LiveCase::scan(const DetectorOptions& options, const ItemSelection& items)
{
    if (!m_case || m_case->isReadOnly())
        return;
    m_scanning = true;
    const JobTitle title{tr("Scan"), this->title(), JobUnit::Items, JobShow::Visible};
    const auto work = [file = m_case, options, items, stale = m_stale](
                          const RunContext& context) -> Result<CaseScanReport> {
        auto detectors = createDetectors(*file, options);
        if (!detectors)
            return detectors.error();
        CaseScanOptions how;
        how.items = items;
        return file->scan(*detectors, how, context, [stale](const StoredBatch&) { stale->store(true); });
    };
    m_scanJob =
        m_jobs.start<CaseScanReport>(this, QStringLiteral("scan"), title, work, [this](Result<CaseScanReport> result) {
            m_scanning = false;
            finishScan(result);
            markStale();
        });
    Q_EMIT scansChanged();
}

void LiveCase::stopScan()
{
    if (m_scanning)
        m_jobs.cancel(m_scanJob);
}

void LiveCase::finishScan(const Result<CaseScanReport>& result)
{
    Q_EMIT scansChanged();
    if (!result) {
        report(result.error(), Attempt::Scan);
        return;
    }
    const ScanReport& scan = result->report;
    if (result->stoppedBy && result->stoppedBy->code != ErrorCode::Cancelled) {
        report(*result->stoppedBy, Attempt::Scan);
        return;
    }
    QString text = scan.partial
        ? tr("Scan stopped after %n item(s); their hits are kept.", nullptr, static_cast<int>(scan.items))
        : tr("Scanned %n item(s)", nullptr, static_cast<int>(scan.items));
    if (!scan.partial && scan.failed)
        text += tr(" · %n could not be read", nullptr, static_cast<int>(scan.failed));
    int rules = 0, storages = 0;
    QString details;
    for (const DroppedRule& dropped : scan.dropped) {
        ++(dropped.detector == DetectorKind::Fuzzy ? storages : rules);
        details += QString::fromStdString(dropped.rule + ": " + dropped.reason) + QChar('\n');
    }
    if (rules > 0)
        text += tr(" · %n rule(s) not used", nullptr, rules);
    if (storages > 0)
        text += tr(" · %n fuzzy storage(s) did not answer for every item", nullptr, storages);
    Q_EMIT notice({scan.failed ? NoticeLevel::Warning : NoticeLevel::Info, text, details});
}

} // namespace assay::gui
