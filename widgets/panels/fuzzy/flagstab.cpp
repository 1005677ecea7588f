// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/flagstab.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/plots/plotview.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSplitter>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace assay::gui {
namespace {

using fuzzy::Curve;
using fuzzy::FlagMeaning;
using fuzzy::FlagRule;

enum Column { Number, Symbol, Meaning, Score, Threshold, ReadOnly, columnCount };

QString meaningText(FlagMeaning meaning)
{
    switch (meaning) {
    case FlagMeaning::Deny:
        return FlagsTab::tr("black");
    case FlagMeaning::Suspicious:
        return FlagsTab::tr("grey");
    case FlagMeaning::Allow:
        break;
    }
    return FlagsTab::tr("white");
}

QTableWidgetItem* cell(const QVariant& value)
{
    auto* item = new QTableWidgetItem;
    item->setData(Qt::EditRole, value);
    return item;
}

} // namespace

FlagsTab::FlagsTab(const PanelContext& context, StorageFocus& focus, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_focus(focus)
    , m_table(new QTableWidget(0, columnCount, this))
    , m_add(new QToolButton(this))
    , m_remove(new QToolButton(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Apply | QDialogButtonBox::Reset, this))
{
    buildTable();
    auto* left = new QWidget(this);
    auto* tools = new QHBoxLayout;
    tools->addWidget(m_add);
    tools->addWidget(m_remove);
    tools->addStretch();
    tools->addWidget(m_buttons);
    auto* leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(8, 8, 4, 8);
    leftLayout->addWidget(m_table, 1);
    leftLayout->addLayout(tools);
    auto* splitter = new QSplitter(this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(left);
    splitter->addWidget(buildSide());
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    connect(m_add, &QToolButton::clicked, this, &FlagsTab::addFlag);
    connect(m_remove, &QToolButton::clicked, this, &FlagsTab::removeFlag);
    connect(m_buttons->button(QDialogButtonBox::Apply), &QPushButton::clicked, this, &FlagsTab::apply);
    connect(m_buttons->button(QDialogButtonBox::Reset), &QPushButton::clicked, this, &FlagsTab::load);
    connect(&focus, &StorageFocus::storageChanged, this, &FlagsTab::load);
    connect(&focus, &StorageFocus::hashesChanged, this, &FlagsTab::countHashes);
    load();
}

void FlagsTab::buildTable()
{
    m_table->setObjectName(QStringLiteral("flagTable"));
    m_table->setAccessibleName(tr("Flags of the storage"));
    m_table->setHorizontalHeaderLabels(
        {tr("Flag"), tr("Symbol"), tr("Meaning"), tr("Score"), tr("Threshold"), tr("Read-only")});
    m_table->horizontalHeaderItem(Threshold)->setToolTip(tr("Weight from which on a hash counts in full"));
    m_table->horizontalHeaderItem(ReadOnly)->setToolTip(tr("Nothing is learned to this flag from here"));
    m_table->verticalHeader()->hide();
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(Symbol, QHeaderView::Stretch);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_add->setObjectName(QStringLiteral("flagAdd"));
    m_add->setText(tr("A&dd flag"));
    m_remove->setObjectName(QStringLiteral("flagRemove"));
    m_remove->setText(tr("Remo&ve flag"));
    m_remove->setToolTip(tr("Hashes with this flag stay in the storage"));
    for (QToolButton* button : {m_add, m_remove})
        button->setMinimumHeight(24);
    m_buttons->button(QDialogButtonBox::Apply)->setObjectName(QStringLiteral("flagApply"));
    connect(m_table, &QTableWidget::itemChanged, this, [this](const QTableWidgetItem* item) {
        if (!m_filling)
            readRow(item->row());
    });
    connect(m_table, &QTableWidget::currentCellChanged, this, &FlagsTab::showDraft);
}

QWidget* FlagsTab::buildSide()
{
    auto* side = new QWidget(this);
    m_plot = new PlotView(side);
    m_plot->setObjectName(QStringLiteral("flagPlot"));
    m_tanh = new QRadioButton(tr("&Saturating: tanh(e·w/t)"), side);
    m_tanh->setObjectName(QStringLiteral("curveTanh"));
    m_linear = new QRadioButton(tr("&Linear between t and 2t"), side);
    m_linear->setObjectName(QStringLiteral("curveLinear"));
    m_effect = new QLabel(side);
    m_effect->setObjectName(QStringLiteral("flagEffect"));
    m_effect->setTextFormat(Qt::PlainText);
    m_effect->setWordWrap(true);
    m_effect->setMinimumHeight(fontMetrics().height() * 2);
    m_effect->setAlignment(Qt::AlignTop);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(4, 8, 8, 8);
    layout->addWidget(m_plot, 1);
    layout->addWidget(m_tanh);
    layout->addWidget(m_linear);
    layout->addWidget(m_effect);
    connect(m_tanh, &QRadioButton::clicked, this,
        [this] { edit([](fuzzy::FuzzyRule& rule) { rule.curve = Curve::Tanh; }); });
    connect(m_linear, &QRadioButton::clicked, this,
        [this] { edit([](fuzzy::FuzzyRule& rule) { rule.curve = Curve::Linear; }); });
    connect(m_plot, &PlotView::failed, this, [this](const QString& text) {
        Q_EMIT m_context.live.notice({NoticeLevel::Error, text, {}});
    });
    return side;
}

// The draft is kept while only other things of the storage change.
void FlagsTab::load()
{
    const fuzzy::FuzzyRule* rule = m_focus.rule();
    const bool reset = qobject_cast<QPushButton*>(sender()) != nullptr;
    if (rule && !reset && rule->name == m_stored.name && rule->flags == m_stored.flags && rule->curve == m_stored.curve
        && !(m_draft.flags == m_stored.flags))
        return;
    m_stored = m_draft = rule ? *rule : fuzzy::FuzzyRule{};
    fillTable();
    showDraft();
}

void FlagsTab::fillTable()
{
    m_filling = true;
    const int current = std::max(0, m_table->currentRow());
    m_table->setRowCount(static_cast<int>(m_draft.flags.size()));
    for (int row = 0; row < m_table->rowCount(); ++row)
        fillRow(row, m_draft.flags[static_cast<size_t>(row)]);
    if (m_table->rowCount() > 0)
        m_table->setCurrentCell(std::min(current, m_table->rowCount() - 1), Threshold);
    m_filling = false;
}

void FlagsTab::fillRow(int row, const FlagRule& flag)
{
    m_table->setItem(row, Number, cell(int(flag.flag)));
    m_table->setItem(row, Symbol, cell(QString::fromStdString(flag.symbol)));
    m_table->setItem(row, Score, cell(flag.score));
    m_table->setItem(row, Threshold, cell(flag.threshold));
    QTableWidgetItem* readOnly = cell({});
    readOnly->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    readOnly->setCheckState(flag.readOnly ? Qt::Checked : Qt::Unchecked);
    m_table->setItem(row, ReadOnly, readOnly);
    m_table->item(row, Symbol)->setToolTip(QString::fromStdString(flag.description));
    auto* meaning = new QComboBox(m_table);
    meaning->setAccessibleName(tr("Meaning of flag %1").arg(flag.flag));
    for (const FlagMeaning each : {FlagMeaning::Deny, FlagMeaning::Suspicious, FlagMeaning::Allow})
        meaning->addItem(meaningText(each), int(each));
    meaning->setCurrentIndex(int(flag.meaning));
    m_table->setCellWidget(row, Meaning, meaning);
    connect(meaning, &QComboBox::activated, this, [this, row] { readRow(row); });
}

void FlagsTab::readRow(int row)
{
    FlagRule& flag = m_draft.flags[static_cast<size_t>(row)];
    const auto value = [this, row](Column column) { return m_table->item(row, column)->data(Qt::EditRole); };
    flag.flag = static_cast<uint8_t>(std::clamp(value(Number).toInt(), 0, 255));
    flag.symbol = value(Symbol).toString().trimmed().toStdString();
    flag.score = value(Score).toDouble();
    flag.threshold = std::max(0.0, value(Threshold).toDouble());
    flag.readOnly = m_table->item(row, ReadOnly)->checkState() == Qt::Checked;
    flag.meaning = static_cast<FlagMeaning>(static_cast<QComboBox*>(m_table->cellWidget(row, Meaning))->currentIndex());
    showDraft();
}

void FlagsTab::edit(const std::function<void(fuzzy::FuzzyRule&)>& change)
{
    change(m_draft);
    showDraft();
}

void FlagsTab::addFlag()
{
    FlagRule flag;
    while (m_draft.findFlag(flag.flag) && flag.flag < 255)
        ++flag.flag;
    flag.symbol = "FUZZY_" + std::to_string(flag.flag);
    flag.threshold = m_draft.threshold;
    m_draft.flags.push_back(flag);
    fillTable();
    m_table->setCurrentCell(m_table->rowCount() - 1, Number);
    showDraft();
}

void FlagsTab::removeFlag()
{
    const int row = currentRow();
    if (row < 0)
        return;
    m_draft.flags.erase(m_draft.flags.begin() + row);
    fillTable();
    showDraft();
}

int FlagsTab::currentRow() const
{
    const int row = m_table->currentRow();
    return row < static_cast<int>(m_draft.flags.size()) ? row : -1;
}

QString FlagsTab::problem() const
{
    for (size_t i = 0; i < m_draft.flags.size(); ++i) {
        if (m_draft.flags[i].symbol.empty())
            return tr("Flag %1 has no symbol.").arg(m_draft.flags[i].flag);
        for (size_t other = 0; other < i; ++other) {
            if (m_draft.flags[other].flag == m_draft.flags[i].flag)
                return tr("Flag %1 is there twice.").arg(m_draft.flags[i].flag);
        }
    }
    return {};
}

void FlagsTab::countHashes()
{
    m_weights.reset();
    const std::shared_ptr<const HashRows> rows = m_focus.hashes();
    if (!rows) {
        showDraft();
        return;
    }
    using Counts = std::shared_ptr<const WeightCounts>;
    const JobTitle title{tr("Count weights"), {}, JobUnit::None, JobShow::Quiet};
    m_context.jobs.start<Counts>(
        this, QStringLiteral("weights"), title,
        [hashes = rows->hashes()](const RunContext&) -> Result<Counts> {
            return Counts(std::make_shared<const WeightCounts>(countWeights(*hashes)));
        },
        [this](const Result<Counts>& counts) {
            if (counts)
                m_weights = *counts;
            showDraft();
        });
}

void FlagsTab::showDraft()
{
    if (m_filling)
        return;
    const int row = currentRow();
    const bool writable = m_context.live.isOpen() && !m_context.live.isReadOnly() && m_focus.rule();
    const bool changed = !(m_draft.flags == m_stored.flags) || m_draft.curve != m_stored.curve;
    const QString wrong = problem();
    m_buttons->button(QDialogButtonBox::Apply)->setEnabled(writable && changed && wrong.isEmpty());
    m_buttons->button(QDialogButtonBox::Reset)->setEnabled(changed);
    m_add->setEnabled(writable);
    m_remove->setEnabled(writable && row >= 0);
    m_tanh->setChecked(m_draft.curve == Curve::Tanh);
    m_linear->setChecked(m_draft.curve == Curve::Linear);
    m_plot->setVisible(row >= 0);
    if (row < 0) {
        m_effect->setText(wrong);
        return;
    }
    const FlagRule& flag = m_draft.flags[static_cast<size_t>(row)];
    m_plot->setData(curvePlot(m_draft, flag));
    QString text = wrong;
    if (text.isEmpty() && m_weights) {
        const FlagEffect effect = flagEffect(*m_weights, m_stored, m_draft, flag.flag);
        text = tr("%1 hashes have flag %2; mean score %3", "count, flag, score")
                   .arg(formatCount(effect.hashes))
                   .arg(flag.flag)
                   .arg(formatScore(effect.before));
        if (changed)
            text += tr(" → %1. %2 start to score, %3 stop.", "score, counts")
                        .arg(formatScore(effect.after), formatCount(effect.starting), formatCount(effect.stopping));
    }
    m_effect->setText(text);
}

void FlagsTab::apply()
{
    const fuzzy::FuzzyRule* rule = m_focus.rule();
    if (!rule)
        return;
    fuzzy::FuzzyRule changed = *rule; // what other tabs changed meanwhile stays
    std::sort(m_draft.flags.begin(), m_draft.flags.end(),
        [](const FlagRule& a, const FlagRule& b) { return a.flag < b.flag; });
    changed.flags = m_draft.flags;
    changed.curve = m_draft.curve;
    m_stored = m_draft;
    m_focus.desk().setRule(changed);
    fillTable();
    showDraft();
}

} // namespace assay::gui
