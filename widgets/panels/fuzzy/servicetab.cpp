// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/servicetab.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/fuzzyservices.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/panels/fuzzy/keytable.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace assay::gui {
namespace {

const char* const settingName = "service";
constexpr size_t shownClients = 8;

} // namespace

ServiceTab::ServiceTab(const PanelContext& context, StorageFocus& focus, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_focus(focus)
    , m_services(focus.desk().services())
    , m_folder(KeyFolder::usual())
    , m_keys(new KeyTable(this))
{
    auto* buttons = new QHBoxLayout;
    const auto button = [&](const char* name, const QString& text, const QString& toolTip, auto call) {
        auto* made = new QPushButton(text, this);
        made->setObjectName(QString::fromLatin1(name));
        made->setToolTip(toolTip);
        made->setAutoDefault(false);
        buttons->addWidget(made);
        connect(made, &QPushButton::clicked, this, call);
    };
    button("keyGenerate", tr("&Generate key pair"), tr("The private half stays in a file that only you can read"),
        [this] { generateKey(); });
    button("keyCopy", tr("&Copy public key"), tr("What clients need to ask encrypted"), [this] {
        if (const auto key = m_keys->currentKey())
            QApplication::clipboard()->setText(key->publicKey);
    });
    button("keyExport", tr("E&xport private key…"), tr("Write the key pair to a file"), [this] { exportKey(); });
    button("keyRemove", tr("Remo&ve key"), tr("Clients with this key are not answered any more; its file stays"),
        [this] { m_keys->removeCurrent(); });
    buttons->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(buildService());
    layout->addWidget(m_keys, 1);
    layout->addLayout(buttons);
    connect(m_keys, &KeyTable::edited, this, &ServiceTab::showState);
    connect(&focus, &StorageFocus::storageChanged, this, &ServiceTab::load);
    connect(&m_services, &FuzzyServices::changed, this, &ServiceTab::showState);
    load();
}

QWidget* ServiceTab::buildService()
{
    auto* box = new QWidget(this);
    m_address = new QLineEdit(box);
    m_address->setObjectName(QStringLiteral("serviceAddress"));
    m_address->setToolTip(tr("127.0.0.1 answers programs of this computer only"));
    m_port = new QSpinBox(box);
    m_port->setObjectName(QStringLiteral("servicePort"));
    m_port->setRange(0, 65535);
    m_port->setSpecialValueText(tr("a free one"));
    m_networks = new QLineEdit(box);
    m_networks->setObjectName(QStringLiteral("serviceNetworks"));
    m_networks->setPlaceholderText(tr("nobody"));
    m_encryptedOnly = new QCheckBox(tr("&Encrypted clients only"), box);
    m_encryptedOnly->setObjectName(QStringLiteral("serviceEncryptedOnly"));
    m_readOnly = new QCheckBox(tr("Nobody may &learn"), box);
    m_readOnly->setObjectName(QStringLiteral("serviceReadOnly"));
    m_cutOff = new QLabel(box);
    m_cutOff->setObjectName(QStringLiteral("serviceCutOff"));
    m_cutOff->setTextFormat(Qt::PlainText);
    m_cutOff->setWordWrap(true);
    m_state = new QLabel(box);
    m_state->setObjectName(QStringLiteral("serviceState"));
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    m_toggle = new QPushButton(box);
    m_toggle->setObjectName(QStringLiteral("serviceToggle"));
    m_toggle->setAutoDefault(false);
    m_save = new QPushButton(tr("&Save"), box);
    m_save->setObjectName(QStringLiteral("serviceSave"));
    m_save->setToolTip(tr("Keep these settings with the storage; a running service takes them over"));
    m_save->setAutoDefault(false);
    auto* place = new QHBoxLayout;
    place->addWidget(m_address, 1);
    auto* portLabel = new QLabel(tr("&Port:"), box);
    portLabel->setBuddy(m_port);
    place->addWidget(portLabel);
    place->addWidget(m_port);
    place->addWidget(m_save);
    place->addWidget(m_toggle);
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    auto* addressLabel = new QLabel(tr("Listen &on:"), box);
    addressLabel->setBuddy(m_address);
    form->addRow(addressLabel, place);
    form->addRow(tr("&Who may learn:"), m_networks);
    form->addRow({}, m_encryptedOnly);
    form->addRow({}, m_readOnly);
    form->addRow({}, m_cutOff);
    form->addRow(tr("State:"), m_state);
    connect(m_toggle, &QPushButton::clicked, this, &ServiceTab::toggle);
    connect(m_save, &QPushButton::clicked, this, [this] {
        store([this] {
            if (m_services.running(m_storage))
                startService();
        });
    });
    for (QLineEdit* edit : {m_address, m_networks})
        connect(edit, &QLineEdit::textChanged, this, &ServiceTab::showState);
    connect(m_port, &QSpinBox::valueChanged, this, &ServiceTab::showState);
    for (QCheckBox* check : {m_encryptedOnly, m_readOnly})
        connect(check, &QCheckBox::toggled, this, &ServiceTab::showState);
    return box;
}

void ServiceTab::load()
{
    const QString name = m_focus.isLocal() ? m_focus.name() : QString();
    setEnabled(!name.isEmpty());
    if (name == m_storage && !name.isEmpty())
        return;
    m_storage = name;
    take({});
    const std::shared_ptr<Case> file = m_context.live.file();
    if (name.isEmpty() || !file)
        return;
    const JobTitle title{tr("Read service settings"), name, JobUnit::None, JobShow::Quiet};
    const auto work = [file, name](const RunContext& context) -> Result<std::string> {
        const auto storage = FuzzyDesk::localStorage(*file, name, context);
        if (!storage)
            return storage.error();
        return (*storage)->setting(settingName);
    };
    m_context.jobs.start<std::string>(
        this, QStringLiteral("load"), title, work, [this, name](const Result<std::string>& text) {
            if (text && name == m_storage)
                take(serviceSettingsFromJson(*text));
        });
}

void ServiceTab::take(const ServiceSettings& settings)
{
    m_stored = settings;
    m_filling = true;
    m_address->setText(settings.address);
    m_port->setValue(settings.port);
    m_networks->setText(settings.allowUpdate);
    m_encryptedOnly->setChecked(settings.encryptedOnly);
    m_readOnly->setChecked(settings.readOnly);
    m_keys->setKeys(settings.keys);
    m_filling = false;
    showState();
}

ServiceSettings ServiceTab::settings() const
{
    ServiceSettings made;
    made.address = m_address->text().trimmed();
    made.port = m_port->value();
    made.allowUpdate = m_networks->text().trimmed();
    made.encryptedOnly = m_encryptedOnly->isChecked();
    made.readOnly = m_readOnly->isChecked();
    made.keys = m_keys->keys();
    return made;
}

void ServiceTab::store(std::function<void()> then)
{
    const std::shared_ptr<Case> file = m_context.live.file();
    if (!file || m_storage.isEmpty())
        return;
    const ServiceSettings now = settings();
    const JobTitle title{tr("Store service settings"), m_storage, JobUnit::None, JobShow::Quiet};
    const auto work = [file, name = m_storage, text = toJson(now)](const RunContext& context) -> Result<bool> {
        const auto storage = FuzzyDesk::localStorage(*file, name, context);
        if (!storage)
            return storage.error();
        const auto stored = (*storage)->setSetting(settingName, text);
        if (!stored)
            return stored.error();
        return true;
    };
    m_context.jobs.startInOrder<bool>(
        this, title, work, [this, now, name = m_storage, then = std::move(then)](const Result<bool>& stored) {
            if (!stored) {
                m_context.live.report(stored.error(), Attempt::Label);
                return;
            }
            if (name != m_storage)
                return;
            m_stored = now;
            showState();
            then();
        });
}

void ServiceTab::toggle()
{
    if (m_services.running(m_storage))
        m_services.stop(m_storage);
    else
        store([this] { startService(); });
}

void ServiceTab::startService()
{
    const auto options = serverOptions(m_stored, m_folder);
    if (options)
        m_services.start(m_storage, *options);
    else
        m_context.live.report(options.error(), Attempt::Other);
}

void ServiceTab::generateKey()
{
    const fuzzy::Keypair keypair = fuzzy::Keypair::generate();
    const QString wrong = m_folder.store(keypair);
    if (!wrong.isEmpty()) {
        Q_EMIT m_context.live.notice({NoticeLevel::Error, tr("The key cannot be kept: %1").arg(wrong), {}});
        return;
    }
    ServiceSettings::Key key;
    key.id = QString::fromStdString(keypair.shortId());
    key.publicKey = QString::fromStdString(fuzzy::keyText(keypair.publicKey));
    key.name = tr("key %1").arg(m_keys->rowCount() + 1);
    m_keys->addKey(key);
}

void ServiceTab::exportKey()
{
    const auto key = m_keys->currentKey();
    if (!key)
        return;
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Export private key"),
        tr("Whoever has the private key %1 can answer in the name of this service. Write it to a file that only you "
           "can read?")
            .arg(displayLine(key->name, 60)),
        QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* yes = box->addButton(tr("Export…"), QMessageBox::AcceptRole);
    connect(yes, &QPushButton::clicked, this, [this, id = key->id] {
        auto* dialog = new QFileDialog(this, tr("Export private key"), {}, tr("Keys (*.key *.conf)"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setDefaultSuffix(QStringLiteral("key"));
        dialog->setOption(QFileDialog::DontConfirmOverwrite); // an existing file is refused
        connect(dialog, &QFileDialog::fileSelected, this, [this, id](const QString& file) {
            const auto keypair = m_folder.load(id);
            const QString wrong = keypair ? KeyFolder::write(*keypair, file) : tr("its file cannot be read");
            const bool ok = wrong.isEmpty();
            Q_EMIT m_context.live.notice({ok ? NoticeLevel::Info : NoticeLevel::Error,
                ok ? tr("Key written to %1").arg(file) : tr("The key was not exported: %1").arg(wrong), {}});
        });
        dialog->open();
    });
    box->open();
}

// Clients that asked without a key since the service runs.
QString ServiceTab::cutOffText() const
{
    const auto server = m_services.running(m_storage);
    if (!server || !m_encryptedOnly->isChecked())
        return {};
    const fuzzy::ServerStatistics statistics = server->statistics();
    std::set<std::string> keyed;
    for (const auto& key : statistics.keys) {
        for (const auto& client : key.second.ips)
            keyed.insert(client.first);
    }
    QStringList plain;
    for (const auto& client : statistics.ips) {
        if (!keyed.contains(client.first))
            plain << QString::fromStdString(client.first);
    }
    if (plain.isEmpty())
        return tr("No client that asked so far is cut off.");
    const auto count = static_cast<size_t>(plain.size());
    QString list = QStringList(plain.mid(0, shownClients)).join(QStringLiteral(", "));
    if (count > shownClients)
        list += tr(" and %1 more").arg(formatCount(count - shownClients));
    return tr("Cuts off %Ln client(s) that asked without a key: %1", nullptr, static_cast<int>(count)).arg(list);
}

void ServiceTab::showState()
{
    if (m_filling)
        return;
    const ServiceSettings now = settings();
    const QString wrong = problemOf(now);
    const auto server = m_services.running(m_storage);
    m_save->setEnabled(wrong.isEmpty() && !(now == m_stored) && m_focus.isWritable());
    m_toggle->setEnabled(server || wrong.isEmpty());
    m_toggle->setText(server ? tr("S&top service") : tr("S&tart service"));
    QString text = tr("Not running; no socket is open.");
    if (server)
        text = tr("Listening on %1").arg(QString::fromStdString(server->address()));
    m_state->setText(wrong.isEmpty() ? text : wrong);
    const QString cutOff = cutOffText();
    m_cutOff->setText(cutOff);
    m_cutOff->setVisible(!cutOff.isEmpty());
}

} // namespace assay::gui
