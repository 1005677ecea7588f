// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/storagelist.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/fuzzyservices.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/treemodel.h"
#include "widgets/panels/fuzzy/newstorage.h"
#include "widgets/panels/fuzzy/rspamdimport.h"
#include "widgets/panels/fuzzy/serverdialog.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

QToolButton* makeButton(
    QWidget* parent, const char* name, const char* icon, const QString& text, const QString& toolTip)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(QString::fromLatin1(name));
    button->setIcon(themedIcon(QString::fromLatin1(icon)));
    button->setText(text);
    button->setToolTip(toolTip);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setMinimumHeight(24);
    return button;
}

} // namespace

StorageList::StorageList(const PanelContext& context, StorageFocus& focus, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_focus(focus)
    , m_model(new TreeModel({{tr("Storage")}}, this))
    , m_tree(new QTreeView(this))
{
    m_tree->setObjectName(QStringLiteral("storageList"));
    m_tree->setAccessibleName(tr("Fuzzy storages"));
    m_tree->setModel(m_model);
    m_tree->setHeaderHidden(true);
    m_tree->setRootIsDecorated(false);
    m_tree->setWordWrap(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_add = makeButton(this, "storageAdd", "add-file", tr("&Add"), tr("Add a storage to the case"));
    auto* menu = new QMenu(m_add);
    connect(menu->addAction(tr("&File…")), &QAction::triggered, this, &StorageList::chooseFile);
    connect(menu->addAction(tr("&Server…")), &QAction::triggered, this, &StorageList::addServer);
    connect(menu->addAction(tr("From &rspamd's configuration…")), &QAction::triggered, this,
        &StorageList::chooseConfiguration);
    m_add->setMenu(menu);
    m_add->setPopupMode(QToolButton::InstantPopup);
    m_rename = makeButton(this, "storageRename", "note", tr("&Rename"), tr("Give the storage another name"));
    m_remove = makeButton(
        this, "storageRemove", "dismiss", tr("Re&move"), tr("Take the storage out of the case; its file stays"));
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(6, 6, 6, 6);
    buttons->addWidget(m_add);
    buttons->addWidget(m_rename);
    buttons->addWidget(m_remove);
    buttons->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(buttons);
    layout->addWidget(m_tree, 1);
    connect(m_rename, &QToolButton::clicked, this, &StorageList::rename);
    connect(m_remove, &QToolButton::clicked, this, &StorageList::removeCurrent);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (current.isValid())
            m_focus.choose(current.data(TreeModel::ValueRole).toString());
    });
    connect(&focus, &StorageFocus::statesChanged, this, &StorageList::fill);
    connect(&focus, &StorageFocus::storageChanged, this, &StorageList::fill);
    connect(&focus.desk().services(), &FuzzyServices::changed, this, &StorageList::fill);
    connect(&context.live, &LiveCase::caseChanged, this, &StorageList::fill);
    fill();
}

void StorageList::fill()
{
    std::vector<TreeNode> nodes;
    for (const fuzzy::FuzzyRule& rule : *m_focus.desk().rules()) {
        const QString name = QString::fromStdString(rule.name);
        const StorageState& state = m_focus.state(name);
        TreeNode node;
        const QString place = rule.isLocal() ? QFileInfo(QString::fromStdString(rule.file)).fileName()
                                             : tr("Remote: %1").arg(displayLine(rule.server, 60));
        QStringList lines{displayLine(rule.name, 60), place};
        if (!state.text.isEmpty())
            lines << state.text;
        if (const auto server = m_focus.desk().services().running(name))
            lines << tr("Listening on %1").arg(QString::fromStdString(server->address()));
        node.texts = {lines.join(QChar('\n'))};
        node.value = name;
        node.icon =
            state.error ? QStringLiteral("case-error") : QString::fromLatin1(rule.isLocal() ? "case" : "offline");
        node.toolTip = QString::fromStdString(rule.isLocal() ? rule.file : rule.server);
        nodes.push_back(std::move(node));
    }
    m_model->updateNodes(std::move(nodes));
    const QModelIndex chosen = m_model->find(m_focus.name());
    if (chosen.isValid() && m_tree->currentIndex() != chosen)
        m_tree->setCurrentIndex(chosen);
    updateButtons();
}

void StorageList::updateButtons()
{
    const bool writable = m_context.live.isOpen() && !m_context.live.isReadOnly();
    m_add->setEnabled(writable);
    m_rename->setEnabled(writable && m_focus.rule());
    m_remove->setEnabled(writable && m_focus.rule());
}

void StorageList::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Add a storage file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave); // a new name makes a new storage ...
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // ... one that is there is opened as it is
    dialog->setLabelText(QFileDialog::Accept, tr("&Add"));
    dialog->setNameFilters({tr("Fuzzy storages (*.db *.sqlite)"), tr("All files (*)")});
    dialog->setDefaultSuffix(QStringLiteral("db"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { addFiles({file}); });
    dialog->open();
}

void StorageList::addFiles(const QStringList& files)
{
    FuzzyDesk::Rules known = *m_focus.desk().rules();
    for (const QString& file : files) {
        const fuzzy::FuzzyRule rule = newLocalStorage(file, known);
        known.push_back(rule);
        m_focus.desk().setRule(rule);
        m_focus.choose(QString::fromStdString(rule.name));
    }
}

void StorageList::addServer()
{
    auto* dialog = new ServerDialog(*m_focus.desk().rules(), this);
    connect(dialog, &ServerDialog::chosen, this, [this](const fuzzy::FuzzyRule& rule) {
        m_focus.desk().setRule(rule);
        m_focus.choose(QString::fromStdString(rule.name));
    });
    dialog->open();
}

void StorageList::chooseConfiguration()
{
    auto* dialog = new QFileDialog(this, tr("Configuration of rspamd's fuzzy_check module"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("rspamd configuration (*.conf *.inc *.ucl)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this,
        [this](const QStringList& files) { (new RspamdImportDialog(m_context, files, this))->open(); });
    dialog->open();
}

void StorageList::rename()
{
    const QString before = m_focus.name();
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Rename storage"));
    dialog->setLabelText(tr("&Name:"));
    dialog->setTextValue(before);
    connect(dialog, &QInputDialog::textValueSelected, this, [this, before](const QString& text) {
        const QString name = text.trimmed();
        const fuzzy::FuzzyRule* rule = m_focus.desk().rule(before);
        if (!rule || name.isEmpty() || name == before)
            return;
        if (m_focus.desk().rule(name)) {
            Q_EMIT m_context.live.notice({NoticeLevel::Warning, tr("There is a storage %1 already.").arg(name), {}});
            return;
        }
        fuzzy::FuzzyRule renamed = *rule;
        renamed.name = name.toStdString();
        m_focus.desk().setRule(renamed, before);
        m_focus.choose(name);
    });
    dialog->open();
}

void StorageList::removeCurrent()
{
    const QString name = m_focus.name();
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Remove storage"),
        tr("Take the storage %1 out of this case? Its hashes stay where they are.").arg(displayLine(name, 60)),
        QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* yes = box->addButton(tr("Remove"), QMessageBox::AcceptRole);
    box->setDefaultButton(yes);
    connect(yes, &QPushButton::clicked, this, [this, name] { m_focus.desk().removeRule(name); });
    box->open();
}

} // namespace assay::gui
