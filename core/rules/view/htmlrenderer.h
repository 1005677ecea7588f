// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/htmltokenizer.h"
#include "core/rules/view/parttexts.h"

#include <string>

namespace assay::rules {

// Renders an HTML part as SpamAssassin does (spec/regex B.5 "HTML rendering") and collects what its HTML evals ask for.
// `text` is UTF-8, `characters` whether it was decoded; `decodedBytes` is the size of the part before that.
// The map leads from the rendered text into `text`.
RenderedPart renderHtml(std::string text, bool characters, size_t decodedBytes, SourceMap* map = nullptr);

// Stretch by stretch, what renderHtml() changes before it parses: blanks for &nbsp;, <x> for <x/>, straight for curly
// quotes.
std::string prepareHtml(std::string text, SourceMap* map = nullptr);

} // namespace assay::rules
