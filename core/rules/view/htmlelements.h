// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace assay::rules {

// Elements of HTML 4.01 and XHTML 1.0 and a few more that count as valid.
bool isHtmlElement(std::string_view tag);
// Not valid, but rendered: bgsound embed listing plaintext xmp.
bool isRenderedTrick(std::string_view tag);
// "o:p", "st1:city" and such of office programs.
bool isOfficeNamespace(std::string_view tag);
// The white space that a start or end tag stands for; empty for most.
std::string_view htmlSpacing(std::string_view tag);

} // namespace assay::rules
