// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/mimetree.h"
#include "core/rules/view/rulesmessage.h"

#include <string_view>
#include <vector>

namespace assay::rules {

// The texts of mimeheader rules: one a node that has the field (its last value), `ALL`: all fields of each node.
std::vector<Piece> mimeHeaderPieces(const MimeTree& tree, std::string_view name, bool raw);
RawRange mapMimeHeaderPiece(
    const MimeTree& tree, std::string_view name, bool raw, size_t piece, uint64_t offset, uint64_t length);
std::vector<RulesPart> describeParts(const MimeTree& tree);

} // namespace assay::rules
