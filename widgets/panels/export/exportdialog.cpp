// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/export/exportdialog.h"

#include "widgets/bridge/format.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

enum ColumnChoice { UsualColumns, ListColumns, AllColumns };

bool isTable(const QString& kind)
{
    return kind == QStringLiteral("csv") || kind == QStringLiteral("jsonl");
}

bool hasBodies(const QString& kind)
{
    return kind == QStringLiteral("jsonl") || kind == QStringLiteral("html") || kind == pdfKind();
}

// Copies of messages are evidence: they are what they are.
bool isCopy(const QString& kind)
{
    return kind == QStringLiteral("eml") || kind == QStringLiteral("mbox");
}

} // namespace

ExportDialog::ExportDialog(
    const ExportPlan& plan, const ExportCounts& counts, const QStringList& listColumns, QWidget* parent)
    : QDialog(parent)
    , m_plan(plan)
    , m_listColumns(listColumns)
{
    setObjectName(QStringLiteral("exportDialog"));
    setWindowTitle(tr("Export"));
    auto* left = new QVBoxLayout;
    left->addWidget(buildScope(counts));
    left->addWidget(buildKinds());
    left->addStretch(1);
    auto* right = new QVBoxLayout;
    right->addWidget(buildOptions());
    right->addStretch(1);
    auto* sides = new QHBoxLayout;
    sides->addLayout(left);
    sides->addLayout(right);
    m_state = new QLabel(this);
    m_state->setObjectName(QStringLiteral("exportState"));
    m_state->setWordWrap(true);
    m_state->setMinimumHeight(fontMetrics().height() * 2);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_export = buttons->addButton(tr("&Export"), QDialogButtonBox::AcceptRole);
    m_export->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(sides);
    layout->addWidget(buildTarget());
    layout->addWidget(m_state);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        accept();
        Q_EMIT chosen(this->plan());
    });
    update();
    m_export->setFocus();
}

QWidget* ExportDialog::buildScope(const ExportCounts& counts)
{
    auto* box = new QGroupBox(tr("Items"), this);
    auto* layout = new QVBoxLayout(box);
    const std::pair<QString, quint64> scopes[] = {{tr("All that &match the filter (%1)"), counts.query},
        {tr("The &selected ones (%1)"), counts.selection}, {tr("The &bookmarked ones (%1)"), counts.bookmarked}};
    for (size_t i = 0; i < 3; ++i) {
        m_scopes[i] = new QRadioButton(scopes[i].first.arg(formatCount(scopes[i].second)), box);
        m_scopes[i]->setEnabled(scopes[i].second > 0);
        m_scopes[i]->setChecked(static_cast<size_t>(m_plan.scope) == i);
        connect(m_scopes[i], &QRadioButton::toggled, this, &ExportDialog::update);
        layout->addWidget(m_scopes[i]);
    }
    return box;
}

QWidget* ExportDialog::buildKinds()
{
    auto* box = new QGroupBox(tr("Write as"), this);
    auto* layout = new QVBoxLayout(box);
    QStringList kinds;
    for (const report::ExporterKind& kind : report::exporterKinds())
        kinds << QString::fromUtf8(kind.id.data(), static_cast<qsizetype>(kind.id.size()));
    kinds << pdfKind();
    for (const QString& kind : kinds) {
        auto* check = new QCheckBox(exportKindTitle(kind), box);
        check->setObjectName(QStringLiteral("exportKind.") + kind);
        check->setChecked(m_plan.kinds.contains(kind));
        connect(check, &QCheckBox::toggled, this, &ExportDialog::update);
        layout->addWidget(check);
        m_kinds.emplace_back(kind, check);
    }
    return box;
}

QWidget* ExportDialog::buildTarget()
{
    auto* box = new QGroupBox(tr("Where"), this);
    m_folder = new QLineEdit(QDir::toNativeSeparators(m_plan.folder), box);
    m_folder->setObjectName(QStringLiteral("exportFolder"));
    m_name = new QLineEdit(m_plan.name, box);
    m_name->setObjectName(QStringLiteral("exportName"));
    auto* browse = new QPushButton(tr("B&rowse…"), box);
    auto* row = new QHBoxLayout;
    row->addWidget(m_folder, 1);
    row->addWidget(browse);
    auto* layout = new QFormLayout(box);
    auto* label = new QLabel(tr("&Folder:"), box);
    label->setBuddy(m_folder);
    layout->addRow(label, row);
    layout->addRow(tr("&Name:"), m_name);
    m_folder->setAccessibleName(tr("Folder"));
    connect(browse, &QPushButton::clicked, this, &ExportDialog::chooseFolder);
    connect(m_folder, &QLineEdit::textChanged, this, &ExportDialog::update);
    connect(m_name, &QLineEdit::textChanged, this, &ExportDialog::update);
    return box;
}

QWidget* ExportDialog::buildOptions()
{
    auto* box = new QGroupBox(tr("How"), this);
    m_columns = new QComboBox(box);
    m_columns->addItems({tr("The usual ones"), tr("Those of the list"), tr("All")});
    m_zone = new QComboBox(box);
    m_zone->addItems({tr("Local time and UTC"), tr("UTC")});
    m_zone->setCurrentIndex(m_plan.utc ? 1 : 0);
    m_formulaGuard = new QCheckBox(tr("Guard against spreadsheet formulas"), box);
    m_formulaGuard->setChecked(m_plan.options.formulaGuard);
    m_wholeBodies = new QCheckBox(tr("Whole texts, not cut"), box);
    m_wholeBodies->setChecked(m_plan.options.wholeBodies);
    m_maskAddresses = new QCheckBox(tr("Mail addresses"), box);
    m_maskIps = new QCheckBox(tr("IP addresses"), box);
    m_maskSubjects = new QCheckBox(tr("Subjects"), box);
    auto* layout = new QFormLayout(box);
    layout->addRow(tr("&Columns:"), m_columns);
    layout->addRow(tr("&Times:"), m_zone);
    layout->addRow(m_formulaGuard);
    layout->addRow(m_wholeBodies);
    layout->addRow(new QLabel(tr("Replace by pseudonyms:"), box));
    for (QCheckBox* check : {m_maskAddresses, m_maskIps, m_maskSubjects}) {
        layout->addRow(check);
        connect(check, &QCheckBox::toggled, this, &ExportDialog::update);
    }
    return box;
}

void ExportDialog::chooseFolder()
{
    auto* dialog = new QFileDialog(this, tr("Folder to export to"), m_folder->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, m_folder, &QLineEdit::setText);
    dialog->open();
}

ExportPlan ExportDialog::plan() const
{
    ExportPlan plan = m_plan;
    for (int i = 0; i < 3; ++i) {
        if (m_scopes[i]->isChecked())
            plan.scope = static_cast<ExportScope>(i);
    }
    plan.kinds.clear();
    for (const auto& [kind, check] : m_kinds) {
        if (check->isChecked())
            plan.kinds << kind;
    }
    plan.folder = QDir::fromNativeSeparators(m_folder->text());
    plan.name = m_name->text().trimmed();
    plan.utc = m_zone->currentIndex() == 1;
    plan.options.columns.clear();
    for (const std::string_view column : report::tableColumns()) {
        const bool inList =
            m_listColumns.contains(QString::fromUtf8(column.data(), static_cast<qsizetype>(column.size())));
        if (m_columns->currentIndex() == AllColumns || (m_columns->currentIndex() == ListColumns && inList))
            plan.options.columns.emplace_back(column);
    }
    plan.options.formulaGuard = m_formulaGuard->isChecked();
    plan.options.wholeBodies = m_wholeBodies->isChecked();
    plan.options.redaction.addresses = m_maskAddresses->isChecked();
    plan.options.redaction.ips = m_maskIps->isChecked();
    plan.options.redaction.subjects = m_maskSubjects->isChecked();
    return plan;
}

QString ExportDialog::problem() const
{
    const ExportPlan plan = this->plan();
    if (plan.kinds.isEmpty())
        return tr("Choose at least one kind.");
    if (plan.name.isEmpty() || plan.name.contains(QChar('/')) || plan.name.startsWith(QChar('.')))
        return tr("Give a name without \"/\" that does not begin with a point.");
    if (!QFileInfo(plan.folder).isDir())
        return tr("There is no such folder.");
    if (!QFileInfo(plan.folder).isWritable())
        return tr("The folder cannot be written.");
    for (const QString& kind : plan.kinds) {
        const QString target = exportTarget(plan, kind);
        if (QFileInfo(target).isDir() && !QDir(target).isEmpty())
            return tr("The folder %1 is not empty. Choose another name.").arg(QFileInfo(target).fileName());
    }
    const auto& mask = plan.options.redaction;
    if (mask.addresses || mask.ips || mask.subjects) {
        for (const QString& kind : plan.kinds) {
            if (isCopy(kind))
                return tr("Copies of messages cannot have pseudonyms: untick them, or the copies.");
        }
    }
    return {};
}

void ExportDialog::update()
{
    if (!m_export)
        return;
    const ExportPlan plan = this->plan();
    m_columns->setEnabled(std::any_of(plan.kinds.begin(), plan.kinds.end(), isTable));
    m_formulaGuard->setEnabled(plan.kinds.contains(QStringLiteral("csv")));
    m_wholeBodies->setEnabled(std::any_of(plan.kinds.begin(), plan.kinds.end(), hasBodies));
    const QString wrong = problem();
    m_export->setEnabled(wrong.isEmpty());
    QStringList names, replaced;
    for (const QString& kind : plan.kinds) {
        const QFileInfo target(exportTarget(plan, kind));
        names << target.fileName();
        if (target.isFile())
            replaced << target.fileName();
    }
    QString text = wrong;
    if (wrong.isEmpty()) {
        text = tr("Writes %1.").arg(names.join(QStringLiteral(", ")));
        if (!replaced.isEmpty())
            text += QChar(' ') + tr("Replaces %1.").arg(replaced.join(QStringLiteral(", ")));
    }
    m_state->setText(text);
}

} // namespace assay::gui
