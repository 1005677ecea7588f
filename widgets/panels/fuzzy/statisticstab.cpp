// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/statisticstab.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/fuzzyservices.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/plots/plotview.h"
#include "widgets/settings/appsettings.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QSaveFile>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

constexpr int refreshMs = 5000;

PlotData checksPlot(const std::deque<FuzzyServices::Sample>& samples)
{
    PlotData data;
    data.title = StatisticsTab::tr("Checks a minute, last 24 hours");
    data.x.text = [](double at) { return formatTime(static_cast<int64_t>(at), QTimeZone::systemTimeZone()); };
    data.x.title = StatisticsTab::tr("Time");
    data.y.low = 0;
    PlotSeries checked, found;
    checked.title = StatisticsTab::tr("Checked a minute");
    found.title = StatisticsTab::tr("Found a minute");
    for (size_t i = 1; i < samples.size(); ++i) {
        const double minutes = std::max(1.0, double(samples[i].at - samples[i - 1].at)) / 60;
        checked.x.push_back(double(samples[i].at));
        found.x.push_back(double(samples[i].at));
        checked.y.push_back(double(samples[i].checked - samples[i - 1].checked) / minutes);
        found.y.push_back(double(samples[i].found - samples[i - 1].found) / minutes);
    }
    data.series = {std::move(checked), std::move(found)};
    return data;
}

} // namespace

StatisticsTab::StatisticsTab(const PanelContext& context, StorageFocus& focus, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_focus(focus)
    , m_services(focus.desk().services())
    , m_model(new TreeModel(figureColumns(), this))
    , m_tree(new QTreeView(this))
    , m_note(new QLabel(this))
    , m_checks(new PlotView(this, PlotView::Size::Compact))
{
    m_tree->setObjectName(QStringLiteral("fuzzyStats"));
    m_tree->setAccessibleName(tr("Statistics of the storage"));
    m_tree->setModel(m_model);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->header()->setStretchLastSection(false);
    m_note->setObjectName(QStringLiteral("statisticsNote"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setContentsMargins(8, 0, 8, 4);
    m_checks->setObjectName(QStringLiteral("statisticsChecks"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildTools());
    layout->addWidget(m_note);
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_checks);
    m_again.setInterval(refreshMs);
    connect(&m_again, &QTimer::timeout, this, [this] {
        if (isVisible() && m_services.running(m_focus.name()))
            refresh();
    });
    m_again.start();
    connect(&focus, &StorageFocus::storageChanged, this, &StatisticsTab::refresh);
    connect(&focus, &StorageFocus::statesChanged, this, &StatisticsTab::refresh);
    connect(&m_services, &FuzzyServices::changed, this, &StatisticsTab::refresh);
    connect(m_order, &QComboBox::activated, this, &StatisticsTab::present);
    connect(m_raw, &QCheckBox::toggled, this, &StatisticsTab::present);
}

QWidget* StatisticsTab::buildTools()
{
    auto* bar = new QWidget(this);
    m_order = new QComboBox(bar);
    m_order->setObjectName(QStringLiteral("statisticsOrder"));
    m_order->addItems({tr("by checked"), tr("by matched"), tr("by errors"), tr("by address")});
    m_order->setAccessibleName(tr("Order of clients"));
    m_raw = new QCheckBox(tr("Ra&w numbers"), bar);
    m_raw->setObjectName(QStringLiteral("statisticsRaw"));
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(8, 6, 8, 4);
    layout->addWidget(new QLabel(tr("Clients:"), bar));
    layout->addWidget(m_order);
    layout->addWidget(m_raw);
    layout->addStretch();
    const auto button = [&](const char* name, const QString& text, auto call) {
        auto* made = new QToolButton(bar);
        made->setObjectName(QString::fromLatin1(name));
        made->setText(text);
        made->setMinimumHeight(24);
        layout->addWidget(made);
        connect(made, &QToolButton::clicked, this, call);
    };
    button("statisticsRefresh", tr("&Refresh"), [this] { refresh(); });
    button("statisticsCopy", tr("&Copy as text"), [this] { copy(); });
    button("statisticsExport", tr("E&xport…"), [this] { chooseExport(); });
    return bar;
}

void StatisticsTab::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void StatisticsTab::refresh()
{
    const std::shared_ptr<Case> file = m_context.live.file();
    const fuzzy::FuzzyRule* rule = m_focus.rule();
    if (!isVisible())
        return;
    if (!file || !rule) {
        m_figures = {};
        present();
        return;
    }
    const QString name = m_focus.name();
    const auto server = m_services.running(name);
    const JobTitle title{tr("Read statistics"), name, JobUnit::None, JobShow::Quiet};
    const auto work = [file, name, local = rule->isLocal(), server](const RunContext& context) -> Result<FuzzyFigures> {
        FuzzyFigures figures;
        if (server)
            figures.service = server->statistics();
        if (!local)
            return figures; // what it stores is asked for the list of storages
        const auto storage = FuzzyDesk::localStorage(*file, name, context);
        if (!storage)
            return storage.error();
        auto counted = (*storage)->statistics();
        if (!counted)
            return counted.error();
        figures.storage = std::move(*counted);
        return figures;
    };
    m_context.jobs.start<FuzzyFigures>(
        this, QStringLiteral("statistics"), title, work, [this, name](Result<FuzzyFigures> figures) {
            if (name != m_focus.name())
                return;
            m_figures = figures ? std::move(*figures) : FuzzyFigures{};
            if (!m_focus.isLocal())
                m_figures.remoteHashes = m_focus.state(name).hashes;
            present();
        });
}

void StatisticsTab::present()
{
    const fuzzy::FuzzyRule* rule = m_focus.rule();
    const FigureStyle style{static_cast<fuzzy::StatisticsOrder>(m_order->currentIndex()), m_raw->isChecked(),
        m_context.settings.timeZone()};
    m_model->updateNodes(rule ? figureNodes(m_figures, *rule, style) : std::vector<TreeNode>{});
    m_tree->expandAll();
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_tree->resizeColumnToContents(column);
    m_note->setText(m_focus.state(m_focus.name()).text);
    m_note->setVisible(!m_note->text().isEmpty());
    showChecks();
}

void StatisticsTab::showChecks()
{
    const auto& samples = m_services.samples(m_focus.name());
    m_checks->setVisible(samples.size() > 2);
    if (samples.size() > 2)
        m_checks->setData(checksPlot(samples));
}

void StatisticsTab::copy()
{
    QString text = figureText(m_model->nodes());
    if (m_figures.service) {
        fuzzy::StatisticsText how;
        how.rawNumbers = m_raw->isChecked();
        how.order = static_cast<fuzzy::StatisticsOrder>(m_order->currentIndex());
        text += QChar('\n')
            + QString::fromStdString(fuzzy::statisticsText(*m_figures.service, m_focus.name().toStdString(), how));
    }
    QApplication::clipboard()->setText(text);
}

void StatisticsTab::chooseExport()
{
    auto* dialog = new QFileDialog(this, tr("Export statistics"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    QStringList kinds{tr("Text (*.txt)")};
    if (m_figures.service)
        kinds << tr("JSON of the service (*.json)");
    dialog->setNameFilters(kinds);
    dialog->setDefaultSuffix(QStringLiteral("txt"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& name) {
        const bool json = name.endsWith(QStringLiteral(".json")) && m_figures.service;
        const QByteArray text = json ? QByteArray::fromStdString(fuzzy::statisticsJson(*m_figures.service))
                                     : figureText(m_model->nodes()).toUtf8();
        QSaveFile file(name);
        const bool written = file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
        if (!written)
            m_context.live.report(
                {ErrorCode::WriteFailed, name.toStdString(), file.errorString().toStdString()}, Attempt::SaveFile);
    });
    dialog->open();
}

} // namespace assay::gui
