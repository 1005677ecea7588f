// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/query/namedlist.h"

namespace assay {

// The one text that a list has: an entry a line, sorted. Addresses as "a" or "a-b" (both ends included), words as they
// are. Equal lists have equal texts.
std::string listText(const query::NamedList& list);
// Reads it back; BadData names a line that is off.
Result<query::NamedList> listFromText(std::string_view name, std::string_view text, bool isAddresses);

} // namespace assay
