// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/traffic/timelinepanel.h"

#include "widgets/bridge/batchdesk.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queriedrows.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/panels/traffic/trafficwords.h"
#include "widgets/plots/timelineplot.h"
#include "widgets/settings/appsettings.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace assay::gui {
namespace {

constexpr size_t classes = static_cast<size_t>(TrafficClass::Count);

// The bars of a level between two times, as the plot wants them.
TimelineBins binsOf(const Timeline& timeline, double from, double to, int most)
{
    const auto begin = static_cast<int64_t>(from * 1000), end = static_cast<int64_t>(to * 1000);
    const Timeline::Level& level = timeline.levelFor(begin, end, static_cast<size_t>(most));
    const auto count = static_cast<int64_t>(level.bars.size());
    const int64_t first = std::clamp<int64_t>((begin - level.begin) / level.step, 0, count);
    const int64_t last = std::clamp<int64_t>((end - level.begin) / level.step + 1, first, count);
    TimelineBins bins;
    bins.step = static_cast<double>(level.step) / 1000;
    bins.first = static_cast<double>(level.begin + first * level.step) / 1000;
    bins.counts.assign(classes, {});
    for (int64_t bar = first; bar < last; ++bar) {
        for (size_t number = 0; number < classes; ++number)
            bins.counts[number].push_back(static_cast<double>(level.bars[static_cast<size_t>(bar)].requests[number]));
    }
    return bins;
}

TimelineLane laneOf(const QString& title, std::shared_ptr<const Timeline> timeline)
{
    return {title, [timeline = std::move(timeline)](double from, double to, int most) {
                return binsOf(*timeline, from, to, most);
            }};
}

QToolButton* toolButton(const char* name, const QString& text, const QString& tip, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(QString::fromLatin1(name));
    button->setText(text);
    button->setToolTip(tip);
    button->setAutoRaise(true);
    return button;
}

} // namespace

TimelinePanel::TimelinePanel(const PanelContext& context, QWidget* parent)
    : Panel(parent)
    , m_context(context)
    , m_watch(new QueryWatch(context.live, context.query, this))
{
    buildWidgets();
    connect(m_watch, &QueryWatch::needed, this, &TimelinePanel::ask);
    connect(&context.focus, &ItemFocus::itemChanged, this, [this] {
        if (clientOfItem() != m_client)
            m_watch->askSoon();
    });
    connect(&context.live.batches(), &BatchDesk::listChanged, this, &TimelinePanel::present);
    connect(&context.settings, &AppSettings::viewChanged, this, &TimelinePanel::present);
    connect(m_plot, &TimelinePlot::brushChanged, this, &TimelinePanel::updateButtons);
    connect(m_plot, &TimelinePlot::shownChanged, this, &TimelinePanel::updateButtons);
    connect(m_plot, &TimelinePlot::modeChanged, this, &TimelinePanel::updateButtons);
    connect(m_plot, &TimelinePlot::brushApplied, this, &TimelinePanel::applyBrush);
    present();
}

void TimelinePanel::buildWidgets()
{
    m_plot = new TimelinePlot(this);
    m_plot->setObjectName(QStringLiteral("timelinePlot"));
    m_legend = new QLabel(this);
    m_legend->setTextFormat(Qt::RichText);
    m_empty = new QLabel(tr("No request sets here. Access logs and captures have them."), this);
    m_empty->setObjectName(QStringLiteral("timelineEmpty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_apply = toolButton("timelineApply", tr("&Filter to the brush"),
        tr("Only what happened in the brushed span (Enter in the timeline)"), this);
    m_whole = toolButton("timelineWhole", tr("Show &all"), tr("From the first to the last request (Home)"), this);
    m_log = toolButton("timelineLog", tr("Lo&garithmic"), tr("Logarithmic counts (L)"), this);
    m_table = toolButton("timelineTable", tr("Ta&ble"), tr("The same figures as a table (T)"), this);
    m_log->setCheckable(true);
    m_table->setCheckable(true);
    auto* tools = new QHBoxLayout;
    tools->setContentsMargins(8, 2, 8, 2);
    tools->addWidget(m_legend);
    tools->addStretch(1);
    for (QToolButton* button : {m_apply, m_whole, m_log, m_table})
        tools->addWidget(button);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(tools);
    layout->addWidget(m_plot, 1);
    layout->addWidget(m_empty, 1);
    connect(m_apply, &QToolButton::clicked, this, &TimelinePanel::applyBrush);
    connect(m_whole, &QToolButton::clicked, this, [this] {
        if (m_lanes.all)
            m_plot->show(TimelineRange{
                static_cast<double>(m_lanes.all->begin()) / 1000, static_cast<double>(m_lanes.all->end()) / 1000});
    });
    connect(m_log, &QToolButton::clicked, m_plot, &TimelinePlot::setLogarithmic);
    connect(m_table, &QToolButton::clicked, m_plot, &TimelinePlot::showTable);
}

void TimelinePanel::showEvent(QShowEvent* event)
{
    Panel::showEvent(event);
    m_watch->setWanted(true);
}

void TimelinePanel::hideEvent(QHideEvent* event)
{
    Panel::hideEvent(event);
    m_watch->setWanted(false);
}

QString TimelinePanel::clientOfItem() const
{
    const auto item = m_context.focus.item();
    const ItemTable& items = *m_context.live.items();
    const size_t row = item ? items.find(*item) : items.count();
    if (row >= items.count() || items.row(row).kind != ItemKind::RequestSet)
        return {};
    const auto address = items.sourceIp(row);
    return address ? QString::fromStdString(address->toString()) : QString();
}

void TimelinePanel::ask()
{
    m_client = clientOfItem();
    if (!m_context.live.isOpen()) {
        m_lanes = {};
        present();
        return;
    }
    const auto work = [file = m_context.live.file(), snapshot = m_context.live.snapshot(),
                          query = m_context.query.text(), zone = m_context.settings.timeZone(),
                          client = m_client](const RunContext& context) -> Result<Lanes> {
        auto rows = rowsOfQuery(*file, *snapshot, query, zone, context);
        if (!rows)
            return rows.error();
        auto all = makeTimeline(*snapshot, *rows, context);
        if (!all)
            return all.error();
        Lanes lanes{*all, nullptr};
        if (client.isEmpty())
            return lanes;
        const auto address = IpAddress::parse(client.toStdString());
        std::vector<uint32_t> own;
        std::copy_if(rows->begin(), rows->end(), std::back_inserter(own),
            [&](uint32_t row) { return snapshot->items->sourceIp(row) == address; });
        auto one = makeTimeline(*snapshot, own, context);
        if (!one)
            return one.error();
        lanes.client = *one;
        return lanes;
    };
    const JobTitle job{tr("Timeline"), {}, JobUnit::None, JobShow::Quiet};
    m_context.jobs.start<Lanes>(this, QStringLiteral("timeline"), job, work, [this](Result<Lanes> lanes) {
        // A query that does not parse leaves what is shown; the filter bar says what is wrong with it.
        if (lanes) {
            m_lanes = std::move(*lanes);
            present();
        } else if (lanes.error().code != ErrorCode::BadArgument) {
            m_context.live.report(lanes.error(), Attempt::Other);
        }
    });
}

void TimelinePanel::present()
{
    const bool isEmpty = !m_lanes.all || m_lanes.all->isEmpty();
    m_plot->setVisible(!isEmpty);
    m_empty->setVisible(isEmpty);
    m_legend->setVisible(!isEmpty);
    TimelineData figures;
    for (size_t number = 0; number < classes; ++number)
        figures.classes.push_back(trafficClassTitle(static_cast<TrafficClass>(number)));
    if (!isEmpty) {
        figures.whole = {
            static_cast<double>(m_lanes.all->begin()) / 1000, static_cast<double>(m_lanes.all->end()) / 1000};
        figures.lanes.push_back(laneOf(tr("Requests"), m_lanes.all));
        if (m_lanes.client && !m_lanes.client->isEmpty())
            figures.lanes.push_back(laneOf(m_client, m_lanes.client));
        figures.summary = tr("%1 requests in %2 request sets")
                              .arg(formatCount(m_lanes.all->requests()), formatCount(m_lanes.all->sets()));
    }
    for (const feedback::BatchInfo& batch : *m_context.live.batches().list()) {
        if (batch.context.start && batch.context.stop)
            figures.periods.push_back({static_cast<double>(batch.context.start),
                static_cast<double>(batch.context.stop), tr("Batch %1").arg(batch.id.value), 3});
    }
    QStringList words;
    for (size_t number = 0; number < classes; ++number) {
        const QColor color = m_plot->classColor(static_cast<int>(number));
        words.append(QStringLiteral("<span style=\"color:%1\">■</span> %2")
                         .arg(color.name(), figures.classes[number].toHtmlEscaped()));
    }
    m_legend->setText(words.join(QStringLiteral("&nbsp;&nbsp; ")));
    m_plot->setTimeZone(m_context.settings.timeZone());
    m_plot->setData(std::move(figures));
    updateButtons();
}

void TimelinePanel::updateButtons()
{
    const bool isEmpty = !m_lanes.all || m_lanes.all->isEmpty();
    m_apply->setEnabled(!isEmpty && m_plot->brush().has_value());
    m_whole->setEnabled(!isEmpty);
    m_log->setChecked(m_plot->isLogarithmic());
    m_table->setChecked(m_plot->showsTable());
}

void TimelinePanel::applyBrush()
{
    if (!m_plot->brush())
        return;
    const TimelineRange brush = *m_plot->brush();
    m_plot->setBrush(std::nullopt);
    m_context.query.addTerm(QString::fromStdString(
        timelineQuery(static_cast<int64_t>(brush.from * 1000), static_cast<int64_t>(brush.to * 1000))));
}

} // namespace assay::gui
