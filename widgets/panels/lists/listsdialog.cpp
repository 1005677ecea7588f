// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/lists/listsdialog.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/settings/appsettings.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

enum Column { Name, Entries, Changed, columnCount };

void tell(LiveCase& live, NoticeLevel level, const QString& text, const QString& details = {})
{
    Q_EMIT live.notice({level, text, details});
}

// Runs a change of the case's lists; `done` is called when it is stored, else a notice says why not.
void change(const PanelContext& context, QObject* receiver, const QString& name,
    std::function<Result<void>(Case&)> what, std::function<void()> done)
{
    const JobTitle title{ListsDialog::tr("Change list"), name, JobUnit::None, JobShow::Quiet};
    const auto work = [file = context.live.file(), what = std::move(what)](const RunContext&) -> Result<bool> {
        const auto changed = what(*file);
        if (!changed)
            return changed.error();
        return true;
    };
    LiveCase* live = &context.live;
    context.jobs.start<bool>(
        receiver, QStringLiteral("lists"), title, work, [live, done = std::move(done)](Result<bool> changed) {
            if (changed) {
                done();
                return;
            }
            const ErrorText text = errorText(changed.error(), Attempt::SaveFile);
            tell(*live, NoticeLevel::Error, text.full(), text.details);
        });
}

} // namespace

ListsDialog::ListsDialog(const PanelContext& context, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("listsDialog"));
    setWindowTitle(tr("IP lists"));
    buildWidgets();
    connect(&context.live, &LiveCase::caseChanged, this, &QDialog::reject);
    load();
}

QPushButton* ListsDialog::addButton(const char* name, const QString& text, const QString& toolTip)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(QString::fromLatin1(name));
    button->setToolTip(toolTip);
    button->setAutoDefault(false);
    m_buttons->addWidget(button);
    return button;
}

void ListsDialog::buildWidgets()
{
    m_tree = new QTreeWidget(this);
    m_tree->setObjectName(QStringLiteral("ipLists"));
    m_tree->setAccessibleName(tr("IP lists"));
    m_tree->setHeaderLabels({tr("Name"), tr("Entries"), tr("Changed")});
    m_tree->headerItem()->setTextAlignment(Entries, Qt::AlignRight | Qt::AlignVCenter);
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_tree->header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    m_buttons = new QVBoxLayout;
    m_file = addButton("listFile", tr("&Import file…"), tr("Addresses from a CSV or text file"));
    m_paste = addButton("listPaste", tr("From &clipboard…"), tr("Addresses from the clipboard"));
    m_rename = addButton("listRename", tr("&Rename…"), tr("Queries that name the list must be changed too"));
    m_remove = addButton("listRemove", tr("&Delete"), tr("Delete the list from the case"));
    m_ask = addButton("listAsk", tr("&Filter by it"), tr("Add ip:@name to the filter"));
    m_buttons->addStretch();
    auto* close = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(close, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* row = new QHBoxLayout;
    row->addWidget(m_tree, 1);
    row->addLayout(m_buttons);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(row);
    layout->addWidget(close);
    resize(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 20);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &ListsDialog::updateButtons);
    connect(m_file, &QPushButton::clicked, this, &ListsDialog::importFile);
    connect(m_paste, &QPushButton::clicked, this, &ListsDialog::importClipboard);
    connect(m_rename, &QPushButton::clicked, this, &ListsDialog::rename);
    connect(m_remove, &QPushButton::clicked, this, &ListsDialog::removeCurrent);
    connect(
        m_ask, &QPushButton::clicked, this, [this] { m_context.query.addTerm(QStringLiteral("ip:@") + current()); });
    updateButtons();
}

void ListsDialog::load()
{
    const JobTitle title{tr("Read lists"), {}, JobUnit::None, JobShow::Quiet};
    m_context.jobs.start<std::vector<Case::ListInfo>>(
        this, QStringLiteral("load"), title,
        [file = m_context.live.file()](const RunContext&) { return file->lists(); },
        [this](Result<std::vector<Case::ListInfo>> lists) {
            if (lists)
                present(*lists);
        });
}

void ListsDialog::present(const std::vector<Case::ListInfo>& lists)
{
    const QString before = current();
    m_tree->clear();
    for (const Case::ListInfo& list : lists) {
        if (!list.isAddresses)
            continue;
        const QString name = QString::fromStdString(list.name);
        auto* item = new QTreeWidgetItem(m_tree,
            {displayLine(name, 80), formatCount(list.entries),
                formatTime(list.changedAt, m_context.settings.timeZone())});
        item->setData(Name, Qt::UserRole, name);
        item->setTextAlignment(Entries, Qt::AlignRight | Qt::AlignVCenter);
        item->setToolTip(Name, tr("SHA-256 %1").arg(QString::fromStdString(list.sha256)));
        if (name == before)
            m_tree->setCurrentItem(item);
    }
    if (!m_tree->currentItem() && m_tree->topLevelItemCount() > 0)
        m_tree->setCurrentItem(m_tree->topLevelItem(0));
    updateButtons();
}

QString ListsDialog::current() const
{
    const QTreeWidgetItem* item = m_tree->currentItem();
    return item ? item->data(Name, Qt::UserRole).toString() : QString();
}

void ListsDialog::updateButtons()
{
    const bool writable = !m_context.live.isReadOnly();
    const bool chosen = !current().isEmpty();
    m_file->setEnabled(writable);
    m_paste->setEnabled(writable);
    m_rename->setEnabled(writable && chosen);
    m_remove->setEnabled(writable && chosen);
    m_ask->setEnabled(chosen);
}

void ListsDialog::import(ListOrigin origin)
{
    auto* dialog = new ListImport(m_context, std::move(origin), {}, this);
    connect(dialog, &ListImport::saved, this, &ListsDialog::load);
    dialog->open();
}

void ListsDialog::importFile()
{
    auto* dialog = new QFileDialog(this, tr("Import IP list"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Lists (*.csv *.txt *.tsv)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { import({file, {}}); });
    dialog->open();
}

void ListsDialog::importClipboard()
{
    import({{}, QApplication::clipboard()->text().toUtf8()});
}

void ListsDialog::rename()
{
    const QString name = current();
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Rename list"));
    dialog->setLabelText(tr("Name behind “@”:"));
    dialog->setTextValue(name);
    connect(dialog, &QInputDialog::textValueSelected, this,
        [this, name](const QString& wanted) { renameTo(name, listNameFor(wanted + QStringLiteral(".txt"))); });
    dialog->open();
}

void ListsDialog::renameTo(const QString& from, const QString& to)
{
    if (from == to)
        return;
    const auto what = [from = from.toStdString(), to = to.toStdString()](Case& file) -> Result<void> {
        const auto lists = file.lists();
        if (!lists)
            return lists.error();
        for (const Case::ListInfo& other : *lists) {
            if (other.name == to)
                return Error{ErrorCode::BadArgument, to, "a list of this name"};
        }
        const auto list = file.list(from);
        if (!list)
            return list.error();
        query::NamedList renamed = **list;
        renamed.name = to;
        auto stored = file.setList(renamed);
        return stored ? file.removeList(from) : stored;
    };
    change(m_context, this, to, what, [this] { load(); });
}

void ListsDialog::removeCurrent()
{
    const QString name = current();
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Delete list"),
        tr("Delete the list “%1” from this case? Queries that name it will not be applied any more.").arg(name),
        QMessageBox::Cancel, this);
    QPushButton* remove = box->addButton(tr("Delete"), QMessageBox::DestructiveRole);
    remove->setObjectName(QStringLiteral("listRemoveForGood"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(remove, &QPushButton::clicked, this, [this, name] {
        change(
            m_context, this, name, [name = name.toStdString()](Case& file) { return file.removeList(name); },
            [this] { load(); });
    });
    box->open();
}

void ListsDialog::importDropped(const PanelContext& context, const QStringList& files)
{
    for (const QString& path : files) {
        const QString name = listNameFor(path);
        const JobTitle title{tr("Read list"), name, JobUnit::Bytes, JobShow::Visible};
        const auto work = [file = context.live.file(), path, name](const RunContext& run) -> Result<query::IpListFile> {
            auto list = readListOrigin({path, {}}, std::nullopt, run);
            if (!list || list->entries.empty())
                return list;
            const auto stored = file->setList({name.toStdString(), list->addresses, {}});
            if (!stored)
                return stored.error();
            (void)file->list(name.toStdString()); // read here, so that asking for it does not stop the window
            return list;
        };
        LiveCase* live = &context.live;
        QueryFocus* query = &context.query;
        context.jobs.start<query::IpListFile>(
            live, QStringLiteral("list ") + name, title, work, [live, query, name](Result<query::IpListFile> list) {
                if (!list) {
                    const ErrorText text = errorText(list.error(), Attempt::Other);
                    tell(*live, NoticeLevel::Error, text.full(), text.details);
                } else if (list->entries.empty()) {
                    tell(*live, NoticeLevel::Warning, tr("No addresses in %1: %2").arg(name, listSummary(*list)));
                } else {
                    const NoticeLevel level = list->rejected ? NoticeLevel::Warning : NoticeLevel::Info;
                    tell(*live, level, tr("IP list @%1: %2").arg(name, listSummary(*list)));
                    query->addTerm(QStringLiteral("ip:@") + name);
                }
            });
    }
}

} // namespace assay::gui
