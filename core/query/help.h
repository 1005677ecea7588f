// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/field.h"

#include <span>

namespace assay::query {

// The query language as people read it; the fields come from the FieldTable. Every example parses where its fields are
// known. Meanings and titles are English, marked for translation in the context "query".
struct HelpLine
{
    std::string_view form; // "field:value"
    std::string_view example; // "subject:invoice"
    std::string_view meaning;
};
struct HelpSection
{
    std::string_view title;
    std::span<const HelpLine> lines;
};
std::span<const HelpSection> helpSections();

// The name of a type.
std::string_view typeHelp(FieldType type);

// All of it with the fields by group, for a terminal: lines end in "\n".
std::string helpText(const FieldTable& fields);

} // namespace assay::query
