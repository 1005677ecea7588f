// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/defect.h"

#include <string>
#include <string_view>

namespace assay {

struct BodyText
{
    std::string text; // UTF-8, lines end in LF
    DefectSet defects;
};

// The bytes of a text part as UTF-8: the declared charset, else UTF-8 when valid, else the meta tag of HTML, else a
// guess, else windows-1252. ASCII that holds 8-bit bytes is read as if nothing were declared. NUL becomes U+2400.
BodyText readBodyText(std::string_view bytes, std::string_view declaredCharset, bool isHtml);

} // namespace assay
