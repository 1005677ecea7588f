// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/feedback/reviewpage.h"

#include "widgets/bridge/batchscope.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/labeltext.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/bridge/querytext.h"
#include "widgets/bridge/themecolors.h"
#include "widgets/panels/feedback/batchtext.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <climits>

namespace assay::gui {
namespace {

int clamped(size_t count)
{
    return static_cast<int>(std::min<size_t>(count, INT_MAX));
}

QTableWidgetItem* numberCell(uint64_t count)
{
    auto* cell = new QTableWidgetItem(count ? formatCount(count) : QStringLiteral("–"));
    cell->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return cell;
}

QString labelTerm(feedback::LabelId label)
{
    const feedback::LabelKind* kind = feedback::findLabel(label);
    return kind
        ? QStringLiteral("label:") + QString::fromUtf8(kind->name.data(), static_cast<qsizetype>(kind->name.size()))
        : QStringLiteral("is:unlabelled");
}

} // namespace

ReviewPage::ReviewPage(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_desk(context.live.batches())
    , m_state(textLabel("reviewState", this))
    , m_table(new QTableWidget(0, 5, this))
    , m_warnings(new QVBoxLayout)
    , m_problems(textLabel("reviewProblems", this))
{
    setObjectName(QStringLiteral("batchReview"));
    m_table->setObjectName(QStringLiteral("reviewCounts"));
    m_table->setAccessibleName(tr("Items by label and prediction"));
    m_table->setAccessibleDescription(tr("Enter lists the items of a label"));
    m_table->setHorizontalHeaderLabels({tr("Label"), tr("Not hostile"), tr("Hostile"), tr("Unknown"), tr("Sum")});
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusProxy(m_table);
    m_warnings->setSpacing(0);
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, accent(Accent::Error, palette()));
    m_problems->setPalette(colors);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_state);
    layout->addWidget(headingLabel(tr("Labels against the prediction of the scan"), this));
    layout->addWidget(m_table);
    layout->addWidget(headingLabel(tr("Look at these before"), this));
    layout->addLayout(m_warnings);
    layout->addWidget(m_problems);
    layout->addStretch(1);
    connect(m_table, &QTableWidget::cellActivated, this, [this](int row) { showCell(row); });
    connect(&m_desk, &BatchDesk::reviewChanged, this, &ReviewPage::present);
    connect(&m_desk, &BatchDesk::activeChanged, this, &ReviewPage::present);
    present();
}

void ReviewPage::present()
{
    const auto& review = m_desk.review();
    const bool known = review && m_desk.active();
    if (known)
        setTextOf(m_state,
            tr("%1 items in the scope · %2 addresses", "counts")
                .arg(formatCount(review->items.size()), formatCount(review->addresses)));
    else
        setTextOf(m_state,
            !m_desk.active()                     ? QString()
                : m_desk.reviewError().isEmpty() ? tr("Reviewing…")
                                                 : m_desk.reviewError());
    presentCounts();
    presentWarnings();
    QStringList problems;
    for (const std::string& problem : known ? review->problems : std::vector<std::string>())
        problems << QString::fromStdString(problem);
    setTextOf(m_problems, problems.join(QChar('\n')));
}

void ReviewPage::presentCounts()
{
    m_table->setRowCount(0);
    const auto review = m_desk.review();
    if (review) {
        for (const auto& [label, counts] : review->counts) {
            const int row = m_table->rowCount();
            m_table->insertRow(row);
            auto* title = new QTableWidgetItem(label == feedback::noLabel ? tr("No label") : labelTitle(label));
            if (label != feedback::noLabel)
                title->setIcon(themedIcon(labelIcon(label)));
            title->setData(Qt::UserRole, static_cast<int>(label));
            m_table->setItem(row, 0, title);
            for (int i = 0; i < 3; ++i)
                m_table->setItem(row, i + 1, numberCell(counts[static_cast<size_t>(i)]));
            m_table->setItem(row, 4, numberCell(counts[0] + counts[1] + counts[2]));
        }
    }
    const int rows = std::max(1, m_table->rowCount());
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height()
        + rows * m_table->verticalHeader()->defaultSectionSize() + 2 * m_table->frameWidth());
}

void ReviewPage::showCell(int row)
{
    const auto label = static_cast<feedback::LabelId>(m_table->item(row, 0)->data(Qt::UserRole).toInt());
    if (m_desk.active())
        m_context.query.replace(QueryFocus::both(scopeQuery(m_desk.active()->scope), labelTerm(label)));
}

void ReviewPage::presentWarnings()
{
    while (QLayoutItem* item = m_warnings->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto review = m_desk.review();
    if (!review)
        return;
    const BatchReview& r = *review;
    addLine(
        "reviewUnlabelled", "warning", tr("%n without a label", nullptr, clamped(r.unlabelled.size())), r.unlabelled);
    addLine("reviewAgainst", "warning",
        tr("%n with a label that contradicts the reason", nullptr, clamped(r.againstReason.size())), r.againstReason);
    addLine("reviewOutside", "warning", tr("%n outside the period", nullptr, clamped(r.outsidePeriod.size())),
        r.outsidePeriod);
    addLine("reviewConflicts", "warning",
        tr("%n labelled otherwise by somebody else", nullptr, clamped(r.conflicts.size())), r.conflicts);
    addLine("reviewAddresses", "warning",
        tr("%n whose address is labelled both ways", nullptr, clamped(r.sameAddressBothWays.size())),
        r.sameAddressBothWays);
    addLine("reviewMissing", "warning",
        tr("%n not scanned, or without features", nullptr, clamped(r.missingFeatures.size())), r.missingFeatures);
    if (m_warnings->count() == 0)
        m_warnings->addWidget(new QLabel(tr("Nothing contradicts anything."), this));
    addLine(
        "reviewSpotCheck", "find", tr("Spot check: %n at random", nullptr, clamped(r.spotCheck.size())), r.spotCheck);
}

// A line is a button: it lists its items.
void ReviewPage::addLine(const char* name, const char* icon, const QString& text, const std::vector<ItemId>& items)
{
    if (items.empty())
        return;
    auto* button = new QToolButton(this);
    button->setObjectName(QString::fromLatin1(name));
    button->setText(text);
    button->setIcon(themedIcon(QString::fromLatin1(icon)));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setToolTip(tr("List these items"));
    button->setAutoRaise(true);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setMinimumHeight(fontMetrics().height() + 10);
    connect(button, &QToolButton::clicked, this, [this, items] { showItems(items); });
    m_warnings->addWidget(button);
}

void ReviewPage::showItems(const std::vector<ItemId>& items)
{
    std::vector<ItemId> ascending = items;
    std::sort(ascending.begin(), ascending.end());
    size_t named = 0;
    m_context.query.replace(itemsQuery(ascending, &named));
    if (named < ascending.size())
        Q_EMIT m_context.live.notice({NoticeLevel::Info,
            tr("The list shows the first %1 of %2 items: a query has no room for more.", "counts")
                .arg(formatCount(named), formatCount(ascending.size())),
            {}});
}

} // namespace assay::gui
