// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/evidence/fuzzyhitview.h"

#include "widgets/bridge/clusters.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/fuzzydesk.h"
#include "widgets/bridge/fuzzytext.h"
#include "widgets/bridge/hashchange.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/bridge/querytext.h"
#include "widgets/panels/evidence/weightcurve.h"
#include "widgets/panels/filter/flowlayout.h"
#include "widgets/settings/appsettings.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <set>

namespace assay::gui {

FuzzyHitView::FuzzyHitView(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    auto* page = new QWidget;
    m_text = addLabel(page, "fuzzyHitText", tr("Match of a fuzzy hash"));
    m_curve = new WeightCurve(page);
    m_hash = addLabel(page, "fuzzyHashText", tr("Stored fuzzy hash"));
    auto* actions = new QWidget(page);
    auto* buttons = new FlowLayout(actions, 4);
    buttons->setContentsMargins(0, 0, 0, 0);
    QToolButton* copy = addButton("fuzzyCopyHash", tr("Copy hash"), tr("Copy the stored hash in hexadecimal"));
    m_cluster = addButton("fuzzyCluster", tr("Find cluster"), tr("Items of this case with nearly the same text"));
    m_move = addButton("fuzzyMove", tr("Move to flag…"), tr("Put the stored hash under another flag"));
    m_delete = addButton("fuzzyDelete", tr("Delete hash…"), tr("Take the hash out of the storage"));
    m_sources = addButton("fuzzySources", tr("Show stored sources"), tr("The items that this hash was learned from"));
    for (QToolButton* button : {m_cluster, m_move, m_delete, m_sources, copy})
        buttons->addWidget(button);
    auto* pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(8, 6, 8, 6);
    pageLayout->addWidget(actions);
    pageLayout->addWidget(m_text);
    pageLayout->addWidget(m_curve);
    pageLayout->addWidget(m_hash);
    pageLayout->addStretch(1);
    auto* area = new QScrollArea(this);
    area->setAccessibleName(tr("Match of a fuzzy hash"));
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidget(page);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(area);

    const auto addMenu = [this](QToolButton* button, const char* name, void (FuzzyHitView::*fill)(QMenu*)) {
        auto* menu = new QMenu(button);
        menu->setObjectName(QString::fromLatin1(name));
        button->setMenu(menu);
        button->setPopupMode(QToolButton::InstantPopup);
        connect(menu, &QMenu::aboutToShow, this, [this, menu, fill] { (this->*fill)(menu); });
    };
    addMenu(m_move, "fuzzyMoveMenu", &FuzzyHitView::fillMoveMenu);
    addMenu(m_delete, "fuzzyDeleteMenu", &FuzzyHitView::fillDeleteMenu);
    connect(copy, &QToolButton::clicked, this, &FuzzyHitView::copyHash);
    connect(m_sources, &QToolButton::clicked, this, &FuzzyHitView::showSources);
    connect(m_cluster, &QToolButton::clicked, this, [this] {
        if (m_content)
            findCluster(m_context.indexer, m_context.live, m_context.query, m_content->detail.id);
    });
    connect(m_hash, &QLabel::linkActivated, this, [this](const QString& link) {
        const std::vector<HashLesson> lessons = lessonsOf(m_origins.value_or(HashOrigins()));
        const size_t lesson = link.section(QChar(':'), 1).toULong();
        if (lesson < lessons.size())
            showItems(lessons[lesson].items);
    });
    FuzzyDesk& desk = context.live.fuzzy();
    connect(&desk, &FuzzyDesk::rulesChanged, this, &FuzzyHitView::showText);
    connect(&desk, &FuzzyDesk::hashesChanged, this, &FuzzyHitView::readOrigins);
}

QLabel* FuzzyHitView::addLabel(QWidget* page, const char* name, const QString& accessibleName)
{
    auto* label = new QLabel(page);
    label->setObjectName(QString::fromLatin1(name));
    label->setAccessibleName(accessibleName);
    label->setTextFormat(Qt::RichText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextBrowserInteraction);
    return label;
}

QToolButton* FuzzyHitView::addButton(const char* name, const QString& text, const QString& toolTip)
{
    auto* button = new QToolButton(this);
    button->setObjectName(QString::fromLatin1(name));
    button->setText(text);
    button->setToolTip(toolTip);
    button->setMinimumHeight(24);
    return button;
}

const fuzzy::FuzzyRule* FuzzyHitView::rule() const
{
    return m_context.live.fuzzy().rule(QString::fromStdString(m_match.storage));
}

void FuzzyHitView::showMatch()
{
    m_content = m_context.focus.content();
    m_hit = static_cast<size_t>(m_context.focus.hit());
    m_match = *m_context.focus.currentMatch();
    m_origins.reset();
    m_curve->setMatch(m_match);
    showText();
    readOrigins();
}

void FuzzyHitView::showText()
{
    if (!m_content)
        return;
    m_text->setText(fuzzyHitText(m_content->hits.hits[m_hit], m_match, rule(), *m_content->message));
    m_hash->setText(fuzzyHashText(m_match, m_origins ? &*m_origins : nullptr, m_context.settings.timeZone()));
    updateButtons();
}

void FuzzyHitView::readOrigins()
{
    const std::shared_ptr<Case> file = m_context.live.file();
    if (!file || !m_content)
        return;
    const JobTitle title{tr("Read origins of a hash"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file, storage = m_match.storage, digest = m_match.stored](
                          const RunContext&) { return file->hashOrigins(storage, digest); };
    m_context.jobs.start<HashOrigins>(
        this, QStringLiteral("origins"), title, work, [this](Result<HashOrigins> origins) {
            if (!origins) {
                m_context.live.report(origins.error(), Attempt::Other);
                return;
            }
            m_origins = std::move(*origins);
            showText();
        });
}

// Hashes of a server are changed by learning to it and forgetting there: its file is not ours.
void FuzzyHitView::updateButtons()
{
    const fuzzy::FuzzyRule* known = rule();
    const bool changeable = known && known->isLocal() && !known->readOnly && !m_context.live.isReadOnly();
    m_move->setEnabled(changeable);
    m_delete->setEnabled(changeable);
    m_sources->setEnabled(m_origins && !m_origins->empty());
}

void FuzzyHitView::fillMoveMenu(QMenu* menu)
{
    menu->clear();
    const fuzzy::FuzzyRule* known = rule();
    if (!known)
        return;
    menu->addSection(affectedHashes(1, QString::fromStdString(m_match.storage), m_match.flag));
    // A hash that hits what it should not is most often on its way to a white flag.
    for (const bool white : {true, false}) {
        for (const fuzzy::FlagRule& flag : known->flags) {
            if (flag.flag == m_match.flag || flag.readOnly || (flag.meaning == fuzzy::FlagMeaning::Allow) != white)
                continue;
            menu->addAction(flagText(known, flag.flag), this, [this, number = flag.flag] { changeHash(number); });
        }
    }
    if (menu->actions().size() == 1)
        menu->addAction(tr("The storage has no other flag that can be written"))->setEnabled(false);
}

void FuzzyHitView::fillDeleteMenu(QMenu* menu)
{
    menu->clear();
    menu->addSection(affectedHashes(1, QString::fromStdString(m_match.storage), m_match.flag));
    menu->addAction(tr("Delete it"), this, [this] { changeHash(std::nullopt); });
}

void FuzzyHitView::changeHash(std::optional<uint8_t> flag)
{
    changeStoredHashes(m_context.jobs, m_context.live, QString::fromStdString(m_match.storage), {m_match.stored}, flag);
}

void FuzzyHitView::copyHash()
{
    QApplication::clipboard()->setText(QString::fromStdString(toHex(m_match.stored)));
}

void FuzzyHitView::showItems(const std::vector<ItemId>& items)
{
    const QString query = itemsQuery(items);
    if (!query.isEmpty())
        m_context.query.replace(query);
}

void FuzzyHitView::showSources()
{
    std::set<uint32_t> items;
    for (const HashOrigin& origin : m_origins.value_or(HashOrigins())) {
        if (!origin.forgotten)
            items.insert(origin.item.value);
    }
    std::vector<ItemId> list;
    for (const uint32_t item : items)
        list.push_back(ItemId{item});
    showItems(list);
}

} // namespace assay::gui
