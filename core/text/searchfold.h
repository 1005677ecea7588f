// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay {

// UTF-8 text as searches compare it: upper and lower case, full and half width forms, and letters with and without
// marks are equal ("Счёт" and "СЧЕТ", "Müller" and "MULLER"). Bytes that are no UTF-8 become U+FFFD.
std::string foldedForSearch(std::string_view text);

} // namespace assay
