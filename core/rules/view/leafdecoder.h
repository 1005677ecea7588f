// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/mimetree.h"

#include <string>
#include <string_view>

namespace assay::rules {

// The encoded body of a leaf, its lines joined with LF ends; `source` is the text of its source.
std::string joinLines(std::string_view source, const MimeNode& node, SourceMap* map = nullptr);
// Transfer-decoded. The map leads into the source.
std::string decodeLeaf(std::string_view source, const MimeNode& node, SourceMap* map = nullptr);

} // namespace assay::rules
