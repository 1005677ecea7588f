// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/drifttab.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/modeldesk.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/panels/filter/queryline.h"
#include "widgets/panels/models/modelwords.h"
#include "widgets/plots/plotview.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace assay::gui {
namespace {

constexpr Qt::Alignment numbers = Qt::AlignRight | Qt::AlignVCenter;

std::vector<TreeColumn> columns()
{
    const auto tr = [](const char* text) { return DriftTab::tr(text); };
    return {{tr("Input"), {}}, {tr("State"), {}}, {tr("PSI"), numbers}, {tr("KS"), numbers},
        {tr("Missing before"), numbers}, {tr("Missing now"), numbers}, {tr("Mean before"), numbers},
        {tr("Mean now"), numbers}, {tr("Beyond the range"), numbers}, {tr("Meaning"), {}}};
}

QString stateOf(const DriftRow& row)
{
    if (row.isAbsent)
        return DriftTab::tr("absent");
    if (row.isInsufficient)
        return DriftTab::tr("too few items");
    return row.isDrifted ? DriftTab::tr("drifted") : DriftTab::tr("stable");
}

PlotSeries outline(
    const QString& title, const std::vector<double>& bounds, const std::vector<uint64_t>& counts, int color)
{
    PlotSeries series;
    series.title = title;
    series.style = PlotSeries::Style::Steps;
    series.color = color;
    double all = 0;
    for (const uint64_t count : counts)
        all += double(count);
    for (size_t i = 0; i < counts.size() && i + 1 < bounds.size(); ++i) {
        series.x.push_back(bounds[i]);
        series.y.push_back(all > 0 ? double(counts[i]) / all : 0);
    }
    if (!series.x.empty()) {
        series.x.push_back(bounds[series.x.size()]);
        series.y.push_back(0);
    }
    return series;
}

} // namespace

PlotData driftPlot(const DriftRow& row)
{
    PlotData data;
    data.title = DriftTab::tr("%1 in training and now").arg(displayLine(row.feature, 80));
    data.summary = DriftTab::tr("PSI %1, KS %2").arg(figure(row.psi), figure(row.ks));
    data.x.title = displayLine(row.feature, 80);
    data.y.title = DriftTab::tr("Share of the items");
    data.y.low = 0;
    data.y.text = [](double share) { return percent(share, 1); };
    data.series = {outline(DriftTab::tr("in training"), row.bounds, row.before, 0),
        outline(DriftTab::tr("now"), row.bounds, row.now, 1)};
    data.legendOnTop = true;
    if (row.low < row.high)
        data.marks = {{row.low, DriftTab::tr("range in training")}, {row.high, {}}};
    return data;
}

DriftTab::DriftTab(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_rows(new TreeModel(columns(), this))
{
    QWidget* head = buildHead();
    m_table = makeTable(this, m_rows, "driftTable", tr("Inputs, most drifted first"));
    m_plot = new PlotView(this);
    m_plot->setObjectName(QStringLiteral("driftPlot"));
    m_items = new QPushButton(tr("Items &beyond the reference range"), this);
    m_items->setObjectName(QStringLiteral("driftItems"));
    m_items->setToolTip(tr("Items whose value of the chosen input no training item had (Enter in the table)"));
    m_train = new QPushButton(tr("Train &with these data…"), this);
    m_train->setObjectName(QStringLiteral("driftTrain"));
    auto* below = new QWidget(this);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(8, 2, 8, 4);
    buttons->addWidget(m_items);
    buttons->addStretch();
    buttons->addWidget(m_train);
    auto* belowLayout = new QVBoxLayout(below);
    belowLayout->setContentsMargins(0, 0, 0, 0);
    belowLayout->addLayout(buttons);
    belowLayout->addWidget(m_plot, 1);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(below);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(head);
    layout->addWidget(splitter, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &DriftTab::showRow);
    connect(m_table, &QTreeView::activated, this, &DriftTab::showItems);
    connect(m_items, &QPushButton::clicked, this, &DriftTab::showItems);
    connect(m_train, &QPushButton::clicked, this, [this] { Q_EMIT trainRequested(m_model, m_query->text()); });
    connect(m_plot, &PlotView::failed, this, [this](const QString& text) {
        Q_EMIT m_context.live.notice({NoticeLevel::Error, text, {}});
    });
    connect(&context.live.models(), &ModelDesk::modelsChanged, this, &DriftTab::fillModels);
    connect(&context.live, &LiveCase::caseChanged, this, [this] { take({}); });
    fillModels();
    take({});
}

QWidget* DriftTab::buildHead()
{
    auto* head = new QWidget(this);
    m_choice = new QComboBox(head);
    m_choice->setObjectName(QStringLiteral("driftModel"));
    m_choice->setAccessibleName(tr("Model whose training is the reference"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_query = new QueryLine(m_context, head);
    m_limit = new QDoubleSpinBox(head);
    m_limit->setObjectName(QStringLiteral("driftLimit"));
    m_limit->setAccessibleName(tr("Limit of the share of drifted inputs"));
    m_limit->setRange(0, 100);
    m_limit->setDecimals(0);
    m_limit->setValue(30);
    m_limit->setSuffix(tr(" %"));
    m_ask = new QPushButton(tr("&Look"), head);
    m_ask->setObjectName(QStringLiteral("driftAsk"));
    m_score = new QLabel(head);
    m_score->setObjectName(QStringLiteral("driftScore"));
    m_score->setTextFormat(Qt::PlainText);
    m_score->setWordWrap(true);
    m_labels = new QLabel(head);
    m_labels->setObjectName(QStringLiteral("driftLabels"));
    m_labels->setTextFormat(Qt::PlainText);
    m_labels->setWordWrap(true);
    auto* top = new QHBoxLayout;
    top->addWidget(new QLabel(tr("Training of"), head));
    top->addWidget(m_choice);
    top->addWidget(new QLabel(tr("against the items of"), head));
    top->addWidget(m_query, 1);
    top->addWidget(new QLabel(tr("limit"), head));
    top->addWidget(m_limit);
    top->addWidget(m_ask);
    auto* layout = new QVBoxLayout(head);
    layout->setContentsMargins(8, 6, 8, 4);
    layout->addLayout(top);
    layout->addWidget(m_score);
    layout->addWidget(m_labels);
    connect(m_ask, &QPushButton::clicked, this, &DriftTab::ask);
    connect(m_limit, &QDoubleSpinBox::valueChanged, this, &DriftTab::showScore);
    return head;
}

void DriftTab::fillModels()
{
    const QString before = m_choice->currentData().toString();
    m_choice->clear();
    for (const train::VersionInfo& info : *m_context.live.models().versions()) {
        const QString state = stateText(info);
        m_choice->addItem(
            state.isEmpty() ? versionTitle(info) : tr("%1 (%2)", "version, state").arg(versionTitle(info), state),
            QString::fromStdString(info.model + '/' + info.id));
    }
    const int index = m_choice->findData(before);
    if (index >= 0)
        m_choice->setCurrentIndex(index);
    m_ask->setEnabled(m_choice->count() > 0);
}

void DriftTab::look(const QString& model, const QString& version)
{
    const train::VersionInfo* info =
        m_context.live.models().version(model, version.isEmpty() ? QStringLiteral("current") : version);
    if (!info)
        return;
    m_choice->setCurrentIndex(m_choice->findData(QString::fromStdString(info->model + '/' + info->id)));
    m_query->setText(m_context.query.text());
    ask();
}

void DriftTab::ask()
{
    const QString key = m_choice->currentData().toString();
    m_model = key.section(QChar('/'), 0, 0);
    m_version = key.section(QChar('/'), 1);
    if (m_model.isEmpty())
        return;
    m_score->setText(tr("Looking at the inputs…"));
    m_context.live.models().drift(m_model, m_version, m_query->text(), [this](const Result<DriftView>& view) {
        if (view) {
            take(*view);
            return;
        }
        take({});
        m_score->setText(errorText(view.error(), Attempt::Other).full());
    });
}

void DriftTab::take(const DriftView& view)
{
    m_view = view;
    std::vector<TreeNode> nodes;
    const auto add = [&nodes](const DriftRow& row, const QString& name, bool strong) {
        TreeNode node;
        node.texts = {name, stateOf(row), figure(row.psi), figure(row.ks), percent(row.missingBefore, 1),
            percent(row.missingNow, 1), figure(row.meanBefore), figure(row.meanNow), formatCount(row.outside.size()),
            coreText(row.meaning)};
        node.icon = row.isDrifted || row.isAbsent ? QStringLiteral("warning") : QString();
        node.strong = strong;
        node.toolTip = coreText(row.meaning);
        nodes.push_back(std::move(node));
    };
    for (const DriftRow& row : view.rows)
        add(row, displayLine(row.feature, 80), false);
    if (view.scoreDrift)
        add(*view.scoreDrift, tr("Output of the model"), true);
    m_rows->setNodes(std::move(nodes));
    fitColumns(*m_table, 28);
    if (!view.rows.empty())
        m_table->setCurrentIndex(m_rows->index(0, 0));
    if (view.limit > 0 && !view.rows.empty()) {
        const QSignalBlocker quiet(m_limit);
        m_limit->setValue(view.limit * 100);
    }
    showScore();
    showRow();
    m_train->setEnabled(!view.rows.empty() && !m_context.live.isReadOnly());
}

void DriftTab::showScore()
{
    if (!m_view || m_view->rows.empty()) {
        m_score->setText(tr("Choose a model and the items to look at."));
        m_labels->clear();
        return;
    }
    const auto drifted = static_cast<quint64>(std::count_if(
        m_view->rows.begin(), m_view->rows.end(), [](const DriftRow& row) { return row.isDrifted || row.isAbsent; }));
    const double limit = m_limit->value() / 100;
    m_score->setText(
        tr("%1 of %2 inputs drifted: %3, limit %4 — %5")
            .arg(formatCount(drifted), formatCount(m_view->rows.size()), percent(m_view->score, 1), percent(limit, 0),
                m_view->score > limit ? tr("beyond the limit") : tr("within the limit")));
    m_labels->setText(tr("%1 items in training, %2 now · labelled hostile: %3 in training, %4 now")
                          .arg(formatCount(m_view->rowsBefore), formatCount(m_view->rowsNow),
                              percent(m_view->hostileBefore, 1), percent(m_view->hostileNow, 1)));
}

const DriftRow* DriftTab::current() const
{
    const int row = m_table->currentIndex().row();
    if (!m_view || row < 0)
        return nullptr;
    const auto at = static_cast<size_t>(row);
    if (at < m_view->rows.size())
        return &m_view->rows[at];
    return m_view->scoreDrift ? &*m_view->scoreDrift : nullptr;
}

void DriftTab::showRow()
{
    const DriftRow* row = current();
    m_plot->setData(row ? driftPlot(*row) : PlotData());
    m_items->setEnabled(row && !row->outside.empty());
}

void DriftTab::showItems()
{
    const DriftRow* row = current();
    if (row && !row->outside.empty())
        Q_EMIT itemsRequested(row->outside);
}

void DriftTab::focusTable()
{
    m_table->setFocus();
}

} // namespace assay::gui
