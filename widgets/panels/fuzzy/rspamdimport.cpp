// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/rspamdimport.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/panels/fuzzy/hashrows.h"
#include "widgets/panels/fuzzy/newstorage.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

constexpr qint64 mostBytes = 4 << 20; // of one file

// The file with rules in the first place, all others as scores of symbols.
Result<fuzzy::RspamdImport> readFiles(const QStringList& files)
{
    std::string rules, groups;
    for (const QString& name : files) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly))
            return Error{ErrorCode::ReadFailed, name.toStdString(), file.errorString().toStdString()};
        if (file.size() > mostBytes)
            return Error{ErrorCode::LimitExceeded, name.toStdString(), "larger than 4 MiB"};
        const std::string text = file.readAll().toStdString();
        const bool isGroup = QFileInfo(name).fileName().contains(QStringLiteral("group"));
        (isGroup ? groups : rules) += text + '\n';
    }
    return fuzzy::readRspamdRules(rules, groups);
}

QTreeWidget* makeTree(QWidget* parent, const char* name, const QString& title, const QStringList& columns)
{
    auto* tree = new QTreeWidget(parent);
    tree->setObjectName(QString::fromLatin1(name));
    tree->setAccessibleName(title);
    tree->setHeaderLabels(columns);
    tree->setRootIsDecorated(false);
    tree->setUniformRowHeights(true);
    tree->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    return tree;
}

} // namespace

RspamdImportDialog::RspamdImportDialog(const PanelContext& context, const QStringList& files, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_state(new QLabel(tr("Reading…"), this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("rspamdImportDialog"));
    setWindowTitle(tr("Storages of rspamd"));
    m_rules =
        makeTree(this, "rspamdRules", tr("Storages"), {tr("Storage"), tr("Server"), tr("Flags"), tr("Algorithm")});
    m_notes = makeTree(this, "rspamdNotes", tr("What has no effect here"), {tr("Line"), tr("Setting"), tr("Why")});
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    QPushButton* add = m_buttons->addButton(tr("Add"), QDialogButtonBox::AcceptRole);
    add->setDefault(true);
    add->setEnabled(false);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_rules, 2);
    layout->addWidget(m_state);
    layout->addWidget(m_notes, 1);
    layout->addWidget(m_buttons);
    resize(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 26);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &RspamdImportDialog::apply);
    connect(&context.live, &LiveCase::caseChanged, this, &QDialog::reject);
    read(files);
}

void RspamdImportDialog::read(const QStringList& files)
{
    const JobTitle title{tr("Read configuration"), {}, JobUnit::None, JobShow::Quiet};
    m_context.jobs.start<fuzzy::RspamdImport>(
        this, QStringLiteral("read"), title, [files](const RunContext&) { return readFiles(files); },
        [this](const Result<fuzzy::RspamdImport>& import) {
            if (import) {
                present(*import);
                return;
            }
            const Error& error = import.error();
            m_state->setText(tr("Cannot read the configuration: %1").arg(displayLine(error.detail, 300)));
        });
}

void RspamdImportDialog::present(const fuzzy::RspamdImport& import)
{
    m_import = import;
    for (const fuzzy::FuzzyRule& rule : import.rules) {
        QStringList flags;
        for (const fuzzy::FlagRule& flag : rule.flags)
            flags << flagText(rule, flag.flag);
        const std::string_view algorithm = fuzzy::algorithmName(rule.hashes.algorithm);
        auto* item = new QTreeWidgetItem(m_rules,
            {displayLine(rule.name, 60), displayLine(rule.server, 60), flags.join(QStringLiteral(", ")),
                QString::fromUtf8(algorithm.data(), static_cast<qsizetype>(algorithm.size()))});
        item->setCheckState(0, Qt::Checked);
    }
    for (const fuzzy::RspamdImport::Note& note : import.notes)
        new QTreeWidgetItem(
            m_notes, {QString::number(note.line), displayLine(note.key, 80), displayLine(note.text, 300)});
    m_notes->setVisible(!import.notes.empty());
    const int ignored = static_cast<int>(import.notes.size());
    QString text = tr("%Ln storage(s) found.", nullptr, static_cast<int>(import.rules.size()));
    if (ignored)
        text += QChar(' ') + tr("%Ln setting(s) have no effect here:", nullptr, ignored);
    m_state->setText(text);
    for (QAbstractButton* button : m_buttons->buttons())
        button->setEnabled(button->isEnabled() || !import.rules.empty());
}

void RspamdImportDialog::apply()
{
    FuzzyDesk& desk = m_context.live.fuzzy();
    FuzzyDesk::Rules known = *desk.rules();
    for (int row = 0; row < m_rules->topLevelItemCount(); ++row) {
        if (m_rules->topLevelItem(row)->checkState(0) != Qt::Checked)
            continue;
        fuzzy::FuzzyRule rule = m_import.rules[static_cast<size_t>(row)];
        rule.name = freeName(QString::fromStdString(rule.name), known);
        known.push_back(rule);
        desk.setRule(rule);
    }
    accept();
}

} // namespace assay::gui
