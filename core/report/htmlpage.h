// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/exporter.h"
#include "core/report/itemcontent.h"

#include <string>

namespace assay::report {

// The pieces of the HTML report, as text. Tables and plain classes only, so that rich-text widgets show it too.

struct HtmlLimits
{
    ContentLimits content;
    size_t hits = 500;
    size_t evidence = 20; // places of one hit
    size_t context = 60; // bytes on each side of a place
};

// Everything up to and with the head of the table of items.
std::string htmlTitlePage(const ReportHead& head, bool isRedacted);
// One row of the table of items.
std::string htmlIndexRow(const ReportHead& head, uint64_t number, const ReportItem& item);
// The section of one item; it is the place that its row leads to. Fails only when the case cannot be read.
Result<std::string> htmlItem(const ReportHead& head, uint64_t number, const ReportItem& item,
    const ItemContent& content, const HtmlLimits& limits);
std::string htmlEnd(uint64_t items, uint64_t failed);

} // namespace assay::report
