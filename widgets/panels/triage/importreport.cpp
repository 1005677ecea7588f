// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/triage/importreport.h"

#include "widgets/bridge/columnwidths.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/labeltext.h"
#include "widgets/bridge/treemodel.h"

#include <QDialogButtonBox>
#include <QFileInfo>
#include <QLabel>
#include <QTreeView>
#include <QVBoxLayout>

namespace assay::gui {

ImportReportDialog::ImportReportDialog(const LabelImportReport& report, const QString& file, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("importReport"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Import of labels"));
    QString text = file.isEmpty() ? tr("From the names of folders") : displayLine(QFileInfo(file).fileName(), 120);
    text += QStringLiteral(": ")
        + tr("%1 read · %2 matched items · %3 labels changed · %4 not used")
              .arg(formatCount(report.rows), formatCount(report.matched), formatCount(report.operation.changed),
                  formatCount(report.rejected));
    auto* summary = new QLabel(text, this);
    summary->setObjectName(QStringLiteral("importSummary"));
    summary->setTextFormat(Qt::PlainText);
    summary->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(summary);
    if (!report.operation.before.empty()) {
        auto* before =
            new QLabel(tr("Before: %1", "counts by label").arg(countsByLabel(report.operation.before)), this);
        before->setWordWrap(true);
        layout->addWidget(before);
    }
    if (!report.rejects.empty()) {
        std::vector<TreeNode> nodes;
        for (const LabelImportReport::Reject& reject : report.rejects) {
            TreeNode& node = nodes.emplace_back();
            node.texts = {formatCount(reject.line), QString::fromStdString(reject.why), displayLine(reject.text, 200)};
        }
        auto* model = new TreeModel({{tr("Line"), Qt::AlignRight}, {tr("Reason")}, {tr("Text")}}, this);
        model->setNodes(std::move(nodes));
        auto* tree = new QTreeView(this);
        tree->setObjectName(QStringLiteral("importRejects"));
        tree->setAccessibleName(tr("Lines that were not used"));
        tree->setRootIsDecorated(false);
        tree->setUniformRowHeights(true);
        tree->setModel(model);
        for (int column = 0; column < 3; ++column)
            fitColumn(tree, column, fontMetrics().averageCharWidth() * 6, fontMetrics().averageCharWidth() * 40);
        layout->addWidget(tree, 1);
        if (report.rejected > report.rejects.size())
            layout->addWidget(
                new QLabel(tr("The first %1 of them are listed.").arg(formatCount(report.rejects.size())), this));
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    if (!report.rejects.empty())
        resize(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 20);
}

} // namespace assay::gui
