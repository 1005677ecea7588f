// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/viewtables.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// A stretch of plain text that a mail reader would make a link of, without trailing punctuation.
struct FoundUri
{
    enum class Kind : uint8_t { Scheme, Mail, Schemeless };
    Kind kind = Kind::Scheme;
    size_t offset = 0, length = 0; // in the text
    std::string_view host; // of Schemeless
};

// Addresses in one piece of text (spec/regex B.5 "uri", point 1): known scheme or www./ftp. in front, x@y or mailto:,
// or a bare host name with a valid top-level domain.
std::vector<FoundUri> findUris(std::string_view text, const ViewTables& tables);

} // namespace assay::rules
