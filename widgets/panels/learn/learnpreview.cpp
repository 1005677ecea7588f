// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/learn/learnpreview.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"

#include <QHeaderView>
#include <QLabel>
#include <QRegularExpression>
#include <QTableView>
#include <QVBoxLayout>

#include <utility>

namespace assay::gui {
namespace {

// Beside the words, so that the colour is never all there is.
QString iconOf(const PlannedItem& item)
{
    switch (item.outcome) {
    case LearnOutcome::Denied:
        return QStringLiteral("blocked");
    case LearnOutcome::Failed:
        return QStringLiteral("error");
    case LearnOutcome::NoContent:
    case LearnOutcome::Absent:
        return QStringLiteral("dismiss");
    default:
        break;
    }
    return item.isReflagged ? QStringLiteral("goto") : QStringLiteral("verify");
}

} // namespace

void LearnModel::setPlan(
    std::shared_ptr<const LearnPlan> plan, std::shared_ptr<const CaseSnapshot> snapshot, LearnGroup group)
{
    beginResetModel();
    m_plan = std::move(plan);
    m_snapshot = std::move(snapshot);
    m_rows.clear();
    for (size_t i = 0; m_plan && i < m_plan->items.size(); ++i) {
        if (isIn(group, m_plan->items[i]))
            m_rows.push_back(i);
    }
    endResetModel();
}

int LearnModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LearnModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString LearnModel::text(const PlannedItem& item, int column) const
{
    const auto row = static_cast<uint32_t>(m_snapshot->items->find(item.item));
    const bool known = row < m_snapshot->items->count();
    switch (column) {
    case OutcomeColumn:
        return outcomeText(item, m_plan->request);
    case FlagColumn:
        return takesPart(item) ? QString::number(item.flag) : QString();
    case HashesColumn:
        return takesPart(item) ? formatCount(item.hashes.size()) : QString();
    case FromColumn:
        return known ? displayLine(m_snapshot->items->from(row)) : QString();
    default:
        break;
    }
    return known ? displayLine(m_snapshot->items->subject(row)) : QString();
}

// One line for each hash: part, kind, the beginning of the digest, what happens to it.
QString LearnModel::hashList(const PlannedItem& item) const
{
    constexpr size_t most = 20;
    QStringList lines;
    for (const PlannedHash& planned : item.hashes) {
        if (static_cast<size_t>(lines.size()) == most) {
            lines << QStringLiteral("…");
            break;
        }
        const std::string_view kind = fuzzy::hashKindName(planned.hash.kind);
        lines << QStringLiteral("%1 %2 %3… %4")
                     .arg(displayLine(planned.hash.path, 40), QString::fromLatin1(kind.data(), int(kind.size())),
                         QString::fromStdString(toHex(planned.hash.digest).substr(0, 10)), outcomeText(planned));
    }
    return lines.join(QChar('\n'));
}

QVariant LearnModel::data(const QModelIndex& index, int role) const
{
    const PlannedItem& planned = item(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(planned, index.column());
    case Qt::DecorationRole:
        return index.column() == OutcomeColumn ? QVariant(themedIcon(iconOf(planned))) : QVariant();
    case Qt::ToolTipRole:
        return index.column() <= HashesColumn ? QVariant(hashList(planned)) : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == FlagColumn || index.column() == HashesColumn
            ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
            : QVariant();
    default:
        return {};
    }
}

QVariant LearnModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QString titles[] = {tr("Outcome"), tr("Flag"), tr("Hashes"), tr("From"), tr("Subject")};
    return titles[section];
}

LearnPreview::LearnPreview(QWidget* parent)
    : QWidget(parent)
    , m_totals(new QLabel(this))
    , m_hashes(new QLabel(this))
    , m_model(new LearnModel(this))
    , m_table(new QTableView(this))
{
    m_totals->setObjectName(QStringLiteral("learnTotals"));
    m_totals->setTextFormat(Qt::RichText);
    m_totals->setWordWrap(true);
    m_totals->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_hashes->setObjectName(QStringLiteral("learnHashes"));
    m_table->setObjectName(QStringLiteral("learnTable"));
    m_table->setAccessibleName(tr("What happens to each item"));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setStretchLastSection(true);
    const int unit = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(LearnModel::OutcomeColumn, unit * 40);
    m_table->setColumnWidth(LearnModel::FlagColumn, unit * 7);
    m_table->setColumnWidth(LearnModel::HashesColumn, unit * 9);
    m_table->setColumnWidth(LearnModel::FromColumn, unit * 28);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_totals);
    layout->addWidget(m_hashes);
    layout->addWidget(m_table, 1);
    connect(m_totals, &QLabel::linkActivated, this,
        [this](const QString& link) { showGroup(static_cast<LearnGroup>(link.toInt())); });
    connect(m_table, &QTableView::doubleClicked, this,
        [this](const QModelIndex& index) { Q_EMIT itemChosen(m_model->item(index.row()).item); });
}

void LearnPreview::setMessage(const QString& text)
{
    m_plan = nullptr;
    m_group = LearnGroup::All;
    m_model->setPlan(nullptr, nullptr, m_group);
    m_totals->setText(text.toHtmlEscaped());
    m_hashes->clear();
}

void LearnPreview::setPlan(std::shared_ptr<const LearnPlan> plan, std::shared_ptr<const CaseSnapshot> snapshot)
{
    m_plan = std::move(plan);
    m_snapshot = std::move(snapshot);
    m_hashes->setText(hashTotals(m_plan->totals, m_plan->request.forget));
    showGroup(LearnGroup::All);
}

void LearnPreview::showGroup(LearnGroup group)
{
    m_group = group;
    m_model->setPlan(m_plan, m_snapshot, group);
    m_totals->setText(totalsText());
    m_totals->setAccessibleName(m_totals->text().remove(QRegularExpression(QStringLiteral("<[^>]*>"))));
}

// The group that is shown stands in bold letters.
QString LearnPreview::totalsText() const
{
    const LearnTotals& totals = m_plan->totals;
    const std::pair<LearnGroup, QString> parts[] = {
        {LearnGroup::All, tr("%n item(s)", nullptr, static_cast<int>(totals.items))},
        {LearnGroup::Allowed, tr("%1 allowed").arg(formatCount(totals.allowed))},
        {LearnGroup::Denied, tr("%1 denied").arg(formatCount(totals.denied))},
        {LearnGroup::Reflagged, tr("%1 re-flagged").arg(formatCount(totals.reflagged))},
        {LearnGroup::WithoutContent, tr("%1 without content").arg(formatCount(totals.withoutContent))},
        {LearnGroup::Failed, tr("%1 failed").arg(formatCount(totals.failed))}};
    QStringList texts;
    for (const auto& [group, text] : parts) {
        if (group == LearnGroup::Failed && totals.failed == 0)
            continue;
        texts << (group == m_group ? QStringLiteral("<b>%1</b>").arg(text)
                                   : QStringLiteral("<a href='%1'>%2</a>").arg(static_cast<int>(group)).arg(text));
    }
    return texts.join(QStringLiteral(" · "));
}

} // namespace assay::gui
