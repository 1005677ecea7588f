// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/learn/conditionsdialog.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/fuzzydesk.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/themecolors.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/panels/learn/conditionlist.h"
#include "widgets/panels/learn/flagchoice.h"
#include "widgets/panels/learn/learnpreview.h"
#include "widgets/panels/learn/scriptedit.h"
#include "widgets/settings/appsettings.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>

namespace assay::gui {

ConditionsDialog::ConditionsDialog(
    const PanelContext& context, ItemsPanel& items, QWidget* parent, const QString& storage)
    : QDialog(parent)
    , m_context(context)
    , m_items(items)
{
    setObjectName(QStringLiteral("conditionsDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Learn conditions"));
    m_storage = new QComboBox(this);
    m_storage->setObjectName(QStringLiteral("conditionStorage"));
    auto* label = new QLabel(tr("&Storage"), this);
    label->setBuddy(m_storage);
    auto* top = new QHBoxLayout;
    top->addWidget(label);
    top->addWidget(m_storage);
    top->addStretch(1);
    auto* tabs = new QTabWidget(this);
    m_list = new ConditionList(context, tabs);
    m_script = new ScriptEdit(context.jobs, tabs);
    tabs->addTab(m_list, tr("Conditions"));
    tabs->addTab(m_script, tr("Script"));
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(tabs);
    splitter->addWidget(buildTest());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    m_fault = new QLabel(this);
    m_fault->setObjectName(QStringLiteral("conditionFault"));
    m_fault->setTextFormat(Qt::PlainText);
    m_fault->setWordWrap(true);
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, accent(Accent::Error, palette()));
    m_fault->setPalette(colors);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    m_save = buttons->button(QDialogButtonBox::Save);
    m_save->setObjectName(QStringLiteral("conditionSave"));
    m_save->setAutoDefault(false);
    buttons->button(QDialogButtonBox::Cancel)->setAutoDefault(false);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(splitter, 1);
    layout->addWidget(m_fault);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 120, fontMetrics().height() * 42);

    fillStorages(storage.isEmpty() ? context.settings.lastLearn().storage : storage);
    connect(m_storage, &QComboBox::currentIndexChanged, this, &ConditionsDialog::showRule);
    connect(m_list, &ConditionList::changed, this, &ConditionsDialog::changed);
    connect(m_script, &ScriptEdit::changed, this, &ConditionsDialog::changed);
    connect(m_script, &ScriptEdit::checked, this, &ConditionsDialog::updateButtons);
    connect(buttons, &QDialogButtonBox::accepted, this, &ConditionsDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&context.live, &LiveCase::caseChanged, this, &QDialog::reject);
    connect(m_preview, &LearnPreview::itemChosen, this, [this](ItemId item) { m_items.selectItem(item); });
    showRule();
    m_test->setFocus();
}

ConditionsDialog::~ConditionsDialog() = default;

QWidget* ConditionsDialog::buildTest()
{
    auto* page = new QWidget(this);
    m_test = new QPushButton(tr("&Test on view"), page);
    m_test->setObjectName(QStringLiteral("conditionTest"));
    m_test->setToolTip(tr("What the conditions as they stand here decide about the items in the list"));
    m_test->setDefault(true);
    m_flag = new QComboBox(page);
    m_flag->setObjectName(QStringLiteral("conditionTestFlag"));
    auto* flagLabel = new QLabel(tr("as if &learned to"), page);
    flagLabel->setBuddy(m_flag);
    auto* row = new QHBoxLayout;
    row->addWidget(m_test);
    row->addWidget(new QLabel(tr("%1 items,", "count").arg(formatCount(m_items.order().size())), page));
    row->addWidget(flagLabel);
    row->addWidget(m_flag);
    row->addStretch(1);
    m_preview = new LearnPreview(page);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_preview, 1);
    connect(m_test, &QPushButton::clicked, this, &ConditionsDialog::test);
    connect(m_flag, &QComboBox::currentIndexChanged, this, &ConditionsDialog::changed);
    return page;
}

void ConditionsDialog::fillStorages(const QString& wanted)
{
    for (const fuzzy::FuzzyRule& known : *m_context.live.fuzzy().rules())
        m_storage->addItem(QString::fromStdString(known.name));
    m_storage->setCurrentIndex(std::max(0, m_storage->findText(wanted)));
}

const fuzzy::FuzzyRule* ConditionsDialog::rule() const
{
    return m_context.live.fuzzy().rule(m_storage->currentText());
}

void ConditionsDialog::showRule()
{
    const fuzzy::FuzzyRule* known = rule();
    m_stored = known ? *known : fuzzy::FuzzyRule();
    m_list->setRule(known);
    m_script->setText(QString::fromStdString(m_stored.script));
    fillFlagChoice(*m_flag, known, m_context.settings.lastLearn().flag);
    changed();
}

fuzzy::FuzzyRule ConditionsDialog::edited() const
{
    fuzzy::FuzzyRule rule = m_stored;
    rule.conditions = m_list->conditions();
    rule.learnByDefault = m_list->learnByDefault();
    rule.script = m_script->text().toStdString();
    return rule;
}

// A test of conditions that were edited since says nothing any more.
void ConditionsDialog::changed()
{
    m_question = 0;
    m_preview->setMessage(tr("Not tested yet."));
    updateButtons();
}

void ConditionsDialog::updateButtons()
{
    const QString fault = m_list->fault();
    m_fault->setText(fault);
    m_fault->setVisible(!fault.isEmpty());
    const bool sound = fault.isEmpty() && m_script->isSound() && !m_stored.name.empty();
    m_test->setEnabled(sound && !m_items.order().empty());
    m_save->setEnabled(sound && !m_context.live.isReadOnly() && edited() != m_stored);
}

void ConditionsDialog::test()
{
    LearnRequest request;
    request.storage = m_stored.name;
    request.flag = static_cast<uint8_t>(chosenFlag(*m_flag));
    request.draft = std::make_shared<const fuzzy::FuzzyRule>(edited());
    std::vector<ItemId> items;
    const auto rows = m_items.rows();
    for (const uint32_t row : m_items.order())
        items.push_back(ItemId{rows->id(row)});
    const quint64 question = m_question = ++m_asked;
    m_preview->setMessage(tr("Testing %n item(s)…", nullptr, static_cast<int>(items.size())));
    m_context.live.fuzzy().plan(std::move(items), request,
        [dialog = QPointer<ConditionsDialog>(this), question](const Result<std::shared_ptr<const LearnPlan>>& plan) {
            if (dialog && dialog->m_question == question)
                dialog->showPlan(plan);
        });
}

void ConditionsDialog::showPlan(const Result<std::shared_ptr<const LearnPlan>>& plan)
{
    if (plan)
        m_preview->setPlan(*plan, m_context.live.snapshot());
    else if (plan.error().code == ErrorCode::Cancelled)
        m_preview->setMessage(tr("Stopped."));
    else
        m_preview->setMessage(errorText(plan.error(), Attempt::Other).full());
}

void ConditionsDialog::save()
{
    if (!m_save->isEnabled())
        return;
    m_context.live.fuzzy().setRule(edited());
    accept();
}

} // namespace assay::gui
