// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay::report {

// `text` (any bytes) as text of an HTML page: markup, quotes and ampersands are references, bytes that are no UTF-8 and
// controls become U+FFFD, characters that turn or hide text are shown by their number in <span class="u">.
void appendHtml(std::string& out, std::string_view text);
std::string toHtml(std::string_view text);

} // namespace assay::report
