// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/log/accessline.h"
#include "core/traffic/log/columns.h"

#include <string>
#include <vector>

namespace assay::traffic {

// The columns of a log in W3C extended format, as its last "#Fields:" line names them.
struct W3cLayout
{
    std::vector<ColumnTable::Found> columns; // empty: no such line yet
    std::string date; // of "#Date:", for lines with a time only
};
// Reads a line that begins with '#'. Lines that say nothing about the layout change nothing.
void readW3cDirective(std::string_view line, W3cLayout& layout);

LineResult parseW3cLine(
    std::string_view line, const W3cLayout& layout, const LogOptions& options, TextArena& arena, Request& request);

} // namespace assay::traffic
