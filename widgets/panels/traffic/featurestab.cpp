// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/traffic/featurestab.h"

#include "core/features/requestsetfeatures.h"
#include "widgets/bridge/columnwidths.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/modeldesk.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/bridge/requestfacts.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::gui {
namespace {

constexpr size_t sampleSize = 1000; // items that percentiles are taken from
constexpr size_t mostModels = 4; // columns of contributions
constexpr Qt::Alignment numbers = Qt::AlignRight | Qt::AlignVCenter;

QString coreWords(std::string_view english)
{
    return QCoreApplication::translate("core", std::string(english).c_str());
}

QString signedFigure(double value)
{
    if (std::abs(value) < 5e-5)
        return QLocale().toString(0.0, 'f', 4);
    return (value < 0 ? QChar(0x2212) : QChar('+')) + QLocale().toString(std::abs(value), 'f', 4);
}

const FeatureContribution* partOf(const ModelExplanation& explanation, std::string_view feature)
{
    const auto found = std::find_if(explanation.contributions.begin(), explanation.contributions.end(),
        [feature](const FeatureContribution& part) { return part.feature == feature; });
    return found == explanation.contributions.end() ? nullptr : &*found;
}

bool isDefault(
    const ItemContent& content, std::string_view name, double value, const std::vector<ModelExplanation>& models)
{
    if (std::isnan(value) || isDefaultFilled(*content.requestSet, name))
        return true;
    return std::any_of(models.begin(), models.end(), [name](const ModelExplanation& explanation) {
        const FeatureContribution* part = partOf(explanation, name);
        return part && part->isDefault;
    });
}

QString valueText(double value, bool isDefault, double fallback)
{
    const double shown = std::isnan(value) ? fallback : value;
    const QString text = std::isnan(shown) ? QStringLiteral("–") : QLocale().toString(shown, 'g', 6);
    return isDefault ? FeaturesTab::tr("%1 (default)", "the item does not have this value").arg(text) : text;
}

} // namespace

std::vector<TreeColumn> featureColumns(const std::vector<ModelExplanation>& models)
{
    std::vector<TreeColumn> columns = {{FeaturesTab::tr("Feature"), {}}, {FeaturesTab::tr("Value"), numbers},
        {FeaturesTab::tr("Unit"), {}}, {FeaturesTab::tr("Percentile"), numbers}};
    for (const ModelExplanation& model : models)
        columns.push_back({displayLine(model.output.model, 40), numbers});
    return columns;
}

std::vector<TreeNode> featureNodes(const ItemContent& content, const FeaturePopulation* population,
    const std::vector<ModelExplanation>& models, const QString& search)
{
    std::vector<TreeNode> nodes;
    const auto features = features::requestSetFeatures();
    const std::vector<double>& values = content.requestFacts->features;
    for (size_t i = 0; i < features.size() && i < values.size(); ++i) {
        const QString name = QString::fromLatin1(features[i].name.data(), qsizetype(features[i].name.size()));
        const QString meaning = coreWords(features[i].meaning);
        if (!search.isEmpty() && !name.contains(search, Qt::CaseInsensitive)
            && !meaning.contains(search, Qt::CaseInsensitive))
            continue;
        TreeNode node;
        const bool filled = isDefault(content, features[i].name, values[i], models);
        const auto percentile = population ? population->percentile(i, values[i]) : std::nullopt;
        node.texts = {name, valueText(values[i], filled, features[i].fallback), coreWords(features[i].unit),
            percentile ? FeaturesTab::tr("%1 %", "percentile").arg(*percentile * 100, 0, 'f', 0) : QString()};
        for (const ModelExplanation& model : models) {
            const FeatureContribution* part = partOf(model, features[i].name);
            node.texts << (part ? signedFigure(part->contribution) : QString());
        }
        node.value = name;
        node.toolTip = meaning;
        if (!features[i].unit.empty())
            node.toolTip += FeaturesTab::tr(" (%1)", "unit of a feature").arg(coreWords(features[i].unit));
        if (filled)
            node.toolTip += QChar('\n') + FeaturesTab::tr("The request set does not tell it: models take the default.");
        nodes.push_back(std::move(node));
    }
    return nodes;
}

FeaturesTab::FeaturesTab(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new TreeModel(featureColumns({}), this))
    , m_tree(new QTreeView(this))
    , m_among(new QComboBox(this))
    , m_search(new QLineEdit(this))
    , m_note(new QLabel(this))
{
    m_tree->setObjectName(QStringLiteral("trafficFeatures"));
    m_tree->setAccessibleName(tr("Features"));
    m_tree->setModel(m_model);
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->header()->setStretchLastSection(false);
    m_search->setPlaceholderText(tr("Search features"));
    m_search->setAccessibleName(tr("Search features"));
    m_search->setClearButtonEnabled(true);
    m_among->setObjectName(QStringLiteral("featurePopulation"));
    m_among->setAccessibleName(tr("Percentiles among"));
    m_among->addItems({tr("Percentiles in the list"), tr("Percentiles in the case")});
    m_note->setObjectName(QStringLiteral("featureNote"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(8, 2, 8, 3);
    auto* tools = new QHBoxLayout;
    tools->setContentsMargins(8, 4, 8, 4);
    tools->addWidget(m_search, 1);
    tools->addWidget(m_among);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(tools);
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_note);
    connect(m_search, &QLineEdit::textChanged, this, &FeaturesTab::fill);
    connect(m_among, &QComboBox::currentIndexChanged, this, &FeaturesTab::askPopulation);
    connect(&context.query, &QueryFocus::textChanged, this, [this] {
        if (m_content && isVisible())
            askPopulation();
    });
}

void FeaturesTab::setContent(const std::shared_ptr<const ItemContent>& content)
{
    m_content = content && content->requestSet ? content : nullptr;
    m_explanations.clear();
    m_waiting.clear();
    if (m_content && !m_context.focus.hitsHidden()) {
        for (const StoredHit& hit : m_content->hits.hits) {
            if (hit.output && m_waiting.size() < mostModels)
                m_waiting.push_back(*hit.output);
        }
        std::reverse(m_waiting.begin(), m_waiting.end()); // the last is asked first
    }
    fill();
    if (isVisible())
        ask();
}

void FeaturesTab::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    ask();
}

// What takes time is asked for only while somebody looks.
void FeaturesTab::ask()
{
    askPopulation();
    explainNext();
}

void FeaturesTab::explainNext()
{
    const auto scan = m_context.live.currentScan();
    if (m_waiting.empty() || !scan || !m_content)
        return;
    const ModelOutput output = m_waiting.back();
    m_context.live.models().explain(
        this, scan->id, m_content->detail.id, output, [this, content = m_content, output](const auto& explanation) {
            if (content != m_content || m_waiting.empty() || !(m_waiting.back() == output))
                return;
            m_waiting.pop_back();
            if (explanation)
                m_explanations.push_back(*explanation);
            fill();
            explainNext();
        });
}

void FeaturesTab::askPopulation()
{
    const LiveCase& live = m_context.live;
    if (!m_content || !live.file())
        return;
    const QString query = m_among->currentIndex() == 0 ? m_context.query.text() : QString();
    const QString of = QStringLiteral("%1\n%2\n%3").arg(live.path()).arg(live.items()->count()).arg(query);
    if (of == m_populationOf)
        return;
    m_populationOf = of;
    const JobTitle title{tr("Look at features"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file = live.file(), snapshot = live.snapshot(), text = query.toStdString()](
                          const RunContext& context) -> Result<FeaturePopulation> {
        std::vector<uint32_t> rows(snapshot->items->count());
        std::iota(rows.begin(), rows.end(), 0u);
        const query::Parsed parsed = file->parse(text, QDateTime::currentSecsSinceEpoch());
        if (!text.empty() && parsed.query) {
            FindRequest request;
            request.query = std::make_shared<const query::Query>(*parsed.query);
            auto found = file->find(*snapshot, request, context);
            if (!found)
                return found.error();
            rows = std::move(found->rows);
        }
        return samplePopulation(*file, *snapshot, rows, sampleSize, context);
    };
    m_context.jobs.start<FeaturePopulation>(
        this, QStringLiteral("population"), title, work, [this](Result<FeaturePopulation> population) {
            m_population = population ? std::make_shared<const FeaturePopulation>(std::move(*population)) : nullptr;
            if (!population)
                m_populationOf.clear();
            fill();
        });
}

void FeaturesTab::fill()
{
    if (!m_content) {
        m_model->setNodes({});
        m_note->clear();
        return;
    }
    const QVariant current = m_tree->currentIndex().siblingAtColumn(0).data(TreeModel::ValueRole);
    const std::vector<TreeColumn> columns = featureColumns(m_explanations);
    const bool otherColumns = static_cast<int>(columns.size()) != m_model->columnCount();
    if (otherColumns) {
        m_model->setNodes({});
        m_model->setColumns(columns);
    }
    m_model->updateNodes(featureNodes(*m_content, m_population.get(), m_explanations, m_search->text().trimmed()));
    const int unit = fontMetrics().averageCharWidth();
    for (int column = 0; column < m_model->columnCount(); ++column)
        fitColumn(m_tree, column, unit * (column == FeatureName ? 26 : 9), unit * 44);
    if (current.isValid() && m_model->find(current).isValid())
        m_tree->setCurrentIndex(m_model->find(current));
    QStringList notes;
    if (m_population && m_population->sampled)
        notes << tr("Percentiles among %1 of %2 request sets")
                     .arg(formatCount(m_population->sampled), formatCount(m_population->items));
    for (const ModelExplanation& model : m_explanations)
        notes << tr("%1: %2", "model: method of its explanation")
                     .arg(displayLine(model.output.model, 40), coreWords(model.method));
    if (m_explanations.empty() && m_waiting.empty())
        notes << tr("No model has scored this item.");
    m_note->setText(notes.join(QStringLiteral(" · ")));
}

void FeaturesTab::showFeature(const std::string& name)
{
    m_search->clear();
    const QModelIndex index = m_model->find(QString::fromStdString(name));
    if (!index.isValid())
        return;
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index, QAbstractItemView::PositionAtCenter);
}

} // namespace assay::gui
