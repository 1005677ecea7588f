// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/learn/conditionlist.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/panels/filter/filteredit.h"
#include "widgets/panels/filter/queryline.h"
#include "widgets/panels/learn/flagchoice.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QTreeWidget>

#include <algorithm>

namespace assay::gui {
namespace {

using fuzzy::LearnCondition;
enum Column { NumberColumn, ActColumn, QueryColumn, ReasonColumn, ColumnCount };

QString actText(const LearnCondition& condition)
{
    switch (condition.act) {
    case LearnCondition::Act::Allow:
        return QStringLiteral("allow"); // words of the language, never translated
    case LearnCondition::Act::Flag:
        return QStringLiteral("flag %1").arg(condition.flag);
    case LearnCondition::Act::Deny:
        break;
    }
    return QStringLiteral("deny");
}

} // namespace

ConditionList::ConditionList(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_list(new QTreeWidget(this))
{
    m_list->setObjectName(QStringLiteral("conditionList"));
    m_list->setAccessibleName(tr("Conditions, the first that matches decides"));
    m_list->setHeaderLabels({tr("No."), tr("Act"), tr("Query"), tr("Reason")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    const int unit = fontMetrics().averageCharWidth();
    m_list->setColumnWidth(NumberColumn, unit * 8);
    m_list->setColumnWidth(ActColumn, unit * 12);
    m_list->setColumnWidth(QueryColumn, unit * 50);
    m_add = addButton("conditionAdd", tr("&Add"));
    m_remove = addButton("conditionRemove", tr("&Remove"));
    m_up = addButton("conditionUp", tr("Move &up"));
    m_down = addButton("conditionDown", tr("Move &down"));
    auto* side = new QVBoxLayout;
    for (QPushButton* button : {m_add, m_remove, m_up, m_down})
        side->addWidget(button);
    side->addStretch(1);
    auto* top = new QHBoxLayout;
    top->addWidget(m_list, 1);
    top->addLayout(side);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(top, 1);
    layout->addWidget(buildEditor());
    m_default = new QComboBox(this);
    m_default->setObjectName(QStringLiteral("conditionDefault"));
    m_default->addItems({tr("allow"), tr("deny")});
    auto* last = new QHBoxLayout;
    auto* lastLabel = new QLabel(tr("When no condition &matches:"), this);
    lastLabel->setBuddy(m_default);
    last->addWidget(lastLabel);
    last->addWidget(m_default);
    last->addStretch(1);
    layout->addLayout(last);

    connect(m_list, &QTreeWidget::currentItemChanged, this, &ConditionList::showEditor);
    connect(m_add, &QPushButton::clicked, this, &ConditionList::add);
    connect(m_remove, &QPushButton::clicked, this, &ConditionList::remove);
    connect(m_up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(1); });
    connect(m_default, &QComboBox::currentIndexChanged, this, &ConditionList::edited);
    showEditor();
}

QPushButton* ConditionList::addButton(const char* name, const QString& text)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(QString::fromLatin1(name));
    button->setAutoDefault(false);
    return button;
}

QWidget* ConditionList::buildEditor()
{
    m_editor = new QWidget(this);
    m_act = new QComboBox(m_editor);
    m_act->setObjectName(QStringLiteral("conditionAct"));
    m_act->setAccessibleName(tr("What happens to messages that match"));
    m_act->addItem(tr("deny"), static_cast<int>(LearnCondition::Act::Deny));
    m_act->addItem(tr("learn to flag"), static_cast<int>(LearnCondition::Act::Flag));
    m_act->addItem(tr("allow"), static_cast<int>(LearnCondition::Act::Allow));
    m_flag = new QComboBox(m_editor);
    m_flag->setObjectName(QStringLiteral("conditionFlag"));
    m_flag->setAccessibleName(tr("Flag"));
    m_query = new QueryLine(m_context, m_editor);
    m_query->edit()->setObjectName(QStringLiteral("conditionQuery"));
    m_query->edit()->setAccessibleName(tr("Query of the condition"));
    m_query->edit()->setPlaceholderText(tr("from:@partners, header.x-source:FP …"));
    m_reason = new QLineEdit(m_editor);
    m_reason->setObjectName(QStringLiteral("conditionReason"));
    m_reason->setPlaceholderText(tr("Said instead of the query: sender domain"));
    auto* act = new QHBoxLayout;
    act->addWidget(m_act);
    act->addWidget(m_flag);
    act->addStretch(1);
    auto* form = new QFormLayout(m_editor);
    form->setContentsMargins(0, 0, 0, 0);
    form->addRow(tr("Act"), act);
    form->addRow(tr("&Query"), m_query);
    form->addRow(tr("Rea&son"), m_reason);
    connect(m_act, &QComboBox::currentIndexChanged, this, &ConditionList::edited);
    connect(m_flag, &QComboBox::currentIndexChanged, this, &ConditionList::edited);
    connect(m_flag, &QComboBox::editTextChanged, this, &ConditionList::edited);
    connect(m_query, &QueryLine::textChanged, this, &ConditionList::edited);
    connect(m_reason, &QLineEdit::textChanged, this, &ConditionList::edited);
    return m_editor;
}

void ConditionList::setRule(const fuzzy::FuzzyRule* rule)
{
    setEnabled(rule);
    m_conditions = rule ? rule->conditions : std::vector<LearnCondition>();
    {
        const QScopedValueRollback filling(m_filling, true);
        fillFlagChoice(*m_flag, rule, 0);
        m_default->setCurrentIndex(!rule || rule->learnByDefault ? 0 : 1);
    }
    fillList(0);
}

bool ConditionList::learnByDefault() const
{
    return m_default->currentIndex() == 0;
}

int ConditionList::current() const
{
    return m_list->indexOfTopLevelItem(m_list->currentItem());
}

void ConditionList::fillList(int chosen)
{
    {
        const QScopedValueRollback filling(m_filling, true);
        m_list->clear();
        for (int row = 0; row < static_cast<int>(m_conditions.size()); ++row) {
            m_list->addTopLevelItem(new QTreeWidgetItem);
            showRow(row);
        }
        m_list->setCurrentItem(m_list->topLevelItem(std::min(chosen, m_list->topLevelItemCount() - 1)));
    }
    showEditor();
}

void ConditionList::showRow(int row)
{
    const LearnCondition& condition = m_conditions[static_cast<size_t>(row)];
    QTreeWidgetItem* item = m_list->topLevelItem(row);
    const QString fault = faultOf(condition);
    item->setText(NumberColumn, QString::number(row + 1));
    item->setText(ActColumn, actText(condition));
    item->setText(QueryColumn, displayLine(condition.query, 300));
    item->setText(ReasonColumn, displayLine(condition.reason, 200));
    item->setIcon(NumberColumn, fault.isEmpty() ? QIcon() : themedIcon(QStringLiteral("error")));
    for (int column = 0; column < ColumnCount; ++column)
        item->setToolTip(column, fault);
}

// The fields of the chosen condition.
void ConditionList::showEditor()
{
    if (m_filling)
        return;
    const QScopedValueRollback filling(m_filling, true);
    const int row = current();
    m_editor->setEnabled(row >= 0);
    m_remove->setEnabled(row >= 0);
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < m_list->topLevelItemCount());
    const LearnCondition condition = row >= 0 ? m_conditions[static_cast<size_t>(row)] : LearnCondition();
    m_act->setCurrentIndex(std::max(0, m_act->findData(static_cast<int>(condition.act))));
    if (condition.act == LearnCondition::Act::Flag)
        chooseFlag(*m_flag, condition.flag);
    m_flag->setVisible(condition.act == LearnCondition::Act::Flag);
    m_query->setText(QString::fromStdString(condition.query));
    m_reason->setText(QString::fromStdString(condition.reason));
}

void ConditionList::edited()
{
    if (m_filling)
        return;
    const int row = current();
    if (row >= 0) {
        LearnCondition& condition = m_conditions[static_cast<size_t>(row)];
        condition.act = static_cast<LearnCondition::Act>(m_act->currentData().toInt());
        const bool flags = condition.act == LearnCondition::Act::Flag;
        condition.flag = flags ? static_cast<uint8_t>(chosenFlag(*m_flag)) : uint8_t{0};
        condition.query = m_query->text().trimmed().toStdString();
        condition.reason = m_reason->text().trimmed().toStdString();
        m_flag->setVisible(flags);
        showRow(row);
    }
    Q_EMIT changed();
}

void ConditionList::add()
{
    const int at = current() + 1;
    m_conditions.insert(m_conditions.begin() + at, LearnCondition());
    fillList(at);
    m_query->setFocus();
    Q_EMIT changed();
}

void ConditionList::remove()
{
    const int row = current();
    if (row < 0)
        return;
    m_conditions.erase(m_conditions.begin() + row);
    fillList(row);
    Q_EMIT changed();
}

void ConditionList::move(int step)
{
    const int row = current();
    const int target = row + step;
    if (row < 0 || target < 0 || target >= static_cast<int>(m_conditions.size()))
        return;
    std::swap(m_conditions[static_cast<size_t>(row)], m_conditions[static_cast<size_t>(target)]);
    fillList(target);
    Q_EMIT changed();
}

QString ConditionList::faultOf(const LearnCondition& condition) const
{
    if (condition.query.empty())
        return tr("A condition needs a query; what holds for all other messages stands below the list.");
    if (condition.act == LearnCondition::Act::Flag && condition.flag == 0)
        return tr("The condition names no flag.");
    return queryError(m_context, QString::fromStdString(condition.query));
}

QString ConditionList::fault() const
{
    for (size_t i = 0; i < m_conditions.size(); ++i) {
        const QString fault = faultOf(m_conditions[i]);
        if (!fault.isEmpty())
            return tr("Condition %1: %2", "number, what is wrong").arg(i + 1).arg(fault);
    }
    return {};
}

} // namespace assay::gui
