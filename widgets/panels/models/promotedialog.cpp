// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/promotedialog.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/modeldesk.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/panels/models/modelwords.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace assay::gui {

PromoteDialog::PromoteDialog(
    const PanelContext& context, const train::VersionInfo& version, bool rollBack, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_version(version)
    , m_rollBack(rollBack)
    , m_note(new QLineEdit(this))
    , m_alias(new QComboBox(this))
    , m_reason(new QLineEdit(this))
    , m_effect(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("promoteDialog"));
    setWindowTitle(rollBack ? tr("Roll back %1").arg(displayLine(version.model, 64))
                            : tr("Promote %1").arg(versionTitle(version)));
    ModelDesk& desk = context.live.models();
    const QString model = QString::fromStdString(version.model);
    const train::VersionInfo* current = desk.version(model, QStringLiteral("current"));
    const train::VersionInfo* previous = desk.version(model, QStringLiteral("previous"));
    buildForm(current);
    previewEffect(current, rollBack ? (previous ? previous->id : std::string()) : version.id);
    updateButton();
    m_note->setFocus();
}

void PromoteDialog::buildForm(const train::VersionInfo* current)
{
    auto* what = new QLabel(this);
    what->setWordWrap(true);
    what->setTextFormat(Qt::PlainText);
    const QString now = current ? versionTitle(*current) : tr("none");
    what->setText(m_rollBack ? tr("The previous version becomes the current one again. Now current: %1.").arg(now)
                             : tr("The next scan uses it. Now current: %1.").arg(now));
    m_note->setObjectName(QStringLiteral("promoteNote"));
    m_note->setAccessibleName(tr("Note"));
    m_note->setMaxLength(2000);
    m_alias->setObjectName(QStringLiteral("promoteAlias"));
    m_alias->setAccessibleName(tr("Alias"));
    m_alias->setEditable(true);
    for (const std::string_view alias : {train::aliasCurrent, train::aliasCandidate, train::aliasPrevious})
        m_alias->addItem(QString::fromLatin1(alias.data(), static_cast<qsizetype>(alias.size())));
    m_reason->setObjectName(QStringLiteral("promoteReason"));
    m_reason->setAccessibleName(tr("Reason to promote it although the gate failed"));
    m_reason->setMaxLength(2000);
    m_effect->setObjectName(QStringLiteral("promoteEffect"));
    m_effect->setTextFormat(Qt::PlainText);
    m_effect->setWordWrap(true);
    auto* form = new QFormLayout;
    form->addRow(tr("&Note:"), m_note);
    form->addRow(tr("&Alias:"), m_alias);
    const bool rejected = m_version.status == train::VersionStatus::Rejected;
    if (rejected) {
        QStringList failed;
        for (const models::GateCheck& check : m_version.manifest.gate) {
            if (check.outcome == models::GateCheck::Outcome::Failed)
                failed << displayLine(check.reason.empty() ? check.id : check.reason, 200);
        }
        auto* gate =
            new QLabel(tr("Its gate failed: %1", "list of reasons").arg(failed.join(QStringLiteral(" · "))), this);
        gate->setWordWrap(true);
        gate->setTextFormat(Qt::PlainText);
        form->addRow(gate);
        form->addRow(tr("&Reason to promote it all the same:"), m_reason);
    }
    m_reason->setVisible(rejected);
    if (m_rollBack)
        form->setRowVisible(m_alias, false);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_ok = buttons->addButton(m_rollBack ? tr("Roll back") : tr("Promote"), QDialogButtonBox::AcceptRole);
    m_ok->setObjectName(QStringLiteral("promoteOk"));
    m_ok->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(what);
    layout->addLayout(form);
    layout->addWidget(m_effect);
    layout->addStretch();
    layout->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 70);
    connect(buttons, &QDialogButtonBox::accepted, this, &PromoteDialog::apply);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_note, &QLineEdit::textChanged, this, &PromoteDialog::updateButton);
    connect(m_reason, &QLineEdit::textChanged, this, &PromoteDialog::updateButton);
    connect(m_alias, &QComboBox::currentTextChanged, this, &PromoteDialog::updateButton);
}

// How many items of the current view change their verdict; the dialog does not wait for it.
void PromoteDialog::previewEffect(const train::VersionInfo* current, const std::string& next)
{
    if (!current || next.empty() || current->id == next) {
        m_effect->setText(current ? tr("Nothing changes its verdict.") : tr("Nothing is scored by this model now."));
        return;
    }
    m_effect->setText(tr("Counting what changes in the current view…"));
    const CompareWhich from{m_version.model, current->id}, to{m_version.model, next};
    m_context.live.models().verdictChanges(
        this, from, to, m_context.query.text(), [this](const Result<VerdictChanges>& changes) {
            if (!changes) {
                m_effect->setText(errorText(changes.error(), Attempt::Other).full());
                return;
            }
            const size_t moved = changes->toHostile.size() + changes->toHarmless.size();
            m_effect->setText(tr("Current view: %1 of %2 items change verdict (%3 to hostile, %4 to harmless).")
                                  .arg(formatCount(moved), formatCount(changes->items),
                                      formatCount(changes->toHostile.size()), formatCount(changes->toHarmless.size())));
        });
}

void PromoteDialog::updateButton()
{
    const bool needsReason = m_version.status == train::VersionStatus::Rejected && !m_rollBack;
    m_ok->setEnabled(!m_note->text().trimmed().isEmpty() && !m_alias->currentText().trimmed().isEmpty()
        && (!needsReason || !m_reason->text().trimmed().isEmpty()));
    m_ok->setToolTip(m_ok->isEnabled() ? QString() : tr("Say why in the note"));
}

void PromoteDialog::apply()
{
    if (!m_ok->isEnabled())
        return;
    ModelDesk& desk = m_context.live.models();
    const QString note = m_note->text().trimmed();
    if (m_rollBack) {
        desk.rollBack(QString::fromStdString(m_version.model), note);
    } else {
        train::PromoteRequest request;
        request.model = m_version.model;
        request.version = m_version.id;
        request.alias = m_alias->currentText().trimmed().toStdString();
        request.note = note.toStdString();
        request.overrideReason = m_reason->text().trimmed().toStdString();
        desk.promote(request);
    }
    accept();
}

} // namespace assay::gui
