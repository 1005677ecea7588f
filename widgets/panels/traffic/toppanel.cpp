// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/traffic/toppanel.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queriedrows.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/bridge/querymenu.h"
#include "widgets/bridge/snapshottable.h"
#include "widgets/panels/traffic/trafficwords.h"
#include "widgets/settings/appsettings.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QTableView>
#include <QVBoxLayout>

#include <limits>
#include <numeric>

namespace assay::gui {
namespace {

constexpr size_t most = 500;

class TopRows : public TableRows
{
public:
    explicit TopRows(std::shared_ptr<const TopValues> values)
        : m_values(std::move(values))
    {
    }
    uint32_t count() const override { return static_cast<uint32_t>(m_values->values.size()); }
    const TopValue& value(uint32_t row) const { return m_values->values[row]; }

private:
    std::shared_ptr<const TopValues> m_values;
};

const TopValue& valueOf(const TableRows& rows, uint32_t row)
{
    return static_cast<const TopRows&>(rows).value(row);
}

TableColumn column(const char* key, const QString& title, const QString& description, int width,
    std::function<QString(const TopValue& value)> text, Qt::Alignment alignment = Qt::AlignRight | Qt::AlignVCenter)
{
    TableColumn made{QString::fromLatin1(key), title, description, alignment, width, true, {}, {}, {}, {}};
    made.text = [text = std::move(text)](const TableRows& rows, uint32_t row) { return text(valueOf(rows, row)); };
    return made;
}

TableColumns topColumns()
{
    TableColumn value = column(
        "value", TopPanel::tr("Value"), {}, 24, [](const TopValue& top) { return displayLine(top.value, 300); },
        Qt::AlignLeft | Qt::AlignVCenter);
    value.elideMiddle = true;
    return {value,
        column("sets", TopPanel::tr("Sets"), TopPanel::tr("Request sets"), 7,
            [](const TopValue& top) { return formatCount(top.sets); }),
        column(
            "requests", TopPanel::tr("Requests"), {}, 9, [](const TopValue& top) { return formatCount(top.requests); }),
        column("bots", TopPanel::tr("Bot"),
            TopPanel::tr("Share of bots and attacks among the sets that are labelled or predicted"), 6,
            [](const TopValue& top) {
                const auto share = top.hostileShare();
                return share ? QLocale().toString(*share * 100, 'f', 0) + QStringLiteral(" %") : QString();
            })};
}

} // namespace

TopPanel::TopPanel(const PanelContext& context, QWidget* parent)
    : Panel(parent)
    , m_context(context)
    , m_watch(new QueryWatch(context.live, context.query, this))
    , m_model(new SnapshotTable(topColumns(), this))
{
    buildWidgets();
    connect(m_watch, &QueryWatch::needed, this, &TopPanel::ask);
    present();
}

void TopPanel::buildWidgets()
{
    m_kind = new QComboBox(this);
    m_kind->setObjectName(QStringLiteral("topKind"));
    m_kind->setAccessibleName(tr("What is counted"));
    for (int kind = 0; kind < static_cast<int>(TopKind::Count); ++kind)
        m_kind->addItem(topKindTitle(static_cast<TopKind>(kind)), kind);
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("topTable"));
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Most frequent values"));
    m_table->setAccessibleDescription(tr("Enter narrows the list to the chosen value."));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionResizeMode(0, QHeaderView::Stretch);
    header->setMinimumSectionSize(fontMetrics().averageCharWidth() * 4);
    for (int number = 1; number < m_model->columnCount({}); ++number)
        header->setSectionResizeMode(number, QHeaderView::ResizeToContents);
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("topNote"));
    m_note->setWordWrap(true);
    m_note->setContentsMargins(8, 2, 8, 4);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_kind);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_note);
    connect(m_kind, &QComboBox::currentIndexChanged, m_watch, &QueryWatch::askSoon);
    connect(m_table, &QTableView::activated, this, &TopPanel::narrow);
    connect(m_table, &QTableView::customContextMenuRequested, this, &TopPanel::openMenu);
}

void TopPanel::showEvent(QShowEvent* event)
{
    Panel::showEvent(event);
    m_watch->setWanted(true);
}

void TopPanel::hideEvent(QHideEvent* event)
{
    Panel::hideEvent(event);
    m_watch->setWanted(false);
}

void TopPanel::ask()
{
    if (!m_context.live.isOpen()) {
        m_values = nullptr;
        present();
        return;
    }
    const auto work = [file = m_context.live.file(), snapshot = m_context.live.snapshot(),
                          query = m_context.query.text(), zone = m_context.settings.timeZone(),
                          kind = static_cast<TopKind>(m_kind->currentData().toInt())](
                          const RunContext& context) -> Result<TopValues> {
        auto rows = rowsOfQuery(*file, *snapshot, query, zone, context);
        if (!rows)
            return rows.error();
        return file->topValues(*snapshot, *rows, kind, most, context);
    };
    const JobTitle job{
        tr("Count"), topKindTitle(static_cast<TopKind>(m_kind->currentData().toInt())), JobUnit::None, JobShow::Quiet};
    m_context.jobs.start<TopValues>(this, QStringLiteral("top"), job, work, [this](Result<TopValues> values) {
        if (values) {
            m_values = std::make_shared<const TopValues>(std::move(*values));
            present();
        } else if (values.error().code != ErrorCode::BadArgument) {
            m_context.live.report(values.error(), Attempt::Other);
        }
    });
}

void TopPanel::present()
{
    const auto values = m_values ? m_values : std::make_shared<const TopValues>();
    const auto rows = std::make_shared<const TopRows>(values);
    std::vector<uint32_t> order(rows->count());
    std::iota(order.begin(), order.end(), 0U);
    m_model->setSnapshot(rows, std::move(order));
    QStringList notes;
    if (values->values.empty())
        notes.append(m_values ? tr("Nothing to count among the request sets of the list.") : QString());
    else if (values->distinct > values->values.size())
        notes.append(tr("The first %1 of %2").arg(formatCount(values->values.size()), formatCount(values->distinct)));
    if (values->notIndexed > 0)
        notes.append(tr("%n request set(s) are not indexed yet", nullptr,
            static_cast<int>(std::min<uint64_t>(values->notIndexed, std::numeric_limits<int>::max()))));
    if (!values->isExact)
        notes.append(tr("Rare values were left out: there are more than a million."));
    m_note->setText(notes.join(QStringLiteral(" · ")));
    m_note->setVisible(!m_note->text().isEmpty());
}

const TopValue* TopPanel::current() const
{
    const QModelIndex index = m_table->currentIndex();
    if (!index.isValid() || !m_values)
        return nullptr;
    const uint32_t row = m_model->rowAt(index.row());
    return row < m_values->values.size() ? &m_values->values[row] : nullptr;
}

void TopPanel::narrow()
{
    if (const TopValue* value = current())
        m_context.query.addTerm(QString::fromStdString(value->query));
}

void TopPanel::openMenu(const QPoint& place)
{
    const TopValue* value = current();
    if (!value)
        return;
    QMenu menu(this);
    addTermActions(&menu, m_context.query, QString::fromStdString(value->query));
    menu.exec(m_table->viewport()->mapToGlobal(place));
}

} // namespace assay::gui
