// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/evidence/explanationview.h"

#include "core/train/kinds.h"
#include "widgets/bridge/format.h"
#include "widgets/panels/hits/scorebar.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace assay::gui {
namespace {

enum Column { Input, Bar, Contribution, Value, Percentile };
constexpr size_t shownContributions = 25;
constexpr Qt::Alignment numbers = Qt::AlignRight | Qt::AlignVCenter;

QString translated(const std::string& english)
{
    return QCoreApplication::translate("core", english.c_str());
}

QString signedFigure(double value)
{
    const QString text = QLocale().toString(std::abs(value), 'f', 4);
    if (std::abs(value) < 5e-5)
        return text;
    return (value < 0 ? QChar(0x2212) : QChar('+')) + text;
}

QString valueText(const FeatureContribution& part)
{
    QString text = std::isnan(part.value) ? ExplanationView::tr("missing") : QLocale().toString(part.value, 'g', 6);
    if (!part.unit.empty() && !std::isnan(part.value))
        text += QChar(' ') + translated(part.unit);
    return part.isDefault ? ExplanationView::tr("%1 (default)", "the item did not have this value").arg(text) : text;
}

TreeNode line(const QString& title, double amount)
{
    TreeNode node;
    node.texts = {title, {}, signedFigure(amount), {}, {}};
    node.value = title; // lines with a value have a bar
    node.number = amount;
    return node;
}

TreeNode partLine(const FeatureContribution& part)
{
    TreeNode node = line(displayLine(part.feature, 120), part.contribution);
    node.texts[Value] = valueText(part);
    if (part.percentile)
        node.texts[Percentile] = ExplanationView::tr("%1 %", "percentile").arg(*part.percentile * 100, 0, 'f', 0);
    node.toolTip = translated(part.meaning);
    if (part.expected)
        node.toolTip += (node.toolTip.isEmpty() ? QString() : QString(QChar('\n')))
            + ExplanationView::tr("Expected: %1").arg(QLocale().toString(*part.expected, 'g', 6));
    return node;
}

} // namespace

std::vector<TreeNode> explanationNodes(const ModelExplanation& explanation, size_t shown)
{
    const auto& parts = explanation.contributions;
    std::vector<TreeNode> nodes;
    nodes.push_back(line(ExplanationView::tr("without anything special"), explanation.base));
    const size_t first = std::min(shown, parts.size());
    for (size_t i = 0; i < first; ++i)
        nodes.push_back(partLine(parts[i]));
    double rest = 0;
    for (size_t i = first; i < parts.size(); ++i)
        rest += parts[i].contribution;
    if (parts.size() > first)
        nodes.push_back(
            line(ExplanationView::tr("%n other input(s)", nullptr, static_cast<int>(parts.size() - first)), rest));
    nodes.push_back(line(ExplanationView::tr("interactions"), explanation.remainder));
    nodes.back().toolTip = ExplanationView::tr("Inputs that act together, and rounding: with it the list adds up");
    TreeNode sum = line(ExplanationView::tr("Sum"), explanation.total);
    sum.value = {};
    sum.strong = true;
    nodes.push_back(std::move(sum));
    return nodes;
}

QString explanationHead(const ModelExplanation& explanation)
{
    const models::ModelKind* kind = train::findKind(explanation.kind);
    const ModelOutput& output = explanation.output;
    const QString verdict = output.isHostile ? ExplanationView::tr("hostile") : ExplanationView::tr("not hostile");
    QString html = QStringLiteral("<b>%1</b> · %2<br>")
                       .arg(displayLine(output.model, 64).toHtmlEscaped(),
                           (kind ? QCoreApplication::translate("core", std::string(kind->title()).c_str())
                                 : displayLine(explanation.kind, 64))
                               .toHtmlEscaped());
    const QString value = QLocale().toString(output.output, 'f', 4);
    html += (std::isnan(output.risk) ? ExplanationView::tr("Output %1 · %2", "number, verdict").arg(value, verdict)
                                     : ExplanationView::tr("Output %1 · risk %2 · %3", "numbers, verdict")
                                           .arg(value, QLocale().toString(output.risk, 'f', 3), verdict))
                .toHtmlEscaped();
    if (output.isShadow)
        html += QStringLiteral(" · ") + ExplanationView::tr("for comparison only").toHtmlEscaped();
    if (output.defaults)
        html += QStringLiteral(" · ")
            + ExplanationView::tr("%n input(s) missing, defaults used", nullptr, static_cast<int>(output.defaults))
                  .toHtmlEscaped();
    html += QStringLiteral("<br>")
        + ExplanationView::tr("Method: %1 · unit: %2")
              .arg(translated(explanation.method), translated(explanation.unit))
              .toHtmlEscaped();
    return html;
}

ExplanationView::ExplanationView(const char* name, QWidget* parent)
    : QWidget(parent)
    , m_head(new QLabel(this))
    , m_unknown(new QLabel(this))
    , m_model(new TreeModel({{tr("Input"), {}}, {tr("Towards"), Qt::AlignHCenter}, {tr("Contribution"), numbers},
                                {tr("Value"), numbers}, {tr("Percentile"), numbers}},
          this))
    , m_table(new QTreeView(this))
    , m_bars(new DivergingBarDelegate(m_table))
{
    m_head->setObjectName(QString::fromLatin1(name) + QStringLiteral("Head"));
    m_head->setTextFormat(Qt::RichText);
    m_head->setWordWrap(true);
    m_head->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_unknown->setObjectName(QString::fromLatin1(name) + QStringLiteral("Unknown"));
    m_unknown->setTextFormat(Qt::PlainText);
    m_unknown->setWordWrap(true);
    m_table->setObjectName(QString::fromLatin1(name));
    m_table->setAccessibleName(tr("Contributions to the output of the model"));
    m_table->setModel(m_model);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setItemDelegateForColumn(Bar, m_bars);
    m_table->header()->setStretchLastSection(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 6, 8, 4);
    layout->addWidget(m_head);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_unknown);
    const int unit = fontMetrics().averageCharWidth();
    const int widths[] = {19, 9, 12, 12}; // they fit into a dock
    for (int column = Input; column < Percentile; ++column)
        m_table->setColumnWidth(column, unit * widths[column]);
}

void ExplanationView::setExplanation(const ModelExplanation& explanation)
{
    m_head->setText(explanationHead(explanation));
    std::vector<TreeNode> nodes = explanationNodes(explanation, shownContributions);
    double largest = 0;
    for (const TreeNode& node : nodes) {
        if (node.value.isValid())
            largest = std::max(largest, std::abs(node.number.toDouble()));
    }
    m_bars->setLargest(largest);
    m_model->setNodes(std::move(nodes));
    QStringList unknown;
    for (const std::string& input : explanation.unknownInputs)
        unknown << displayLine(input, 80);
    m_unknown->setText(
        unknown.isEmpty() ? QString() : tr("Not in this model: %1").arg(unknown.join(QStringLiteral(", "))));
    m_unknown->setVisible(!unknown.isEmpty());
}

void ExplanationView::setMessage(const QString& title, const QString& text)
{
    m_head->setText(QStringLiteral("<b>%1</b><br>%2").arg(title.toHtmlEscaped(), text.toHtmlEscaped()));
    m_model->setNodes({});
    m_unknown->hide();
}

} // namespace assay::gui
