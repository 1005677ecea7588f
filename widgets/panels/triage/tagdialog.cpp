// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/triage/tagdialog.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/labeldesk.h"
#include "widgets/bridge/livecase.h"

#include <QCompleter>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace assay::gui {
namespace {

constexpr int nameRole = Qt::UserRole;
constexpr int stateRole = Qt::UserRole + 1; // before the dialog

} // namespace

TagDialog::TagDialog(const PanelContext& context, std::vector<ItemId> items, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_items(std::move(items))
{
    setObjectName(QStringLiteral("tagDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Tags"));
    auto* name = new QLabel(tr("&Tag for %n item(s):", nullptr, static_cast<int>(m_items.size())), this);
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("tagEdit"));
    m_name->setAccessibleName(tr("Tag"));
    m_name->setMaxLength(120);
    name->setBuddy(m_name);
    m_tags = new QListWidget(this);
    m_tags->setObjectName(QStringLiteral("tagList"));
    m_tags->setAccessibleName(tr("Tags of this case"));
    fillTags();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &TagDialog::apply);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(name);
    layout->addWidget(m_name);
    layout->addWidget(m_tags, 1);
    layout->addWidget(buttons);
    m_tags->setVisible(m_tags->count() > 0);
    m_name->setFocus();
}

void TagDialog::fillTags()
{
    const auto snapshot = m_context.live.snapshot();
    if (!snapshot->labels)
        return;
    std::vector<uint32_t> chosen;
    for (const ItemId item : m_items)
        chosen.push_back(static_cast<uint32_t>(snapshot->items->find(item)));
    std::sort(chosen.begin(), chosen.end());
    QStringList names;
    for (const auto& [tag, rows] : snapshot->labels->tags) {
        if (rows.empty())
            continue;
        std::vector<uint32_t> both;
        std::set_intersection(rows.begin(), rows.end(), chosen.begin(), chosen.end(), std::back_inserter(both));
        const QString text = QString::fromStdString(tag);
        names << text;
        auto* entry =
            new QListWidgetItem(tr("%1 (%2)", "tag, count").arg(displayLine(tag, 80), formatCount(rows.size())));
        const Qt::CheckState state = both.empty() ? Qt::Unchecked
            : both.size() == chosen.size()        ? Qt::Checked
                                                  : Qt::PartiallyChecked;
        entry->setCheckState(state);
        entry->setData(nameRole, text);
        entry->setData(stateRole, static_cast<int>(state));
        m_tags->addItem(entry);
    }
    auto* completer = new QCompleter(names, m_name);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_name->setCompleter(completer);
}

void TagDialog::apply()
{
    LabelDesk& desk = m_context.live.labels();
    const QString typed = m_name->text().trimmed();
    if (!typed.isEmpty())
        desk.tag(m_items, typed, true);
    for (int i = 0; i < m_tags->count(); ++i) {
        const QListWidgetItem* entry = m_tags->item(i);
        const QString name = entry->data(nameRole).toString();
        if (static_cast<int>(entry->checkState()) != entry->data(stateRole).toInt() && name != typed)
            desk.tag(m_items, name, entry->checkState() == Qt::Checked);
    }
    accept();
}

} // namespace assay::gui
