// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/mime/parttree.h"

#include <string_view>

namespace assay::fuzzy {

// The extension that the peer gives to readable bytes ("html", "txt", "csv", "xml", "ics", "vcf"); empty when they are
// none, or when nothing says that they are text.
std::string_view sniffText(const MimePart& part);

} // namespace assay::fuzzy
