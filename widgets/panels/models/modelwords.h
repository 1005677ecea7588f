// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/modelling.h"
#include "core/train/registry.h"
#include "core/train/trainingrun.h"
#include "widgets/bridge/treemodel.h"

#include <QString>

#include <string_view>

class QTreeView;
class QWidget;

// Models in words, and the tables that show them.
namespace assay::gui {

QString coreText(std::string_view english); // what the engine says, translated where it is a marked text
QString checkTitle(const std::string& name); // of a TrainingCheck; names that are not known as they are
QString kindTitle(const std::string& kind);
QString versionTitle(const train::VersionInfo& info); // "boosted 3"
QString stateText(const train::VersionInfo& info); // "current · pinned"
QString trainingSetText(const train::VersionInfo& info);
QString balanceText(const TrainingPreview& preview); // rows of each class, what is held out
QString endText(const train::TrainOutcome& outcome);
QString figure(double value, int digits = 4); // "0.9812"; "–" for what is no number
QString figure(const double* value, int digits = 4); // null: "–"
QString percent(double share, int digits = 2);

// Check, found, limit, result, reason.
std::vector<TreeColumn> gateColumns();
std::vector<TreeNode> gateNodes(const std::vector<models::GateCheck>& gate);

// A flat table over a TreeModel.
QTreeView* makeTable(QWidget* parent, TreeModel* model, const char* name, const QString& accessibleName);
// As wide as what stands there, within bounds.
void fitColumns(QTreeView& table, int mostChars = 40);

} // namespace assay::gui
