// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/mimetree.h"

#include <string_view>
#include <vector>

namespace assay::rules {

// The header section of a message as SpamAssassin splits it (spec/regex B.4).
struct HeaderSection
{
    std::vector<HeaderField> fields;
    uint64_t start = 0; // behind an mbox line
    uint64_t bodyStart = 0;
    bool crLf = false; // the message counts as one with CR LF line ends
    bool missingSeparator = false;
    bool truncated = false;
    bool mixedEnds = false; // a CR LF message with bare LF in the header
};

HeaderSection readHeaderSection(std::string_view message);

// Printable name, optional blanks, colon.
bool looksLikeField(std::string_view line);

} // namespace assay::rules
