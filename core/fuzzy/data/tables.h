// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace assay::fuzzy::data {

// The files of resources/data, built into the program: a hash depends on them, so they cannot be missing or other ones.
// Lines that begin with '#' before the first entry are comments.
std::string_view charsets();
std::string_view html();
std::string_view stopWords();
std::string_view suffixes();
std::string_view trigrams();

} // namespace assay::fuzzy::data
