// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace assay::test {

// A mail of one plain English text with so many words, another one at each call and in each run.
std::string someMail(size_t words);

} // namespace assay::test
