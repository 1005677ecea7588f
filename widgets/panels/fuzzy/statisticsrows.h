// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/rule/fuzzyrule.h"
#include "core/fuzzy/wire/fuzzyserver.h"
#include "widgets/bridge/treemodel.h"

#include <QTimeZone>

#include <optional>

namespace assay::gui {

// Everything that is counted about a storage and its service.
struct FuzzyFigures
{
    std::optional<fuzzy::StorageStatistics> storage; // of a local one
    std::optional<uint64_t> remoteHashes; // of a server
    std::optional<fuzzy::ServerStatistics> service; // of one that runs
};

struct FigureStyle
{
    fuzzy::StatisticsOrder order = fuzzy::StatisticsOrder::Checked;
    bool rawNumbers = false; // else "1.23k", "4.5M"
    QTimeZone zone = QTimeZone::utc();
};

// "1.23k"
QString shortNumber(uint64_t count);
std::vector<TreeColumn> figureColumns();
// Groups of lines: storage, flags, sources, service, keys, clients.
std::vector<TreeNode> figureNodes(const FuzzyFigures& figures, const fuzzy::FuzzyRule& rule, const FigureStyle& style);
// The same as text, columns apart by tabs; one line each.
QString figureText(const std::vector<TreeNode>& nodes);

} // namespace assay::gui
