// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace assay::test {

struct Include
{
    std::string header; // as written, without quotes or angle brackets
    bool quoted = false;
    size_t line = 0; // from 1
};

struct SourceFile
{
    std::string path; // below the project, "core/base/file.h"
    std::string folder; // "core/base", "app/ctl"; the folder below core, widgets or app
    std::string text; // without comments and string literals
    std::vector<Include> includes;
    bool isHeader() const;
};

// Every .h and .cpp under core, widgets and app, in a stable order.
const std::vector<SourceFile>& sourceFiles();

// Reads a source: its includes, and its text with comments and literals blanked (line numbers stay).
SourceFile parseSource(std::string path, const std::string& text);

} // namespace assay::test
