// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/filter/explainpopup.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/settings/appsettings.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <climits>

namespace assay::gui {
namespace {

constexpr int mostRows = 12; // more are scrolled
enum Column { Part, Items, Time, Reads, columnCount };

// What the working thread brings back.
struct Explained
{
    Found found;
    std::vector<query::Fault> faults;
};

QString partName(const query::Explanation& part)
{
    switch (part.kind) {
    case query::Node::Kind::And:
        return ExplainPopup::tr("all of");
    case query::Node::Kind::Or:
        return ExplainPopup::tr("any of");
    case query::Node::Kind::Not:
        return ExplainPopup::tr("not");
    case query::Node::Kind::All:
        return ExplainPopup::tr("everything");
    case query::Node::Kind::Term:
        break;
    }
    return displayLine(part.text, 200);
}

QString timeText(double seconds)
{
    return seconds < 0.001 ? ExplainPopup::tr("< 1 ms") : formatDuration(seconds);
}

void addPart(QTreeWidgetItem* parent, const query::Explanation& part)
{
    auto* item = new QTreeWidgetItem(parent);
    const QString count = formatCount(part.alone);
    item->setText(Part, partName(part));
    item->setText(Items, part.aloneIsPartial ? ExplainPopup::tr("%1 of the others", "items").arg(count) : count);
    item->setText(Time, timeText(part.seconds));
    item->setText(Reads, part.kind == query::Node::Kind::Term ? costName(part.cost) : QString());
    item->setTextAlignment(Items, Qt::AlignRight | Qt::AlignVCenter);
    item->setTextAlignment(Time, Qt::AlignRight | Qt::AlignVCenter);
    item->setToolTip(Part, displayLine(part.text));
    item->setData(Part, Qt::UserRole, part.span.begin);
    item->setData(Part, Qt::UserRole + 1, part.span.end);
    if (part.alone == 0 && !part.aloneIsPartial) {
        item->setIcon(Part, themedIcon(QStringLiteral("warning")));
        QFont bold = item->font(Part);
        bold.setBold(true);
        item->setFont(Part, bold);
    }
    for (const query::Explanation& child : part.children)
        addPart(item, child);
}

int rowsBelow(const QTreeWidgetItem* item)
{
    int rows = 1;
    for (int i = 0; i < item->childCount() && rows <= mostRows; ++i)
        rows += rowsBelow(item->child(i));
    return rows;
}

} // namespace

ExplainPopup::ExplainPopup(const PanelContext& context, QWidget* anchor)
    : QFrame(anchor->window())
    , m_context(context)
    , m_anchor(anchor)
{
    setObjectName(QStringLiteral("filterExplainPopup"));
    setFrameShape(QFrame::Box);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Window);
    buildWidgets();
    anchor->installEventFilter(this);
    connect(&context.live, &LiveCase::caseChanged, this, &QWidget::hide);
    hide();
}

void ExplainPopup::buildWidgets()
{
    m_summary = new QLabel(this);
    m_summary->setTextFormat(Qt::PlainText);
    auto* close = new QToolButton(this);
    close->setIcon(themedIcon(QStringLiteral("dismiss")));
    close->setAutoRaise(true);
    close->setMinimumSize(24, 24);
    close->setAccessibleName(tr("Close the explanation"));
    close->setToolTip(tr("Close (Esc)"));
    connect(close, &QToolButton::clicked, this, &ExplainPopup::leave);
    m_tree = new QTreeWidget(this);
    m_tree->setObjectName(QStringLiteral("explainTree"));
    m_tree->setAccessibleName(tr("Parts of the query"));
    m_tree->setColumnCount(columnCount);
    m_tree->setHeaderLabels({tr("Part of the query"), tr("Items, alone"), tr("Time"), tr("How")});
    m_tree->headerItem()->setTextAlignment(Items, Qt::AlignRight | Qt::AlignVCenter);
    m_tree->headerItem()->setTextAlignment(Time, Qt::AlignRight | Qt::AlignVCenter);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_tree->header()->setSectionResizeMode(Part, QHeaderView::Stretch);
    connect(m_tree, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) {
        const query::Span span{item->data(Part, Qt::UserRole).toUInt(), item->data(Part, Qt::UserRole + 1).toUInt()};
        Q_EMIT spanChosen(textSpan(m_query, span));
    });
    m_notes = new QLabel(this);
    m_notes->setObjectName(QStringLiteral("explainNotes"));
    m_notes->setTextFormat(Qt::PlainText);
    m_notes->setWordWrap(true);
    m_notes->setMargin(6);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(8, 2, 2, 2);
    head->addWidget(m_summary, 1);
    head->addWidget(close);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_tree);
    layout->addWidget(m_notes);
}

void ExplainPopup::explain(const QString& query)
{
    const JobTitle title{tr("Explain"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file = m_context.live.file(), snapshot = m_context.live.snapshot(), query,
                          zone = m_context.settings.timeZone()](const RunContext& context) -> Result<Explained> {
        query::Parsed parsed = parseQuery(*file, query, zone);
        if (!parsed.ok())
            return Error{ErrorCode::BadArgument, query::faultText(parsed.error()), ""};
        FindRequest request;
        request.query = std::make_shared<const query::Query>(std::move(*parsed.query));
        request.explain = true;
        auto found = file->find(*snapshot, request, context);
        if (!found)
            return found.error();
        return Explained{std::move(*found), std::move(parsed.faults)};
    };
    m_context.jobs.start<Explained>(
        this, QStringLiteral("explain"), title, work, [this, query](Result<Explained> explained) {
            if (explained)
                present(query, explained->found, explained->faults);
        });
}

void ExplainPopup::present(const QString& query, const Found& found, const std::vector<query::Fault>& faults)
{
    m_query = query;
    m_tree->clear();
    m_summary->setText(
        tr("%n item(s) match; found in %1", nullptr, static_cast<int>(std::min<size_t>(found.rows.size(), INT_MAX)))
            .arg(timeText(found.seconds)));
    QStringList notes;
    if (found.explanation) {
        addPart(m_tree->invisibleRootItem(), *found.explanation);
        const QString zero = found.rows.empty() ? zeroPart(*found.explanation) : QString();
        if (!zero.isEmpty())
            notes << tr("“%1” alone matches nothing.").arg(displayLine(zero, 120));
        else if (found.rows.empty())
            notes << tr("Each part matches something; no item matches all of them.");
    }
    for (const query::Fault& fault : faults)
        notes << faultSentence(fault);
    m_notes->setText(notes.join(QChar('\n')));
    m_notes->setVisible(!notes.isEmpty());
    m_tree->expandAll();
    const bool wasHidden = isHidden();
    show();
    place();
    raise();
    if (wasHidden) {
        m_tree->setCurrentItem(m_tree->topLevelItem(0));
        m_tree->setFocus(Qt::PopupFocusReason);
    }
}

void ExplainPopup::place()
{
    const QPoint corner = m_anchor->mapTo(m_anchor->window(), QPoint(6, m_anchor->height()));
    const int unit = fontMetrics().averageCharWidth();
    const int width = std::min(m_anchor->width() - 16, unit * 100);
    const QTreeWidgetItem* root = m_tree->topLevelItem(0);
    const int rows = std::clamp(root ? rowsBelow(root) : 1, 1, mostRows);
    const int tree = m_tree->header()->sizeHint().height() + (rows * std::max(m_tree->sizeHintForRow(0), 16)) + 6;
    m_tree->setFixedHeight(tree);
    const int notes = m_notes->isHidden() ? 0 : m_notes->heightForWidth(width - 2);
    setGeometry(corner.x(), corner.y(), width, layout()->itemAt(0)->sizeHint().height() + tree + notes + 6);
}

void ExplainPopup::leave()
{
    hide();
    Q_EMIT left();
}

void ExplainPopup::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Escape || (isEnter && event->modifiers() & Qt::AltModifier))
        leave();
    else
        QFrame::keyPressEvent(event);
}

bool ExplainPopup::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

} // namespace assay::gui
