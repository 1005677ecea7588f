// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::fuzzy {

// A line that may part a multipart: "--word" or "--word--".
struct BoundaryLine
{
    size_t offset = 0; // of its "--"
    size_t next = 0; // of the line behind
    std::string word; // lower-case, without the closing "--"
    bool isClosing = false;
    bool hadDashes = false; // the word ends in "--" when it is not closing

    // Whether it is a line of the boundary, or one of a boundary that ends in dashes and so seems to close.
    bool isOf(std::string_view boundary) const { return word == boundary || isDashedOf(boundary); }
    bool isDashedOf(std::string_view boundary) const;
};

// All such lines of `text` from `from` on.
std::vector<BoundaryLine> findBoundaryLines(std::string_view text, size_t from);

} // namespace assay::fuzzy
