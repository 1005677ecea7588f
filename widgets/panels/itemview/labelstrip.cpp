// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/itemview/labelstrip.h"

#include "widgets/bridge/columnwidths.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/itemrows.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/labeltext.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/treemodel.h"
#include "widgets/settings/appsettings.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QTreeView>

namespace assay::gui {
namespace {

const QString marksSlot = QStringLiteral("marks");

} // namespace

LabelStrip::LabelStrip(const PanelContext& context, QWidget* parent)
    : QFrame(parent)
    , m_context(context)
{
    setObjectName(QStringLiteral("labelStrip"));
    setAccessibleName(tr("Label of the item"));
    m_icon = new QLabel(this);
    m_label = new QLabel(this);
    m_label->setObjectName(QStringLiteral("labelText"));
    m_label->setTextFormat(Qt::RichText);
    m_marks = new QLabel(this);
    m_marks->setObjectName(QStringLiteral("marksText"));
    m_marks->setTextFormat(Qt::PlainText);
    m_marks->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_history = new QToolButton(this);
    m_history->setObjectName(QStringLiteral("labelHistory"));
    m_history->setText(tr("History"));
    m_history->setToolTip(tr("All labels that this item ever had"));
    m_history->setAutoRaise(true);
    m_history->setMinimumHeight(24);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 0, 6, 2);
    layout->addWidget(m_icon);
    layout->addWidget(m_label);
    layout->addWidget(m_marks, 1);
    layout->addWidget(m_history);
    connect(m_history, &QToolButton::clicked, this, &LabelStrip::askHistory);
    connect(&context.focus, &ItemFocus::itemChanged, this, &LabelStrip::refresh);
    connect(&context.live, &LiveCase::labelsChanged, this, &LabelStrip::refresh);
    connect(&context.live, &LiveCase::itemsChanged, this, &LabelStrip::refresh);
    connect(&context.settings, &AppSettings::viewChanged, this, &LabelStrip::refresh);
    hide();
}

void LabelStrip::refresh()
{
    const LiveCase& live = m_context.live;
    const std::optional<ItemId> item = m_context.focus.item();
    m_context.jobs.cancel(this, marksSlot);
    if (!item || !live.file()) {
        hide();
        return;
    }
    const QTimeZone zone = m_context.settings.timeZone();
    const ItemRows rows(live.snapshot(), live.names(), zone, live.blind());
    const uint32_t row = rows.rowOf(item->value);
    const bool known = row < rows.count();
    const feedback::LabelId label = known ? rows.label(row) : feedback::noLabel;
    const uint8_t marks = known ? rows.marks(row) : uint8_t{0};
    setVisible(label != feedback::noLabel || marks);
    m_icon->setVisible(label != feedback::noLabel);
    m_label->setVisible(label != feedback::noLabel);
    m_history->setVisible(label != feedback::noLabel);
    if (label != feedback::noLabel) {
        const int size = fontMetrics().height();
        m_icon->setPixmap(themedIcon(labelIcon(label)).pixmap(QSize(size, size), devicePixelRatioF()));
        QString text = QStringLiteral("<b>%1</b> ").arg(labelTitle(label).toHtmlEscaped())
            + tr("by %1, %2", "author, time")
                  .arg(displayLine(rows.labelAuthor(row), 80), formatTimeExact(rows.labelledAt(row), zone))
                  .toHtmlEscaped();
        if (marks & feedback::markConflict)
            text += QStringLiteral(" · <b>≠ %1</b>").arg(tr("authors disagree").toHtmlEscaped());
        m_label->setText(text);
    }
    m_marks->setText(marks & feedback::markBookmarked ? tr("· Bookmarked") : QString());
    if (!(marks & (feedback::markNote | feedback::markTags)))
        return;
    const JobTitle title{tr("Read notes"), {}, JobUnit::None, JobShow::Quiet};
    m_context.jobs.start<Case::ItemMarks>(
        this, marksSlot, title, [file = live.file(), id = *item](const RunContext&) { return file->itemMarks(id); },
        [this](Result<Case::ItemMarks> result) {
            if (result)
                showMarks(*result);
        });
}

void LabelStrip::showMarks(const Case::ItemMarks& marks)
{
    QString text = m_marks->text();
    for (const std::string& tag : marks.tags)
        text += QStringLiteral(" · #") + displayLine(tag, 60);
    if (!marks.note.empty())
        text += tr(" · Note: %1").arg(displayLine(marks.note, 300));
    m_marks->setText(text.trimmed());
    m_marks->setToolTip(QString::fromStdString(marks.note.substr(0, 4000)));
}

void LabelStrip::askHistory()
{
    const std::optional<ItemId> item = m_context.focus.item();
    if (!item || !m_context.live.file())
        return;
    using Events = std::vector<feedback::LabelEvent>;
    const JobTitle title{tr("Read history"), {}, JobUnit::None, JobShow::Quiet};
    m_context.jobs.start<Events>(
        this, QStringLiteral("history"), title,
        [file = m_context.live.file(), id = *item](const RunContext&) { return file->labelHistory(id); },
        [this](Result<Events> events) {
            if (events)
                showHistory(*events);
            else
                m_context.live.report(events.error(), Attempt::ReadItem);
        });
}

void LabelStrip::showHistory(const std::vector<feedback::LabelEvent>& events)
{
    std::vector<TreeNode> nodes;
    const QTimeZone zone = m_context.settings.timeZone();
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
        TreeNode& node = nodes.emplace_back();
        const QString label = event->label == feedback::noLabel ? tr("cleared") : labelWord(event->label);
        node.texts = {formatTimeExact(event->at, zone), label, displayLine(event->author, 80),
            event->label == feedback::noLabel ? QString() : tr("%1 %", "percent").arg(event->confidence),
            displayLine(event->note, 300)};
        node.icon = labelIcon(event->label);
    }
    auto* dialog = new QDialog(window());
    dialog->setObjectName(QStringLiteral("historyDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("History of the labels"));
    auto* model =
        new TreeModel({{tr("Time")}, {tr("Label")}, {tr("Author")}, {tr("Confidence")}, {tr("Note")}}, dialog);
    model->setNodes(std::move(nodes));
    auto* tree = new QTreeView(dialog);
    tree->setAccessibleName(tr("History of the labels"));
    tree->setModel(model);
    tree->setRootIsDecorated(false);
    for (int column = 0; column < model->columnCount(); ++column)
        fitColumn(tree, column, fontMetrics().averageCharWidth() * 8, fontMetrics().averageCharWidth() * 40);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto* layout = new QVBoxLayout(dialog);
    layout->addWidget(tree);
    layout->addWidget(buttons);
    dialog->resize(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 16);
    dialog->open();
}

} // namespace assay::gui
