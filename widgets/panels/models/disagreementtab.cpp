// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/disagreementtab.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/labeldesk.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/modeldesk.h"
#include "widgets/panels/models/disagreementpane.h"
#include "widgets/settings/appsettings.h"

#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QScrollBar>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace assay::gui {
namespace {

constexpr int settleMs = 120; // after a step of a slider
constexpr int causeSettleMs = 250; // after scrolling
constexpr int mostCauses = 30; // rows on screen that are explained

} // namespace

DisagreementTab::DisagreementTab(const PanelContext& context, CompareFocus& focus, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_focus(focus)
    , m_keys(context.settings.triage())
    , m_rows(new DisagreementRows(this))
    , m_table(new QTableView(this))
    , m_order(new QComboBox(this))
    , m_count(new QLabel(this))
    , m_pane(new DisagreementPane(context, this))
{
    m_table->setObjectName(QStringLiteral("disagreementList"));
    m_table->setAccessibleName(tr("Items on which the models differ"));
    m_table->setAccessibleDescription(tr("Enter opens an item with both explanations; the keys of labels work"));
    m_table->setModel(m_rows);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setAttribute(Qt::WA_InputMethodEnabled, false);
    m_table->installEventFilter(this);
    const int widths[] = {10, 26, 44, 13, 13, 9, 8};
    for (int column = 0; column < DisagreementRows::Cause; ++column)
        m_table->setColumnWidth(column, widths[column] * fontMetrics().averageCharWidth() + 12);
    m_order->setObjectName(QStringLiteral("disagreementOrder"));
    m_order->setAccessibleName(tr("Order of the items"));
    m_order->addItems({tr("Widest difference first"), tr("Highest cost first")});
    m_count->setObjectName(QStringLiteral("disagreementCount"));
    m_count->setTextFormat(Qt::PlainText);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(8, 2, 8, 2);
    top->addWidget(m_count, 1);
    top->addWidget(m_order);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(m_pane);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 2);
    m_pane->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(splitter, 1);
    setFocusProxy(m_table);

    for (auto [timer, interval] : {std::pair{&m_settle, settleMs}, std::pair{&m_causeSettle, causeSettleMs}}) {
        timer->setSingleShot(true);
        timer->setInterval(interval);
    }
    connect(&m_settle, &QTimer::timeout, this, &DisagreementTab::ask);
    connect(&m_causeSettle, &QTimer::timeout, this, &DisagreementTab::findCauses);
    const auto stale = [this] {
        m_isStale = true;
        m_settle.start();
    };
    connect(&focus, &CompareFocus::curvesChanged, this, stale);
    connect(&focus, &CompareFocus::thresholdsChanged, this, stale);
    connect(&focus, &CompareFocus::modelChanged, this, stale);
    connect(m_order, &QComboBox::currentIndexChanged, this, stale);
    connect(&context.live, &LiveCase::labelsChanged, this, &DisagreementTab::showItems);
    connect(&context.settings, &AppSettings::triageChanged, this,
        [this] { m_keys = TriageKeyMap(m_context.settings.triage()); });
    connect(m_table, &QTableView::doubleClicked, this, &DisagreementTab::open);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (m_pane->isVisible())
            showInPane();
    });
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { m_causeSettle.start(); });
    connect(m_pane, &DisagreementPane::itemRequested, this, &DisagreementTab::itemRequested);
    connect(m_pane, &DisagreementPane::left, this, &DisagreementTab::closePane);
}

void DisagreementTab::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_settle.isActive())
        m_causeSettle.start();
}

void DisagreementTab::ask()
{
    const auto curves = m_focus.curves();
    if (!curves || m_focus.count() < 2) {
        take(curves, 1, nullptr);
        return;
    }
    const size_t model = std::max<size_t>(1, m_focus.model());
    const double thresholdA = m_focus.threshold(0), thresholdB = m_focus.threshold(model);
    const auto order = static_cast<train::DisagreementOrder>(m_order->currentIndex());
    const JobTitle title{tr("Find disagreements"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [curves, model, thresholdA, thresholdB, order](
                          const RunContext&) -> Result<DisagreementRows::Rows> {
        return std::make_shared<const std::vector<train::Disagreement>>(
            train::disagreements(curves->result(), 0, model, thresholdA, thresholdB, order));
    };
    m_context.jobs.start<DisagreementRows::Rows>(
        this, QStringLiteral("rows"), title, work, [this, curves, model](const Result<DisagreementRows::Rows>& rows) {
            if (rows && curves == m_focus.curves())
                take(curves, model, *rows);
        });
}

void DisagreementTab::take(
    const std::shared_ptr<const ComparedCurves>& curves, size_t model, DisagreementRows::Rows rows)
{
    m_isStale = false;
    const QModelIndex current = m_table->currentIndex();
    const ItemId before = current.isValid() ? m_rows->item(current.row()) : ItemId{};
    showItems();
    m_rows->setRows(curves, 0, model, std::move(rows));
    int row = 0;
    for (int i = 0; !before.isNone() && i < m_rows->rowCount(); ++i) {
        if (m_rows->item(i) == before) {
            row = i;
            break;
        }
    }
    if (m_rows->rowCount() > 0)
        m_table->setCurrentIndex(m_rows->index(row, 0));
    m_count->setText(curves && curves->models.size() > model
            ? tr("%1 of %2 items get different verdicts from %3 and %4")
                  .arg(formatCount(static_cast<quint64>(m_rows->rowCount())),
                      formatCount(curves->comparison->items.size()), displayLine(curves->model(0).title, 40),
                      displayLine(curves->model(model).title, 40))
            : QString());
    Q_EMIT countChanged(static_cast<quint64>(m_rows->rowCount()));
    m_causeSettle.start();
}

void DisagreementTab::showItems()
{
    m_rows->setItems(std::make_shared<const ItemRows>(
        m_context.live.snapshot(), m_context.live.names(), m_context.settings.timeZone(), m_context.live.blind()));
}

bool DisagreementTab::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return QWidget::eventFilter(watched, event);
    const auto& key = *static_cast<QKeyEvent*>(event);
    const bool enter = key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter;
    if (event->type() == QEvent::ShortcutOverride) {
        if (!enter && !m_keys.match(key))
            return false;
        event->accept();
        return true;
    }
    if (enter) {
        open();
        return true;
    }
    if (key.key() == Qt::Key_Escape && m_pane->isVisible()) {
        closePane();
        return true;
    }
    return label(key) || QWidget::eventFilter(watched, event);
}

// The keys of triage that label or walk.
bool DisagreementTab::label(const QKeyEvent& event)
{
    const auto command = m_keys.match(event);
    const int row = m_table->currentIndex().row();
    if (!command || row < 0)
        return false;
    const auto go = [this, row](int step) {
        const int next = std::clamp(row + step, 0, m_rows->rowCount() - 1);
        m_table->setCurrentIndex(m_rows->index(next, 0));
    };
    if (command->action == TriageAction::NextItem || command->action == TriageAction::PreviousItem) {
        go(command->action == TriageAction::NextItem ? 1 : -1);
        return true;
    }
    const bool clears = command->action == TriageAction::Clear;
    const feedback::LabelId label =
        clears ? feedback::noLabel : triageKeys()[static_cast<size_t>(command->action)].label;
    if (m_context.live.isReadOnly() || event.isAutoRepeat() || (!clears && label == feedback::noLabel))
        return false;
    m_context.live.labels().label({m_rows->item(row)}, label);
    if (!command->stay && !clears)
        go(1);
    return true;
}

void DisagreementTab::open()
{
    if (!m_table->currentIndex().isValid())
        return;
    m_pane->show();
    showInPane();
}

void DisagreementTab::showInPane()
{
    const int row = m_table->currentIndex().row();
    if (row < 0 || row >= m_rows->rowCount())
        return;
    const train::Disagreement& differing = m_rows->at(row);
    const ComparedCurves& curves = *m_rows->curves();
    m_pane->showItem(m_rows->item(row), curves.model(m_rows->a()), differing.a, m_focus.threshold(m_rows->a()),
        curves.model(m_rows->b()), differing.b, m_focus.threshold(m_rows->b()));
}

void DisagreementTab::closePane()
{
    m_pane->hide();
    m_table->setFocus();
}

// Of the rows on screen, one after another.
void DisagreementTab::findCauses()
{
    if (!isVisible() || m_rows->rowCount() == 0)
        return;
    const int first = std::max(0, m_table->rowAt(0));
    std::vector<int> rows;
    for (int row = std::min(first + mostCauses, m_rows->rowCount()) - 1; row >= first; --row) {
        if (!m_rows->hasCause(m_rows->item(row)))
            rows.push_back(row);
    }
    findCause(std::move(rows));
}

void DisagreementTab::findCause(std::vector<int> rows)
{
    const auto scan = m_context.live.currentScan();
    const auto curves = m_rows->curves();
    if (rows.empty() || !scan || m_isStale || rows.back() >= m_rows->rowCount())
        return;
    const bool second = DisagreementPane::canExplain(curves->model(m_rows->b()));
    const train::ComparedModel& model = curves->model(second ? m_rows->b() : m_rows->a());
    if (!DisagreementPane::canExplain(model))
        return;
    const int row = rows.back();
    rows.pop_back();
    const ItemId item = m_rows->item(row);
    ModelOutput output;
    output.model = model.model;
    output.version = model.version;
    output.output = second ? m_rows->at(row).b : m_rows->at(row).a;
    m_context.live.models().explain(this, scan->id, item, output,
        [this, item, curves, rows = std::move(rows)](const Result<ModelExplanation>& explanation) {
            if (curves != m_rows->curves())
                return;
            QString cause = QStringLiteral("–");
            if (explanation && !explanation->contributions.empty()) {
                const FeatureContribution& top = explanation->contributions.front();
                cause = tr("%1 %2", "input, signed amount")
                            .arg(displayLine(top.feature, 80), formatSignedScore(top.contribution));
            }
            m_rows->setCause(item, cause);
            findCause(rows);
        });
}

} // namespace assay::gui
