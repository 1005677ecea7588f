// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/feedback/scopepage.h"

#include "core/casefile/case.h"
#include "widgets/bridge/batchscope.h"
#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/labeltext.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/panels/feedback/batchtext.h"
#include "widgets/panels/filter/filteredit.h"
#include "widgets/panels/filter/queryline.h"
#include "widgets/panels/lists/listimport.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay::gui {

ScopePage::ScopePage(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_desk(context.live.batches())
    , m_counts(textLabel("scopeCounts", this))
    , m_query(new QueryLine(context, this))
{
    m_query->edit()->setObjectName(QStringLiteral("scopeQuery"));
    m_query->edit()->setAccessibleName(tr("Query of the scope"));
    m_query->edit()->setPlaceholderText(tr("every item"));
    setFocusProxy(m_query->edit());
    m_follow = new QCheckBox(tr("The &list shows these items"), this);
    m_follow->setObjectName(QStringLiteral("scopeFollow"));
    m_follow->setChecked(true);
    m_follow->setToolTip(tr("Each change of the scope becomes the filter of the list"));
    auto* show = pushButton("scopeShow", "find", tr("Sho&w in the list"), tr("Filter the list by the scope"), this);
    m_frozen = new QCheckBox(tr("Fro&zen: exactly these items, whatever comes later"), this);
    m_frozen->setObjectName(QStringLiteral("scopeFrozen"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_follow, 1);
    row->addWidget(show);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(headingLabel(tr("Which items?"), this));
    layout->addWidget(m_query);
    layout->addWidget(buildList());
    layout->addWidget(buildHand());
    layout->addWidget(m_counts);
    layout->addWidget(m_frozen);
    layout->addLayout(row);
    layout->addWidget(buildLabels());
    layout->addStretch(1);
    connect(show, &QPushButton::clicked, this, &ScopePage::showItems);
    connect(m_frozen, &QCheckBox::clicked, this, &ScopePage::setFrozen);
    connect(m_query, &QueryLine::textChanged, this, [this](const QString& text) {
        if (m_presenting || !m_desk.active() || !queryError(m_context, text).isEmpty())
            return;
        feedback::BatchScope scope = m_desk.active()->scope;
        scope.query = text.trimmed().isEmpty() ? everyItem : text.toStdString();
        m_desk.setScope(scope);
    });
    connect(m_query->edit(), &FilterEdit::applyRequested, this, &ScopePage::follow);
    connect(&m_desk, &BatchDesk::activeChanged, this, [this] {
        present();
        fillLists();
    });
    connect(&m_desk, &BatchDesk::draftChanged, this, &ScopePage::present);
    connect(&m_desk, &BatchDesk::reviewChanged, this, &ScopePage::presentCounts);
    present();
}

QWidget* ScopePage::buildList()
{
    auto* box = new QWidget(this);
    m_list = new QComboBox(box);
    m_list->setObjectName(QStringLiteral("scopeList"));
    m_list->setAccessibleName(tr("List of addresses"));
    m_list->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto* file = pushButton("scopeListFile", "open", tr("&File…"), tr("Addresses from a CSV or text file"), box);
    auto* paste = pushButton("scopeListPaste", "", tr("Clip&board…"), tr("Addresses from the clipboard"), box);
    m_listSummary = textLabel("scopeListSummary", box);
    m_listSummary->hide();
    auto* row = new QHBoxLayout;
    row->addWidget(new QLabel(tr("Addresses:"), box));
    row->addWidget(m_list, 1);
    row->addWidget(file);
    row->addWidget(paste);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_listSummary);
    connect(m_list, &QComboBox::activated, this, [this](int index) {
        setList(m_list->itemData(index).toString());
        follow();
    });
    connect(file, &QPushButton::clicked, this, &ScopePage::chooseFile);
    connect(paste, &QPushButton::clicked, this, &ScopePage::chooseClipboard);
    return box;
}

QWidget* ScopePage::buildHand()
{
    auto* box = new QWidget(this);
    auto* add = pushButton("scopeAdd", "", tr("&Add selected"), tr("The selected items belong to the batch"), box);
    auto* remove =
        pushButton("scopeRemove", "", tr("&Remove selected"), tr("The selected items do not belong to it"), box);
    m_clearHand = pushButton("scopeClear", "", tr("Clear"), tr("Forget what was added and removed by hand"), box);
    m_hand = textLabel("scopeHand", box);
    auto* row = new QHBoxLayout;
    row->addWidget(add);
    row->addWidget(remove);
    row->addWidget(m_clearHand);
    row->addStretch(1);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_hand);
    connect(add, &QPushButton::clicked, this, [this] { Q_EMIT selectionWanted(true); });
    connect(remove, &QPushButton::clicked, this, [this] { Q_EMIT selectionWanted(false); });
    connect(m_clearHand, &QPushButton::clicked, this, [this] {
        feedback::BatchScope scope = m_desk.active()->scope;
        scope.added.clear();
        scope.removed.clear();
        m_desk.setScope(scope);
    });
    return box;
}

QWidget* ScopePage::buildLabels()
{
    auto* box = new QWidget(this);
    m_labelAll = pushButton("scopeLabelAll", "", {}, tr("Edit > Undo takes it back"), box);
    m_labelOther = new QToolButton(box);
    m_labelOther->setObjectName(QStringLiteral("scopeLabelOther"));
    m_labelOther->setText(tr("Another label"));
    m_labelOther->setPopupMode(QToolButton::InstantPopup);
    m_labelOther->setMinimumHeight(fontMetrics().height() + 10);
    auto* menu = new QMenu(m_labelOther);
    for (const feedback::LabelKind& kind : feedback::mailScheme().labels)
        menu->addAction(
            themedIcon(labelIcon(kind.id)), labelTitle(kind.id), this, [this, label = kind.id] { labelAll(label); });
    m_labelOther->setMenu(menu);
    auto* row = new QHBoxLayout;
    row->addWidget(m_labelAll);
    row->addWidget(m_labelOther);
    row->addStretch(1);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addWidget(headingLabel(tr("Label them"), box));
    layout->addLayout(row);
    connect(m_labelAll, &QPushButton::clicked, this, [this] { labelAll(suggested()); });
    return box;
}

void ScopePage::present()
{
    const std::optional<Batch>& batch = m_desk.active();
    setEnabled(m_desk.isEditable());
    if (!batch)
        return;
    m_presenting = true;
    const feedback::BatchScope& scope = batch->scope;
    // A query with a fault is not kept: what is being typed stays.
    if (!m_query->edit()->hasFocus() || queryError(m_context, m_query->text()).isEmpty()) {
        const QString query = scope.query == everyItem ? QString() : QString::fromStdString(scope.query);
        if (query != m_query->text())
            m_query->setText(query);
    }
    m_query->setEnabled(!scope.isFrozen);
    m_list->setEnabled(!scope.isFrozen);
    m_frozen->setChecked(scope.isFrozen);
    if (m_list->currentData().toString() != QString::fromStdString(scope.list))
        fillLists();
    QStringList hand;
    if (!scope.added.empty())
        hand << tr("%1 added by hand", "count").arg(formatCount(scope.added.size()));
    if (!scope.removed.empty())
        hand << tr("%1 removed by hand", "count").arg(formatCount(scope.removed.size()));
    setTextOf(m_hand, hand.join(QStringLiteral(" · ")));
    m_clearHand->setVisible(!hand.isEmpty());
    m_presenting = false;
    if (m_summaryOf != QString::fromStdString(scope.list))
        setTextOf(m_listSummary, {});
    presentCounts();
}

void ScopePage::presentCounts()
{
    const auto& review = m_desk.review();
    QString text = m_desk.reviewError().isEmpty() ? tr("Counting…") : m_desk.reviewError();
    if (review) {
        text = tr("%1 items", "count").arg(formatCount(review->items.size()));
        if (review->addresses > 0)
            text += tr(" with %1 addresses", "count").arg(formatCount(review->addresses));
        text += tr(" · %1 without a label", "count").arg(formatCount(review->unlabelled.size()));
    }
    setTextOf(m_counts, text);
    m_frozen->setEnabled(review != nullptr || (m_desk.active() && m_desk.active()->scope.isFrozen));
    showLabels();
}

feedback::LabelId ScopePage::suggested() const
{
    return m_desk.active() ? feedback::suggestedLabel(m_desk.active()->info.context.reason, feedback::mailScheme())
                           : feedback::noLabel;
}

void ScopePage::showLabels()
{
    const auto& review = m_desk.review();
    const feedback::LabelId label = suggested();
    const bool any = review && !review->items.empty();
    m_labelAll->setVisible(label != feedback::noLabel);
    m_labelAll->setEnabled(any);
    m_labelOther->setEnabled(any);
    m_labelAll->setIcon(themedIcon(labelIcon(label)));
    m_labelAll->setText(any
            ? tr("Label all %1 %2", "count, label").arg(formatCount(review->items.size()), labelWord(label))
            : tr("Label all %1", "label").arg(labelWord(label)));
    m_labelOther->setText(label == feedback::noLabel ? tr("Label all") : tr("Another label"));
}

void ScopePage::labelAll(feedback::LabelId label)
{
    if (m_desk.review() && label != feedback::noLabel)
        Q_EMIT labelRequested(m_desk.review()->items, label, scopeQuery(m_desk.active()->scope));
}

void ScopePage::fillLists()
{
    const QString chosen = m_desk.active() ? QString::fromStdString(m_desk.active()->scope.list) : QString();
    const auto fill = [this, chosen](const QStringList& names) {
        m_list->clear();
        m_list->addItem(tr("any", "list of addresses"), QString());
        for (const QString& name : names)
            m_list->addItem(displayLine(name, 60), name);
        m_list->setCurrentIndex(std::max(0, m_list->findData(chosen)));
    };
    QStringList known;
    for (int i = 1; i < m_list->count(); ++i)
        known << m_list->itemData(i).toString();
    if (!chosen.isEmpty() && !known.contains(chosen))
        known << chosen;
    fill(known);
    const std::shared_ptr<Case> file = m_context.live.file();
    if (!file)
        return;
    using Lists = std::vector<Case::ListInfo>;
    m_context.jobs.start<Lists>(
        this, QStringLiteral("lists"), {tr("Read lists"), {}, JobUnit::None, JobShow::Quiet},
        [file](const RunContext&) { return file->lists(); },
        [fill](const Result<Lists>& lists) {
            QStringList names;
            for (const Case::ListInfo& list : lists ? *lists : Lists()) {
                if (list.isAddresses)
                    names << QString::fromStdString(list.name);
            }
            fill(names);
        });
}

void ScopePage::setList(const QString& name)
{
    if (!m_desk.active())
        return;
    feedback::BatchScope scope = m_desk.active()->scope;
    scope.list = name.toStdString();
    m_desk.setScope(scope);
}

void ScopePage::takeList(const QString& file)
{
    takeOrigin({file, {}}, listNameFor(file));
}

void ScopePage::takeOrigin(ListOrigin origin, const QString& name)
{
    const std::shared_ptr<Case> file = m_context.live.file();
    if (!file || !m_desk.active())
        return;
    const JobTitle title{tr("Read list"), QFileInfo(origin.file).fileName(), JobUnit::Bytes, JobShow::Visible};
    const auto work = [file, origin = std::move(origin), name](const RunContext& context) -> Result<QString> {
        auto list = readListOrigin(origin, std::nullopt, context);
        if (!list)
            return list.error();
        if (list->entries.empty())
            return Error{ErrorCode::BadArgument, name.toStdString(), "no line of the file is an address"};
        const auto kept = file->setList({name.toStdString(), list->addresses, {}});
        if (!kept)
            return kept.error();
        return listSummary(*list);
    };
    m_context.jobs.start<QString>(
        this, QStringLiteral("take"), title, work, [this, name, file](const Result<QString>& summary) {
            if (file != m_context.live.file() || !m_desk.active())
                return;
            if (!summary) {
                m_context.live.report(summary.error(), Attempt::Other);
                return;
            }
            m_summaryOf = name;
            setTextOf(m_listSummary, *summary);
            setList(name);
            follow();
        });
}

void ScopePage::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("List of addresses"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Lists (*.csv *.tsv *.txt)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        auto* import = new ListImport(m_context, {file, {}}, {}, this);
        connect(import, &ListImport::saved, this, [this, import](const QString& name) {
            m_summaryOf = name;
            setTextOf(m_listSummary, import->summary());
            setList(name);
            follow();
        });
        import->open();
    });
    dialog->open();
}

void ScopePage::chooseClipboard()
{
    takeOrigin({{}, QApplication::clipboard()->text().toUtf8()}, QStringLiteral("clipboard"));
}

void ScopePage::setFrozen(bool on)
{
    if (!m_desk.active() || (on && !m_desk.review()))
        return;
    const feedback::BatchScope& scope = m_desk.active()->scope;
    m_desk.setScope(on ? frozen(scope, m_desk.review()->items) : thawed(scope));
}

void ScopePage::follow()
{
    if (m_follow->isChecked())
        showItems();
}

void ScopePage::showItems()
{
    if (m_desk.active())
        m_context.query.replace(scopeQuery(m_desk.active()->scope));
}

} // namespace assay::gui
