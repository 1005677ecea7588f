// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/view/words.h"

#include <string>
#include <string_view>

namespace assay::fuzzy {

// The language whose stemmer a part gets: by its letters, else by stop words, else by trigrams of words at fixed
// places. The peer picks these words at random and counts languages over time; here equal parts have equal languages.
// "en" when nothing speaks for another.
std::string detectLanguage(std::string_view stripped, const Words& words);

} // namespace assay::fuzzy
