// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/thresholdpanel.h"

#include "widgets/bridge/format.h"
#include "widgets/panels/models/modelwords.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace assay::gui {
namespace {

constexpr size_t openedItems = 1'000'000;
constexpr int page = 100; // rows that a Page key goes

// "0.9812 (+0.0031)"
QString withDelta(const QString& value, double delta, const QString& deltaText)
{
    if (std::abs(delta) < 5e-7)
        return value;
    return ThresholdPanel::tr("%1 (%2%3)", "value, sign, difference")
        .arg(value, delta > 0 ? QStringLiteral("+") : QStringLiteral("−"), deltaText);
}

} // namespace

ThresholdSlider::ThresholdSlider(QWidget* parent)
    : QSlider(Qt::Horizontal, parent)
{
}

void ThresholdSlider::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Down:
        Q_EMIT stepped(-1);
        break;
    case Qt::Key_Right:
    case Qt::Key_Up:
        Q_EMIT stepped(1);
        break;
    case Qt::Key_PageDown:
        Q_EMIT stepped(-page);
        break;
    case Qt::Key_PageUp:
        Q_EMIT stepped(page);
        break;
    default:
        QSlider::keyPressEvent(event);
        return;
    }
    event->accept();
}

ThresholdPanel::ThresholdPanel(CompareFocus& focus, QWidget* parent)
    : QWidget(parent)
    , m_focus(focus)
    , m_linked(new QCheckBox(tr("Lin&ked: the same false positive rate for all"), this))
{
    m_linked->setObjectName(QStringLiteral("compareLinked"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 2, 8, 2);
    layout->setSpacing(2);
    layout->addWidget(m_linked);
    connect(m_linked, &QCheckBox::toggled, &focus, &CompareFocus::setLinked);
    connect(&focus, &CompareFocus::curvesChanged, this, &ThresholdPanel::build);
    connect(&focus, &CompareFocus::thresholdsChanged, this, &ThresholdPanel::refresh);
    connect(&focus, &CompareFocus::modelChanged, this, &ThresholdPanel::refresh);
}

void ThresholdPanel::build()
{
    delete m_page;
    m_page = new QWidget(this);
    m_grid = new QGridLayout(m_page);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(10);
    m_grid->setVerticalSpacing(2);
    m_rows.clear();
    addHeadings();
    for (size_t model = 0; model < m_focus.count(); ++model)
        m_rows.push_back(addRow(model));
    m_grid->setColumnStretch(1, 1);
    layout()->addWidget(m_page);
    refresh();
}

void ThresholdPanel::addHeadings()
{
    const QString titles[] = {tr("Model"), tr("Threshold"), {}, {}, tr("Hits"), tr("False alarms"), tr("Missed"),
        tr("Quiet"), tr("Precision"), tr("Recall"), tr("FPR"), tr("F1"), tr("Cost")};
    int column = 0;
    for (const QString& title : titles) {
        auto* label = new QLabel(title, m_page);
        label->setForegroundRole(QPalette::PlaceholderText);
        m_grid->addWidget(label, 0, column++);
    }
}

ThresholdPanel::Row ThresholdPanel::addRow(size_t model)
{
    const ComparedCurves& curves = *m_focus.curves();
    const QString name = displayLine(curves.model(model).title, 40);
    // The first challenger is the one that people move.
    const QString suffix = model == 1 ? QString() : QStringLiteral(".%1").arg(model);
    Row row;
    row.title = new QPushButton(model == 0 ? tr("%1 (reference)").arg(name) : name, m_page);
    row.title->setObjectName(QStringLiteral("compareModel%1").arg(suffix));
    row.title->setFlat(true);
    row.title->setCheckable(true);
    row.title->setToolTip(tr("Show its scores in the histogram, and set the reference against it in the lists"));
    row.slider = new ThresholdSlider(m_page);
    row.slider->setObjectName(QStringLiteral("thresholdSlider%1").arg(suffix));
    row.slider->setAccessibleName(tr("Threshold of %1").arg(name));
    row.slider->setAccessibleDescription(tr("Arrow keys step by one item"));
    row.slider->setRange(0, positions);
    row.slider->setMinimumWidth(fontMetrics().averageCharWidth() * 10);
    row.value = new QDoubleSpinBox(m_page);
    row.value->setObjectName(QStringLiteral("thresholdValue%1").arg(suffix));
    row.value->setAccessibleName(tr("Threshold of %1").arg(name));
    row.value->setDecimals(6);
    row.value->setKeyboardTracking(false);
    const ComparedCurves::OfModel& scale = curves.models[model];
    const double width = std::max(scale.high - scale.low, 1e-9);
    row.value->setRange(scale.low - width, scale.high + width);
    row.value->setSingleStep(width / 1000);
    const int line = static_cast<int>(model) + 1;
    int column = 0;
    m_grid->addWidget(row.title, line, column++, Qt::AlignLeft);
    m_grid->addWidget(row.slider, line, column++);
    m_grid->addWidget(row.value, line, column++);
    m_grid->addWidget(addSnaps(model), line, column++);
    const int unit = fontMetrics().averageCharWidth();
    const QString most = formatCount(curves.comparison->items.size());
    const char* cellNames[] = {"compareTp", "compareFp", "compareFn", "compareTn"};
    for (size_t cell = 0; cell < row.cells.size(); ++cell) {
        auto* button = row.cells[cell] = new QPushButton(m_page);
        button->setObjectName(QString::fromLatin1(cellNames[cell]) + suffix);
        button->setToolTip(tr("List these items"));
        button->setFixedWidth(std::max(unit * 9, fontMetrics().horizontalAdvance(most) + unit * 3));
        connect(button, &QPushButton::clicked, this, [this, model, cell] { openCell(model, cell); });
        m_grid->addWidget(button, line, column++);
    }
    for (QLabel*& figureLabel : row.figures) {
        figureLabel = new QLabel(m_page);
        figureLabel->setTextFormat(Qt::PlainText);
        m_grid->addWidget(figureLabel, line, column++);
    }
    connect(row.title, &QPushButton::clicked, this, [this, model] {
        m_focus.setModel(model);
        refresh();
    });
    connect(row.slider, &ThresholdSlider::stepped, this, [this, model](int rows) { m_focus.step(model, rows); });
    connect(row.slider, &QSlider::valueChanged, this, [this, model, width, low = scale.low](int position) {
        if (!m_showing)
            m_focus.setThreshold(model, low + width * position / positions);
    });
    connect(row.value, &QDoubleSpinBox::valueChanged, this, [this, model](double value) {
        if (!m_showing)
            m_focus.setThreshold(model, value);
    });
    return row;
}

QToolButton* ThresholdPanel::addSnaps(size_t model)
{
    auto* button = new QToolButton(m_page);
    button->setObjectName(
        QStringLiteral("thresholdSnap%1").arg(model == 1 ? QString() : QStringLiteral(".%1").arg(model)));
    button->setText(tr("Set to"));
    button->setToolTip(tr("Places that a threshold is often put to"));
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    const auto add = [&](const QString& text, ThresholdSnap to) {
        connect(menu->addAction(text), &QAction::triggered, this, [this, model, to] { m_focus.snap(model, to); });
    };
    add(tr("As &stored with the model"), ThresholdSnap::Stored);
    add(tr("False positives at most &0.1 %"), ThresholdSnap::FalsePositives);
    add(tr("Greatest &F1"), ThresholdSnap::BestF1);
    add(tr("Least &cost"), ThresholdSnap::LeastCost);
    if (model > 0)
        add(tr("&Recall of the reference"), ThresholdSnap::RecallOfReference);
    menu->addSeparator();
    connect(
        menu->addAction(tr("&Promote…")), &QAction::triggered, this, [this, model] { Q_EMIT promoteRequested(model); });
    button->setMenu(menu);
    return button;
}

void ThresholdPanel::refresh()
{
    m_showing = true;
    for (size_t model = 0; model < m_rows.size(); ++model)
        showRow(model);
    m_showing = false;
}

void ThresholdPanel::showRow(size_t model)
{
    Row& row = m_rows[model];
    const ComparedCurves::OfModel& scale = m_focus.curves()->models[model];
    const train::Confusion at = m_focus.confusion(model);
    const train::Confusion reference = m_focus.confusion(0);
    const train::Costs& costs = m_focus.curves()->result().costs;
    const double threshold = m_focus.threshold(model);
    const double share = (threshold - scale.low) / std::max(scale.high - scale.low, 1e-9);
    row.title->setChecked(model == m_focus.model());
    row.slider->setValue(static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * positions)));
    if (!row.value->hasFocus() || std::abs(row.value->value() - threshold) > 1e-6)
        row.value->setValue(std::isfinite(threshold) ? threshold : scale.high);
    const uint64_t counts[] = {at.tp, at.fp, at.fn, at.tn};
    const QString cellTitles[] = {tr("Hits"), tr("False alarms"), tr("Missed"), tr("Quiet")};
    for (size_t cell = 0; cell < row.cells.size(); ++cell) {
        row.cells[cell]->setText(formatCount(counts[cell]));
        row.cells[cell]->setAccessibleName(tr("%1: %2 items").arg(cellTitles[cell], formatCount(counts[cell])));
        row.cells[cell]->setEnabled(counts[cell] > 0);
    }
    const auto set = [&](Figure which, double value, double against, const auto& text) {
        const double delta = model == 0 ? 0 : value - against;
        const QString size = which == FalsePositives ? figure(std::abs(delta) * 100, 2) : text(std::abs(delta));
        row.figures[which]->setText(withDelta(text(value), delta, size));
    };
    const auto four = [](double value) { return figure(value); };
    const auto share3 = [](double value) { return percent(value, 3); };
    const auto whole = [](double value) { return QLocale().toString(value, 'f', 0); };
    set(Precision, at.precision(), reference.precision(), four);
    set(Recall, at.recall(), reference.recall(), four);
    set(FalsePositives, at.falsePositiveRate(), reference.falsePositiveRate(), share3);
    set(F1, at.f1(), reference.f1(), four);
    set(Cost, at.cost(costs.falsePositive, costs.falseNegative),
        reference.cost(costs.falsePositive, costs.falseNegative), whole);
}

void ThresholdPanel::openCell(size_t model, size_t cell)
{
    const bool predicted = cell < 2;
    const bool actual = cell == 0 || cell == 2;
    const auto rows =
        m_focus.curves()->model(model).index->cell(m_focus.threshold(model), predicted, actual, openedItems);
    std::vector<ItemId> items;
    items.reserve(rows.size());
    for (const uint32_t row : rows)
        items.push_back(m_focus.curves()->comparison->items[row]);
    std::sort(items.begin(), items.end());
    Q_EMIT itemsRequested(items, items.size());
}

void ThresholdPanel::focusSlider()
{
    if (m_focus.model() < m_rows.size())
        m_rows[m_focus.model()].slider->setFocus();
}

} // namespace assay::gui
