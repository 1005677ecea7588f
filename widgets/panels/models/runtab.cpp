// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/runtab.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/modeldesk.h"
#include "widgets/panels/models/modelwords.h"
#include "widgets/plots/plotview.h"
#include "widgets/settings/appsettings.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace assay::gui {
namespace {

PlotData lossPlot(const TrainingLog& log)
{
    PlotData data;
    data.title = RunTab::tr("Loss");
    data.x.title = RunTab::tr("Round");
    data.y.title = RunTab::tr("Loss");
    data.y.low = 0;
    PlotSeries train, heldOut;
    train.title = RunTab::tr("learned from");
    heldOut.title = RunTab::tr("held out");
    train.color = 0;
    heldOut.color = 1;
    double best = std::nan("");
    uint64_t bestStep = 0;
    for (const TrainingLog::Point& point : log.curve()) {
        if (std::isfinite(point.train)) {
            train.x.push_back(double(point.step));
            train.y.push_back(point.train);
        }
        if (std::isfinite(point.holdOut)) {
            heldOut.x.push_back(double(point.step));
            heldOut.y.push_back(point.holdOut);
            if (!(best <= point.holdOut)) {
                best = point.holdOut;
                bestStep = point.step;
            }
        }
    }
    data.summary = std::isfinite(best)
        ? RunTab::tr("Least loss on held-out rows: %1 in round %2").arg(figure(best)).arg(bestStep)
        : RunTab::tr("Loss by round");
    if (std::isfinite(best))
        data.marks.push_back({double(bestStep), RunTab::tr("best: %1").arg(figure(best))});
    if (log.steps())
        data.x.high = double(std::max(log.steps(), log.step()));
    data.legendOnTop = true;
    data.series = {std::move(train), std::move(heldOut)};
    return data;
}

QString statusText(const TrainingLog& log)
{
    QStringList words;
    if (!log.stage().isEmpty())
        words << coreText(log.stage().toStdString());
    if (log.steps())
        words << RunTab::tr("round %1 of %2").arg(log.step()).arg(log.steps());
    if (std::isfinite(log.rate()) && log.rate() > 0)
        words << RunTab::tr("learning rate %1").arg(QLocale().toString(log.rate(), 'g', 3));
    if (log.perSecond() > 0)
        words << RunTab::tr("%1 rows").arg(formatRate(log.perSecond(), false));
    words << (log.hasEnded() ? RunTab::tr("took %1") : RunTab::tr("%1 so far")).arg(formatDuration(log.seconds()));
    if (log.secondsLeft() >= 0)
        words << RunTab::tr("%1 left").arg(formatDuration(log.secondsLeft()));
    return words.join(QStringLiteral(" · "));
}

} // namespace

RunTab::RunTab(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_gate(new TreeModel(gateColumns(), this))
{
    QWidget* head = buildHead();
    m_plot = new PlotView(this);
    m_plot->setObjectName(QStringLiteral("runPlot"));
    m_log = new QPlainTextEdit(this);
    m_log->setObjectName(QStringLiteral("runLog"));
    m_log->setAccessibleName(tr("Log of the training"));
    m_log->setReadOnly(true);
    m_log->setTabChangesFocus(true);
    m_log->setFrameShape(QFrame::NoFrame);
    m_log->setMaximumBlockCount(5000);
    m_gateTable = makeTable(this, m_gate, "runGate", tr("Gate of the training"));
    auto* below = new QSplitter(this);
    below->setChildrenCollapsible(false);
    below->addWidget(m_log);
    below->addWidget(m_gateTable);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_plot);
    splitter->addWidget(below);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(head);
    layout->addWidget(splitter, 1);
    ModelDesk& desk = context.live.models();
    connect(&desk, &ModelDesk::modelsChanged, this, &RunTab::fillRuns);
    connect(&desk, &ModelDesk::trainingStarted, this, &RunTab::showCurrent);
    connect(&desk, &ModelDesk::trainingChanged, this, [this] {
        if (isLive())
            showLog(m_context.live.models().log());
    });
    connect(&desk, &ModelDesk::trainingEnded, this, [this] {
        if (isLive())
            showLog(m_context.live.models().log());
    });
    connect(m_plot, &PlotView::failed, this, [this](const QString& text) {
        Q_EMIT m_context.live.notice({NoticeLevel::Error, text, {}});
    });
    fillRuns();
}

QWidget* RunTab::buildHead()
{
    auto* head = new QWidget(this);
    m_runs = new QComboBox(head);
    m_runs->setObjectName(QStringLiteral("runChoice"));
    m_runs->setAccessibleName(tr("Run"));
    m_runs->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_status = new QLabel(head);
    m_status->setObjectName(QStringLiteral("runStatus"));
    m_status->setTextFormat(Qt::PlainText);
    m_progress = new QProgressBar(head);
    m_progress->setObjectName(QStringLiteral("runProgress"));
    m_progress->setAccessibleName(tr("Progress of the training"));
    m_progress->setTextVisible(false);
    m_end = new QLabel(head);
    m_end->setObjectName(QStringLiteral("runEnd"));
    m_end->setTextFormat(Qt::PlainText);
    m_end->setWordWrap(true);
    QFont strong = font();
    strong.setBold(true);
    m_end->setFont(strong);
    m_pause = new QPushButton(tr("&Pause"), head);
    m_pause->setObjectName(QStringLiteral("runPause"));
    m_cancel = new QPushButton(tr("Cance&l, keep the best"), head);
    m_cancel->setObjectName(QStringLiteral("runCancel"));
    m_cancel->setToolTip(tr("Ends now; the best state so far becomes a version, marked \"stopped early\""));
    m_toRegistry = new QPushButton(tr("Show in registry"), head);
    m_toRegistry->setObjectName(QStringLiteral("runToRegistry"));
    auto* top = new QHBoxLayout;
    top->addWidget(m_runs);
    top->addWidget(m_status, 1);
    top->addWidget(m_pause);
    top->addWidget(m_cancel);
    top->addWidget(m_toRegistry);
    auto* layout = new QVBoxLayout(head);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->addLayout(top);
    layout->addWidget(m_progress);
    layout->addWidget(m_end);
    ModelDesk& desk = m_context.live.models();
    connect(m_pause, &QPushButton::clicked, this, [&desk] { desk.setPaused(!desk.isPaused()); });
    connect(m_cancel, &QPushButton::clicked, &desk, &ModelDesk::finishTraining);
    connect(m_toRegistry, &QPushButton::clicked, this, &RunTab::registryRequested);
    connect(m_runs, &QComboBox::currentIndexChanged, this, &RunTab::choose);
    return head;
}

// The training of this session comes first, then what the case remembers.
void RunTab::fillRuns()
{
    const QVariant before = m_runs->currentData();
    const ModelDesk& desk = m_context.live.models();
    {
        const QSignalBlocker quiet(m_runs);
        m_runs->clear();
        if (desk.request())
            m_runs->addItem(desk.isTraining() ? tr("Running now") : tr("Last of this session"), 0);
        for (const RunInfo& run : *desk.runs()) {
            const std::string& name = run.request.model.empty() ? run.request.kind : run.request.model;
            m_runs->addItem(tr("Run %1 · %2 · %3", "number, model, time")
                                .arg(run.number)
                                .arg(displayLine(name, 64), formatTime(run.startedAt, m_context.settings.timeZone())),
                qulonglong(run.number));
        }
        m_runs->setCurrentIndex(std::max(0, m_runs->findData(before)));
    }
    choose();
}

bool RunTab::isLive() const
{
    return m_runs->count() > 0 && m_runs->currentData().toULongLong() == 0;
}

void RunTab::showCurrent()
{
    fillRuns();
    m_runs->setCurrentIndex(0);
}

const RunInfo* RunTab::chosenRun() const
{
    for (const RunInfo& run : *m_context.live.models().runs()) {
        if (run.number == m_runs->currentData().toULongLong())
            return &run;
    }
    return nullptr;
}

void RunTab::choose()
{
    m_shownLines = 0;
    m_log->clear();
    if (isLive()) {
        showLog(m_context.live.models().log());
    } else if (const RunInfo* run = chosenRun()) {
        readRun(run->number);
    } else {
        m_past = {};
        showLog(m_past);
    }
}

void RunTab::readRun(uint64_t number)
{
    m_context.live.models().readRun(number, [this, number](const Result<ModelDesk::Events>& events) {
        if (m_runs->currentData().toULongLong() != number)
            return;
        m_past = {};
        if (!events) {
            m_end->setText(errorText(events.error(), Attempt::Other).full());
            return;
        }
        for (const train::TrainEvent& event : *events)
            m_past.add(event);
        m_shownLines = 0;
        m_log->clear();
        showLog(m_past);
    });
}

void RunTab::showLog(const TrainingLog& log)
{
    const auto lines = static_cast<qsizetype>(log.lines().size());
    if (lines < m_shownLines) {
        m_shownLines = 0;
        m_log->clear();
    }
    for (; m_shownLines < lines; ++m_shownLines) {
        const TrainingLog::Line& line = log.lines()[static_cast<size_t>(m_shownLines)];
        m_log->appendPlainText(QStringLiteral("%1 s  %2").arg(line.seconds, 7, 'f', 1).arg(line.text));
    }
    m_status->setText(log.curve().empty() && log.lines().empty() ? QString() : statusText(log));
    m_progress->setMaximum(log.steps() ? static_cast<int>(std::min<uint64_t>(log.steps(), 1'000'000)) : 0);
    m_progress->setValue(static_cast<int>(std::min<uint64_t>(log.step(), 1'000'000)));
    m_plot->setData(lossPlot(log));
    m_gate->setNodes(gateNodes(log.gate()));
    fitColumns(*m_gateTable);
    showEnd();
    updateButtons();
}

void RunTab::showEnd()
{
    QString text;
    if (isLive()) {
        const auto& outcome = m_context.live.models().outcome();
        if (outcome && *outcome)
            text = (*outcome)->error ? errorText(*(*outcome)->error, Attempt::Other).full() : endText(**outcome);
        else if (outcome)
            text = outcome->error().code == ErrorCode::Cancelled ? tr("Cancelled: nothing was kept.")
                                                                 : errorText(outcome->error(), Attempt::Other).full();
        else if (m_context.live.models().isPaused())
            text = tr("Paused.");
    } else if (const RunInfo* run = chosenRun()) {
        text = run->endedAt
            ? (run->outcome.error ? errorText(*run->outcome.error, Attempt::Other).full() : endText(run->outcome))
            : tr("It runs elsewhere, or the program ended before it did.");
    } else {
        text = tr("No model was trained yet.");
    }
    m_end->setText(text);
    m_end->setVisible(!text.isEmpty());
}

void RunTab::updateButtons()
{
    const ModelDesk& desk = m_context.live.models();
    const bool running = isLive() && desk.isTraining();
    m_progress->setVisible(running);
    m_pause->setVisible(running);
    m_pause->setText(desk.isPaused() ? tr("&Continue") : tr("&Pause"));
    m_cancel->setVisible(running);
    m_toRegistry->setVisible(!running && m_runs->count() > 0);
}

} // namespace assay::gui
