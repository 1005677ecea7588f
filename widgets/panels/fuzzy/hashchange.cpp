// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/hashchange.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/fuzzydesk.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

namespace assay::gui {
namespace {

using fuzzy::FlagMeaning;
using fuzzy::HashState;
using Kind = HashChange::Kind;

QString titleOf(Kind kind)
{
    switch (kind) {
    case Kind::Weight:
        return HashChangeDialog::tr("Add weight");
    case Kind::Move:
        return HashChangeDialog::tr("Move to flag");
    case Kind::Whitelist:
        return HashChangeDialog::tr("Whitelist");
    case Kind::Delete:
        break;
    }
    return HashChangeDialog::tr("Delete hashes");
}

} // namespace

QString affectedText(const fuzzy::FuzzyRule& rule, const std::vector<HashState>& states)
{
    std::map<uint8_t, int> flags;
    int count = 0;
    for (const HashState& state : states) {
        if (state.stored) {
            ++flags[state.stored->flag];
            ++count;
        }
    }
    const QString hashes = HashChangeDialog::tr("%Ln hash(es)", nullptr, count);
    const QString storage = displayLine(rule.name, 60);
    if (flags.size() == 1)
        return HashChangeDialog::tr("Affects %1 in storage %2, flag %3", "hashes, storage, flag")
            .arg(hashes, storage, flagText(rule, flags.begin()->first));
    QStringList parts;
    for (const auto& [flag, hashesOfFlag] : flags)
        parts << HashChangeDialog::tr("flag %1: %2", "flag, count")
                     .arg(flagText(rule, flag), formatCount(static_cast<quint64>(hashesOfFlag)));
    QString text = HashChangeDialog::tr("Affects %1 in storage %2", "hashes, storage").arg(hashes, storage);
    return parts.isEmpty() ? text : text + QChar('\n') + parts.join(QChar('\n'));
}

QString changeText(const HashChange& change, size_t hashes)
{
    const QString count = HashChangeDialog::tr("%Ln hash(es)", nullptr, static_cast<int>(hashes));
    switch (change.kind) {
    case Kind::Weight:
        return HashChangeDialog::tr("weight of %1 changed by %2", "hashes, number").arg(count).arg(change.weight);
    case Kind::Move:
    case Kind::Whitelist:
        return HashChangeDialog::tr("%1 moved to flag %2", "hashes, flag").arg(count).arg(change.flag);
    case Kind::Delete:
        break;
    }
    return HashChangeDialog::tr("%1 deleted", "hashes").arg(count);
}

HashChangeDialog::HashChangeDialog(const PanelContext& context, const fuzzy::FuzzyRule& rule,
    const std::vector<HashRow>& hashes, Kind kind, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_rule(rule)
    , m_kind(kind)
    , m_preview(new QLabel(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("hashChangeDialog"));
    setWindowTitle(titleOf(kind));
    m_preview->setObjectName(QStringLiteral("hashChangePreview"));
    m_preview->setTextFormat(Qt::PlainText);
    m_preview->setWordWrap(true);
    m_preview->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    m_preview->setText(tr("Reading…"));
    QPushButton* go = m_buttons->addButton(titleOf(kind), QDialogButtonBox::AcceptRole);
    go->setObjectName(QStringLiteral("hashChangeApply"));
    go->setDefault(true);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &HashChangeDialog::apply);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&context.live, &LiveCase::caseChanged, this, &QDialog::reject);
    buildInputs(hashes);
    read(hashes);
    showPreview();
    // Not Cancel, which comes first: Enter does what was asked for.
    if (m_flag)
        m_flag->setFocus();
    else if (m_weight)
        m_weight->setFocus();
}

void HashChangeDialog::buildInputs(const std::vector<HashRow>& hashes)
{
    auto* form = new QFormLayout(this);
    if (m_kind == Kind::Weight) {
        m_weight = new QSpinBox(this);
        m_weight->setObjectName(QStringLiteral("hashChangeWeight"));
        m_weight->setRange(-1'000'000, 1'000'000);
        m_weight->setValue(1);
        form->addRow(tr("&Add to the weight:"), m_weight);
        connect(m_weight, &QSpinBox::valueChanged, this, &HashChangeDialog::showPreview);
    } else if (m_kind != Kind::Delete) {
        m_flag = new QComboBox(this);
        m_flag->setObjectName(QStringLiteral("hashChangeFlag"));
        for (const fuzzy::FlagRule& flag : m_rule.flags) {
            const bool white = flag.meaning == FlagMeaning::Allow;
            if ((m_kind == Kind::Move || white) && !flag.readOnly)
                m_flag->addItem(flagText(m_rule, flag.flag), int(flag.flag));
        }
        // First offered is a flag that the hashes are not on already.
        const int here = hashes.empty() ? -1 : m_flag->findData(int(hashes.front().flag));
        if (here == 0 && m_flag->count() > 1)
            m_flag->setCurrentIndex(1);
        form->addRow(tr("&Flag:"), m_flag);
        connect(m_flag, &QComboBox::currentIndexChanged, this, &HashChangeDialog::showPreview);
    }
    form->addRow(m_preview);
    form->addRow(m_buttons);
}

void HashChangeDialog::read(const std::vector<HashRow>& hashes)
{
    using States = std::vector<HashState>;
    std::vector<Blake2b512> digests;
    for (const HashRow& hash : hashes)
        digests.push_back(hash.digest);
    const JobTitle title{tr("Read hashes"), QString::fromStdString(m_rule.name), JobUnit::None, JobShow::Quiet};
    const auto work = [file = m_context.live.file(), name = QString::fromStdString(m_rule.name),
                          digests = std::move(digests)](const RunContext& context) -> Result<States> {
        const auto storage = FuzzyDesk::localStorage(*file, name, context);
        if (!storage)
            return storage.error();
        return (*storage)->states(digests);
    };
    m_context.jobs.start<States>(this, QStringLiteral("states"), title, work, [this](Result<States> states) {
        if (states) {
            m_states = std::move(*states);
            showPreview();
            if (m_kind == Kind::Whitelist || m_kind == Kind::Delete)
                m_buttons->findChild<QPushButton*>(QStringLiteral("hashChangeApply"))->setFocus();
        } else {
            m_preview->setText(errorText(states.error(), Attempt::Other).full());
        }
    });
}

HashChange HashChangeDialog::change() const
{
    HashChange made;
    made.kind = m_kind;
    if (m_weight)
        made.weight = m_weight->value();
    if (m_flag)
        made.flag = static_cast<uint8_t>(m_flag->currentData().toInt());
    return made;
}

void HashChangeDialog::showPreview()
{
    QPushButton* go = m_buttons->findChild<QPushButton*>(QStringLiteral("hashChangeApply"));
    const bool noFlag = m_flag && m_flag->count() == 0;
    go->setEnabled(!m_states.empty() && !noFlag && !(m_weight && m_weight->value() == 0));
    if (noFlag) {
        m_preview->setText(m_kind == Kind::Whitelist
                ? tr(
                    "This storage has no white flag. Give one of its flags the meaning white, or add one, under Flags.")
                : tr("This storage has no flags. Add one under Flags."));
    } else if (!m_states.empty()) {
        m_preview->setText(affectedText(m_rule, m_states));
    }
}

void HashChangeDialog::apply()
{
    if (m_states.empty())
        return;
    const HashChange wanted = change();
    std::vector<HashState> after;
    for (const HashState& state : m_states) {
        if (state.stored)
            after.push_back(changedState(state, wanted));
    }
    const QString text = changeText(wanted, after.size());
    m_context.live.fuzzy().changeHashes(QString::fromStdString(m_rule.name), std::move(after), text);
    accept();
}

} // namespace assay::gui
