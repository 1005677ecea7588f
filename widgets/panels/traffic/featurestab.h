// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/modelling.h"
#include "widgets/bridge/featurepopulation.h"
#include "widgets/bridge/itemcontent.h"
#include "widgets/bridge/treemodel.h"
#include "widgets/panels/panel.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QTreeView;

namespace assay::gui {

// The columns before those of the models.
enum FeatureColumn { FeatureName, FeatureValue, FeatureUnit, FeaturePercentile, FeatureContributions };
// A row for each feature of a request set whose name or meaning holds `search`; `population` may be null. After the
// columns above one a model with its contributions: towards hostile above 0. The value of a row is the feature's name.
std::vector<TreeNode> featureNodes(const ItemContent& content, const FeaturePopulation* population,
    const std::vector<ModelExplanation>& models, const QString& search);
std::vector<TreeColumn> featureColumns(const std::vector<ModelExplanation>& models);

// What a request set looks like in numbers, where that stands among others, and what the models made of it.
class FeaturesTab : public QWidget
{
    Q_OBJECT
public:
    FeaturesTab(const PanelContext& context, QWidget* parent);
    void setContent(const std::shared_ptr<const ItemContent>& content);
    void showFeature(const std::string& name);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void ask();
    void askPopulation();
    void explainNext();
    void fill();

    PanelContext m_context;
    TreeModel* m_model;
    QTreeView* m_tree;
    QComboBox* m_among;
    QLineEdit* m_search;
    QLabel* m_note;
    std::shared_ptr<const ItemContent> m_content;
    std::vector<ModelOutput> m_waiting; // models to be asked why
    std::vector<ModelExplanation> m_explanations;
    std::shared_ptr<const FeaturePopulation> m_population;
    QString m_populationOf; // what it was taken from
};

} // namespace assay::gui
