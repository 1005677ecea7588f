// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/triage/applydialog.h"

#include "widgets/bridge/clusters.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/indexkeeper.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/labeltext.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queriedrows.h"
#include "widgets/bridge/requestfacts.h"
#include "widgets/bridge/trafficcolumns.h"
#include "widgets/panels/triage/triage.h"
#include "widgets/settings/appsettings.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

constexpr size_t mostJa4Scopes = 3;

QString term(const char* field, std::string_view value)
{
    return QString::fromStdString(query::termText(field, value));
}

std::string firstId(const std::string& text)
{
    const size_t open = text.find('<');
    const size_t close = text.find('>', open);
    return open == std::string::npos || close == std::string::npos ? text : text.substr(open + 1, close - open - 1);
}

// The message that the thread of this one began with, as the index tells it.
std::string threadOf(const Message& message)
{
    for (const char* name : {"References", "In-Reply-To"}) {
        for (const MailHeader& header : message.headers()) {
            if (QString::fromStdString(header.name).compare(QLatin1String(name), Qt::CaseInsensitive) == 0)
                return firstId(header.decoded);
        }
    }
    return firstId(message.summary().messageId);
}

} // namespace

ApplyDialog::ApplyDialog(const PanelContext& context, Triage& triage, feedback::LabelId label, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_triage(triage)
    , m_item(context.focus.item())
{
    setObjectName(QStringLiteral("applyDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Apply label to …"));
    m_label = new QComboBox(this);
    m_label->setAccessibleName(tr("Label"));
    const LiveCase& live = context.live;
    const size_t row = m_item ? live.items()->find(*m_item) : live.items()->count();
    if (row < live.items()->count())
        m_kind = live.items()->row(row).kind;
    label = labelFor(m_kind, label);
    for (const feedback::LabelKind& kind : schemeOf(m_kind).labels) {
        m_label->addItem(themedIcon(labelIcon(kind.id)), labelTitle(kind.id), static_cast<int>(kind.id));
        if (kind.id == label)
            m_label->setCurrentIndex(m_label->count() - 1);
    }
    m_choices = new QButtonGroup(this);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_label);
    m_list = new QVBoxLayout;
    layout->addLayout(m_list);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_apply = buttons->addButton(tr("Apply"), QDialogButtonBox::AcceptRole);
    m_apply->setObjectName(QStringLiteral("applyButton"));
    m_apply->setDefault(true);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &ApplyDialog::apply);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_choices, &QButtonGroup::idToggled, this, &ApplyDialog::updateButton);

    connect(m_choices, &QButtonGroup::idClicked, this, [this] { m_chosenByHand = true; });
    connect(&context.focus, &ItemFocus::contentChanged, this, &ApplyDialog::addContentScopes);
    if (m_item && m_kind == ItemKind::Message)
        addClusterScope();
    if (!m_item)
        m_list->addWidget(new QLabel(tr("No item is selected."), this));
    addContentScopes();
    updateButton();
}

// What the item itself says is known once it is read, which may be after the dialog opened.
void ApplyDialog::addContentScopes()
{
    const auto content = m_context.focus.content();
    if (!content || !m_item || m_context.focus.item() != m_item || m_hasContent)
        return;
    m_hasContent = true;
    if (content->requestSet)
        addRequestSetScopes(*content);
    else
        addMessageScopes(*content->message);
}

void ApplyDialog::addRequestSetScopes(const ItemContent& content)
{
    const IpAddress& client = content.requestSet->head().client;
    const std::string subnet = subnetOf(client);
    addScope(tr("Same IP: %1").arg(QString::fromStdString(client.toString())), term("ip", client.toString()));
    addScope(tr("Same subnet: %1").arg(QString::fromStdString(subnet)), term("ip", subnet));
    for (const RequestFacts::TlsClient& tls : content.requestFacts->tls) {
        if (m_scopes.size() < 2 + mostJa4Scopes && !tls.ja4.empty())
            addScope(tr("Same JA4: %1").arg(displayLine(tls.ja4, 60)), term("ja4", tls.ja4));
    }
}

void ApplyDialog::addMessageScopes(const Message& message)
{
    if (!message.from().empty() && !message.from().front().address.empty()) {
        const std::string& address = message.from().front().address;
        addScope(tr("Same sender: %1").arg(displayLine(address, 80)), term("from", address));
        const size_t at = address.rfind('@');
        if (at != std::string::npos)
            addScope(tr("Same sender domain: %1").arg(displayLine(address.substr(at + 1), 80)),
                term("from", address.substr(at)));
    }
    const std::string thread = threadOf(message);
    if (!thread.empty())
        addScope(tr("Same thread"), term("thread", thread));
}

// The first scope that may have items, unless somebody chose another.
void ApplyDialog::chooseFirst()
{
    const QAbstractButton* chosen = m_choices->checkedButton();
    if (m_chosenByHand && chosen && chosen->isEnabled())
        return;
    for (QAbstractButton* choice : m_choices->buttons()) {
        if (choice->isEnabled()) {
            choice->setChecked(true);
            return;
        }
    }
}

size_t ApplyDialog::addScope(const QString& title, const QString& query)
{
    const size_t index = m_scopes.size();
    m_scopes.push_back({title, query, {}, false});
    auto* choice = new QRadioButton(title, this);
    m_choices->addButton(choice, static_cast<int>(index));
    m_list->addWidget(choice);
    chooseFirst();
    if (!query.isEmpty())
        count(index);
    return index;
}

// Clusters may have to be found first; an item that is alone leaves the choice to the next scope.
void ApplyDialog::addClusterScope()
{
    const size_t index = addScope(tr("Same fuzzy cluster"), {});
    m_context.indexer.withClusters(this, [this, index] {
        const LiveCase& live = m_context.live;
        const uint32_t cluster = clusterOf(*live.snapshot(), static_cast<uint32_t>(live.items()->find(*m_item)));
        if (cluster) {
            m_scopes[index].query = clusterTerm(cluster);
            count(index);
            return;
        }
        QAbstractButton* choice = m_choices->button(static_cast<int>(index));
        choice->setText(tr("%1 — no other item", "scope").arg(m_scopes[index].title));
        choice->setEnabled(false);
        chooseFirst();
    });
}

void ApplyDialog::count(size_t scope)
{
    using Items = std::vector<ItemId>;
    const JobTitle title{tr("Count"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file = m_context.live.file(), snapshot = m_context.live.snapshot(), text = m_scopes[scope].query,
                          zone = m_context.settings.timeZone()](const RunContext& context) -> Result<Items> {
        const auto rows = rowsOfQuery(*file, *snapshot, text, zone, context);
        if (!rows)
            return rows.error();
        Items items;
        for (const uint32_t row : *rows)
            items.push_back(snapshot->items->row(row).id);
        return items;
    };
    m_context.jobs.start<Items>(
        this, QStringLiteral("count%1").arg(scope), title, work, [this, scope](Result<Items> items) {
            if (!items) {
                m_context.live.report(items.error(), Attempt::Other);
                return;
            }
            m_scopes[scope].items = std::move(*items);
            m_scopes[scope].counted = true;
            m_choices->button(static_cast<int>(scope))
                ->setText(tr("%1 — %2 items", "scope, count")
                              .arg(m_scopes[scope].title, formatCount(m_scopes[scope].items.size())));
            updateButton();
        });
}

void ApplyDialog::updateButton()
{
    const int chosen = m_choices->checkedId();
    m_apply->setEnabled(chosen >= 0 && m_scopes[static_cast<size_t>(chosen)].counted
        && !m_scopes[static_cast<size_t>(chosen)].items.empty());
}

void ApplyDialog::apply()
{
    const int chosen = m_choices->checkedId();
    if (chosen < 0)
        return;
    Scope& scope = m_scopes[static_cast<size_t>(chosen)];
    m_triage.labelItems(
        std::move(scope.items), static_cast<feedback::LabelId>(m_label->currentData().toInt()), scope.query);
    accept();
}

} // namespace assay::gui
