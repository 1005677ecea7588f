// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/serverdialog.h"

#include "widgets/panels/fuzzy/newstorage.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

namespace assay::gui {

ServerDialog::ServerDialog(FuzzyDesk::Rules known, QWidget* parent)
    : QDialog(parent)
    , m_known(std::move(known))
    , m_name(new QLineEdit(this))
    , m_host(new QLineEdit(this))
    , m_port(new QSpinBox(this))
    , m_key(new QLineEdit(this))
    , m_state(new QLabel(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("serverDialog"));
    setWindowTitle(tr("Add a server"));
    m_name->setObjectName(QStringLiteral("serverName"));
    m_name->setPlaceholderText(tr("as the host"));
    m_host->setObjectName(QStringLiteral("serverHost"));
    m_host->setPlaceholderText(QStringLiteral("fuzzy.example.org"));
    m_port->setObjectName(QStringLiteral("serverPort"));
    m_port->setRange(1, 65535);
    m_port->setValue(11335);
    m_key->setObjectName(QStringLiteral("serverKey"));
    m_key->setPlaceholderText(tr("52 characters; empty: not encrypted"));
    m_key->setMinimumWidth(fontMetrics().averageCharWidth() * 58);
    m_state->setWordWrap(true);
    m_state->setTextFormat(Qt::PlainText);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Host:"), m_host);
    form->addRow(tr("&Port:"), m_port);
    form->addRow(tr("Public &key:"), m_key);
    form->addRow(tr("&Name:"), m_name);
    form->addRow(m_state);
    form->addRow(m_buttons);
    QPushButton* add = m_buttons->addButton(tr("Add"), QDialogButtonBox::AcceptRole);
    add->setObjectName(QStringLiteral("serverAdd"));
    add->setDefault(true);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT chosen(rule());
        accept();
    });
    for (QLineEdit* edit : {m_name, m_host, m_key})
        connect(edit, &QLineEdit::textChanged, this, &ServerDialog::update);
    update();
}

fuzzy::FuzzyRule ServerDialog::rule() const
{
    const QString host = m_host->text().trimmed();
    const QString name = m_name->text().trimmed();
    const bool v6 = host.contains(QChar(':')) && !host.startsWith(QChar('['));
    fuzzy::FuzzyRule made;
    made.name = freeName(name.isEmpty() ? host : name, m_known);
    made.server =
        (v6 ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2")).arg(host).arg(m_port->value()).toStdString();
    made.serverKey = m_key->text().trimmed().toStdString();
    made.flags = usualFlags();
    return made;
}

QString ServerDialog::problem() const
{
    if (m_host->text().trimmed().isEmpty())
        return tr("Which host answers for the storage?");
    if (!fuzzy::parseServer(rule().server))
        return tr("This is no name or address of a host.");
    const QString key = m_key->text().trimmed();
    if (!key.isEmpty() && !fuzzy::parsePublicKey(key.toStdString()))
        return tr("This is no public key: it has 52 characters, as rspamd shows it.");
    return {};
}

void ServerDialog::update()
{
    const QString wrong = problem();
    m_buttons->findChild<QPushButton*>(QStringLiteral("serverAdd"))->setEnabled(wrong.isEmpty());
    m_state->setText(wrong.isEmpty() ? tr("Assay sends hashes to this server and to nobody else.") : wrong);
}

} // namespace assay::gui
