// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/modelwords.h"

#include "core/base/mark.h"
#include "core/train/kinds.h"
#include "widgets/bridge/format.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QLocale>
#include <QTreeView>

#include <algorithm>
#include <cmath>

namespace assay::gui {
namespace {

constexpr double usualBalance = 3; // beyond 1 : 3 it warns
constexpr Qt::Alignment numbers = Qt::AlignRight | Qt::AlignVCenter;

QString tr(const char* text, const char* comment = nullptr, int n = -1)
{
    return QCoreApplication::translate("assay::gui", text, comment, n);
}

QString outcomeText(models::GateCheck::Outcome outcome)
{
    using Outcome = models::GateCheck::Outcome;
    if (outcome == Outcome::Skipped)
        return tr("skipped");
    return outcome == Outcome::Passed ? tr("passed") : tr("failed");
}

QString outcomeIcon(models::GateCheck::Outcome outcome)
{
    using Outcome = models::GateCheck::Outcome;
    if (outcome == Outcome::Skipped)
        return {};
    return outcome == Outcome::Passed ? QStringLiteral("verify") : QStringLiteral("error");
}

struct NamedCheck
{
    std::string_view name; // as the engine calls it
    const char* title; // English, marked for translation
};

constexpr NamedCheck namedChecks[] = {
    {"absent_features", ASSAY_MARK("assay::gui", "Chosen inputs")},
    {"no_features", ASSAY_MARK("assay::gui", "Inputs")},
    {"constant_features", ASSAY_MARK("assay::gui", "Inputs that do not vary")},
    {"no_rows", ASSAY_MARK("assay::gui", "Rows")},
    {"least_rows", ASSAY_MARK("assay::gui", "Rows")},
    {"one_class", ASSAY_MARK("assay::gui", "Both labels")},
    {"one_class_learned", ASSAY_MARK("assay::gui", "Both labels, learned")},
    {"one_class_held_out", ASSAY_MARK("assay::gui", "Both labels, held out")},
    {"least_labels", ASSAY_MARK("assay::gui", "Labels")},
    {"least_positives", ASSAY_MARK("assay::gui", "Hostile rows")},
    {"least_negatives", ASSAY_MARK("assay::gui", "Rows that are not hostile")},
    {"labelled_hostile", ASSAY_MARK("assay::gui", "Hostile rows")},
    {"no_hold_out", ASSAY_MARK("assay::gui", "Held out")},
    {"unknown_times", ASSAY_MARK("assay::gui", "Times")},
    {"same_rows", ASSAY_MARK("assay::gui", "Same rows")},
    {"no_batches", ASSAY_MARK("assay::gui", "Batches")},
    {"no_new_batches", ASSAY_MARK("assay::gui", "Batches")},
    {"class_balance", ASSAY_MARK("assay::gui", "Balance of the labels")},
    {"conflicts", ASSAY_MARK("assay::gui", "Labels that contradict")},
    {"suspects", ASSAY_MARK("assay::gui", "Suspect labels")},
    {"no_scan", ASSAY_MARK("assay::gui", "Scan")},
};

} // namespace

QString checkTitle(const std::string& name)
{
    for (const NamedCheck& check : namedChecks) {
        if (check.name == name)
            return tr(check.title);
    }
    return displayLine(name, 80); // "batch 3"
}

QString coreText(std::string_view english)
{
    return QCoreApplication::translate("core", std::string(english).c_str());
}

QString kindTitle(const std::string& kind)
{
    const models::ModelKind* known = train::findKind(kind);
    return known ? coreText(known->title()) : displayLine(kind, 60);
}

QString versionTitle(const train::VersionInfo& info)
{
    return tr("%1 %2", "model, number of its version").arg(displayLine(info.model, 64)).arg(info.number);
}

QString stateText(const train::VersionInfo& info)
{
    QStringList words;
    for (const std::string& alias : info.aliases)
        words << displayLine(alias, 64);
    if (info.status == train::VersionStatus::Rejected)
        words << tr("rejected");
    if (info.status == train::VersionStatus::Quarantined)
        words << tr("damaged");
    if (info.isPinned)
        words << tr("pinned");
    return words.join(QStringLiteral(" · "));
}

QString trainingSetText(const train::VersionInfo& info)
{
    const models::TrainingRecord& record = info.manifest.training;
    QStringList words;
    if (!record.batches.empty()) {
        QStringList names;
        for (const std::string& batch : record.batches)
            names << displayLine(batch, 40);
        words << tr("batches %1", "list of names").arg(names.join(QStringLiteral(", ")));
    }
    if (!record.query.empty())
        words << displayLine(record.query, 80);
    words << tr("%1 items: %2 hostile, %3 not")
                 .arg(formatCount(record.items), formatCount(record.positives), formatCount(record.negatives));
    if (!record.fingerprint.empty())
        words << displayLine(record.fingerprint.substr(0, 12), 12);
    return words.join(QStringLiteral(" · "));
}

QString balanceText(const TrainingPreview& preview)
{
    const uint64_t more = std::max(preview.positives, preview.negatives);
    const uint64_t fewer = std::min(preview.positives, preview.negatives);
    QString text = tr("%1 rows: %2 hostile, %3 not hostile, %4 without a label")
                       .arg(formatCount(preview.rows), formatCount(preview.positives), formatCount(preview.negatives),
                           formatCount(preview.unlabelled));
    if (fewer > 0)
        text += tr(" · 1 : %1").arg(QLocale().toString(double(more) / double(fewer), 'f', 1));
    if (fewer > 0 && double(more) > usualBalance * double(fewer))
        text += tr(" (out of balance: beyond 1 : 3)");
    text += QChar('\n')
        + tr("%1 held out, %2 of them hostile · %3 groups · %4 inputs")
              .arg(formatCount(preview.heldOut), formatCount(preview.heldOutPositives), formatCount(preview.groups),
                  formatCount(preview.features));
    if (preview.conflicts)
        text += tr(" · %1 left out: people do not agree").arg(formatCount(preview.conflicts));
    return text;
}

QString endText(const train::TrainOutcome& outcome)
{
    const QString version =
        tr("%1 %2", "model, number of its version").arg(displayLine(outcome.model, 64)).arg(outcome.number);
    switch (outcome.end) {
    case train::TrainEnd::Published:
        return tr("Finished: %1 passed the gate and is a candidate.").arg(version);
    case train::TrainEnd::Rejected:
        return tr("Finished: %1 was rejected by the gate. The current model stays.").arg(version);
    case train::TrainEnd::StoppedEarly:
        return tr("Stopped early: the best state was kept as %1.").arg(version);
    case train::TrainEnd::Cancelled:
        return tr("Cancelled: nothing was kept.");
    case train::TrainEnd::Failed:
        break;
    }
    return tr("The training failed.");
}

QString figure(double value, int digits)
{
    return std::isfinite(value) ? QLocale().toString(value, 'f', digits) : QStringLiteral("–");
}

QString figure(const double* value, int digits)
{
    return value ? figure(*value, digits) : QStringLiteral("–");
}

QString percent(double share, int digits)
{
    return std::isfinite(share) ? tr("%1 %", "a share in percent").arg(QLocale().toString(share * 100, 'f', digits))
                                : QStringLiteral("–");
}

std::vector<TreeColumn> gateColumns()
{
    return {{tr("Check"), {}}, {tr("Result"), {}}, {tr("Found"), numbers}, {tr("Limit"), numbers}, {tr("Reason"), {}}};
}

std::vector<TreeNode> gateNodes(const std::vector<models::GateCheck>& gate)
{
    std::vector<TreeNode> nodes;
    for (const models::GateCheck& check : gate) {
        const bool skipped = check.outcome == models::GateCheck::Outcome::Skipped;
        TreeNode node;
        node.texts = {displayLine(check.id, 80), outcomeText(check.outcome), skipped ? QString() : figure(check.value),
            skipped ? QString() : figure(check.bound), displayLine(check.reason)};
        node.icon = outcomeIcon(check.outcome);
        node.toolTip = displayLine(check.reason);
        nodes.push_back(std::move(node));
    }
    return nodes;
}

QTreeView* makeTable(QWidget* parent, TreeModel* model, const char* name, const QString& accessibleName)
{
    auto* table = new QTreeView(parent);
    table->setObjectName(QString::fromLatin1(name));
    table->setAccessibleName(accessibleName);
    table->setModel(model);
    table->setRootIsDecorated(false);
    table->setUniformRowHeights(true);
    table->setAllColumnsShowFocus(true);
    table->setFrameShape(QFrame::NoFrame);
    table->setExpandsOnDoubleClick(false);
    table->header()->setStretchLastSection(true);
    return table;
}

void fitColumns(QTreeView& table, int mostChars)
{
    const int most = mostChars * table.fontMetrics().averageCharWidth();
    for (int column = 0; column < table.model()->columnCount(); ++column) {
        table.resizeColumnToContents(column);
        table.setColumnWidth(column, std::min(table.columnWidth(column) + 8, most));
    }
}

} // namespace assay::gui
