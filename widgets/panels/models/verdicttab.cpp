// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/verdicttab.h"

#include "widgets/bridge/format.h"
#include "widgets/panels/models/modelwords.h"

#include <QLabel>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace assay::gui {
namespace {

constexpr Qt::Alignment numbers = Qt::AlignRight | Qt::AlignVCenter;

QString verdictWord(train::Verdict verdict)
{
    switch (verdict) {
    case train::Verdict::ChallengerWins:
        return VerdictTab::tr("better than the reference");
    case train::Verdict::KeepChampion:
        return VerdictTab::tr("not better: keep the reference");
    case train::Verdict::NotEnoughEvidence:
        break;
    }
    return VerdictTab::tr("not enough evidence");
}

QString pText(double p)
{
    return p < 0.0001 ? QStringLiteral("< %1").arg(QLocale().toString(0.0001)) : figure(p);
}

QString intervalText(const train::Interval& interval)
{
    return VerdictTab::tr("%1 to %2", "an interval").arg(figure(interval.low), figure(interval.high));
}

TreeNode testLine(
    const QString& what, const QString& reference, const QString& other, const QString& difference, const QString& p)
{
    TreeNode node;
    node.texts = {what, reference, other, difference, p};
    return node;
}

std::vector<TreeNode> testNodes(const train::ModelComparison& models, const train::ComparisonTests& tests)
{
    std::vector<TreeNode> nodes;
    for (size_t i = 0; i < tests.pairs.size() && i + 1 < models.models.size(); ++i) {
        const train::ComparisonTests::Pair& pair = tests.pairs[i];
        const train::Comparison& c = pair.comparison;
        TreeNode head;
        head.texts = {displayLine(models.models[i + 1].title, 60), {}, {}, {}, verdictWord(pair.verdict)};
        head.strong = true;
        const auto parent = static_cast<int>(nodes.size());
        nodes.push_back(head);
        const auto add = [&](TreeNode node) {
            node.parent = parent;
            nodes.push_back(std::move(node));
        };
        add(testLine(VerdictTab::tr("Average precision"), figure(c.a.averagePrecision), figure(c.b.averagePrecision),
            intervalText(c.bootstrap.averagePrecision), pText(pair.correctedPrimaryP)));
        add(testLine(VerdictTab::tr("Area under the ROC curve (DeLong)"), figure(c.deLong.aucA), figure(c.deLong.aucB),
            intervalText(c.deLong.interval), pText(pair.correctedP)));
        add(testLine(VerdictTab::tr("F1 at the thresholds"), figure(c.a.atThreshold.f1()), figure(c.b.atThreshold.f1()),
            intervalText(c.bootstrap.f1), {}));
        add(testLine(VerdictTab::tr("Cost at the thresholds"), figure(c.a.cost, 1), figure(c.b.cost, 1),
            intervalText(c.bootstrap.cost), {}));
        add(testLine(VerdictTab::tr("Right alone (McNemar)"), formatCount(c.mcNemar.onlyA),
            formatCount(c.mcNemar.onlyB), {}, pText(c.mcNemar.midP)));
        add(testLine(VerdictTab::tr("Shift of the scores (KS, rank correlation)"), figure(c.exactKs),
            figure(c.spearman), {}, {}));
    }
    return nodes;
}

std::vector<TreeColumn> sliceColumns(const train::ModelComparison* comparison)
{
    std::vector<TreeColumn> columns{{VerdictTab::tr("Slice"), {}}, {VerdictTab::tr("Value"), {}},
        {VerdictTab::tr("Items"), numbers}, {VerdictTab::tr("Hostile"), numbers}};
    for (size_t i = 0; comparison && i < comparison->models.size(); ++i)
        columns.push_back(
            {VerdictTab::tr("PR-AUC %1", "of a model").arg(displayLine(comparison->models[i].title, 24)), numbers});
    return columns;
}

} // namespace

QString verdictText(const train::ModelComparison& comparison, const train::ComparisonTests& tests)
{
    QStringList lines;
    for (size_t i = 0; i < tests.pairs.size() && i + 1 < comparison.models.size(); ++i) {
        QStringList reasons;
        for (const std::string& reason : tests.pairs[i].reasons)
            reasons << displayLine(reason);
        lines << VerdictTab::tr("%1: %2. %3", "model, verdict, reasons")
                     .arg(displayLine(comparison.models[i + 1].title, 60), verdictWord(tests.pairs[i].verdict),
                         reasons.join(QStringLiteral(" ")));
    }
    return lines.join(QChar('\n'));
}

VerdictTab::VerdictTab(QWidget* parent)
    : QWidget(parent)
    , m_verdict(new QLabel(this))
    , m_tests(new TreeModel({{tr("Measure"), {}}, {tr("Reference"), numbers}, {tr("Model"), numbers},
                                {tr("Difference, 95 %"), numbers}, {tr("p, or verdict"), {}}},
          this))
    , m_slices(new TreeModel(sliceColumns(nullptr), this))
    , m_testTable(makeTable(this, m_tests, "compareTests", tr("Tests of the difference")))
    , m_sliceTable(makeTable(this, m_slices, "compareSlices", tr("Slices, worst first")))
{
    m_verdict->setObjectName(QStringLiteral("compareVerdict"));
    m_verdict->setTextFormat(Qt::PlainText);
    m_verdict->setWordWrap(true);
    m_verdict->setMargin(8);
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_testTable->setRootIsDecorated(true);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_testTable);
    splitter->addWidget(m_sliceTable);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_verdict);
    layout->addWidget(splitter, 1);
}

void VerdictTab::setComparison(const train::ModelComparison* comparison)
{
    m_tests->setNodes({});
    m_verdict->setText(comparison ? tr("Testing whether the difference is more than chance…") : QString());
    m_slices->setNodes({});
    m_slices->setColumns(sliceColumns(comparison));
    if (comparison)
        showSlices(*comparison);
}

void VerdictTab::setTests(const train::ModelComparison& comparison, const train::ComparisonTests& tests)
{
    m_verdict->setText(verdictText(comparison, tests));
    m_tests->setNodes(testNodes(comparison, tests));
    m_testTable->expandAll();
    fitColumns(*m_testTable);
}

void VerdictTab::setProblem(const QString& problem)
{
    m_verdict->setText(problem);
}

void VerdictTab::showSlices(const train::ModelComparison& comparison)
{
    std::vector<TreeNode> nodes;
    for (const train::SliceMetric& slice : comparison.slices) {
        TreeNode node;
        node.texts = {displayLine(slice.kind, 60), displayLine(slice.value, 120), formatCount(slice.rows),
            formatCount(slice.positives)};
        for (const double precision : slice.averagePrecision)
            node.texts << figure(precision);
        nodes.push_back(std::move(node));
    }
    m_slices->setNodes(std::move(nodes));
    fitColumns(*m_sliceTable);
}

} // namespace assay::gui
