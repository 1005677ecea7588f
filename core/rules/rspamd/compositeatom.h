// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/rspamd/rspamdrule.h"

#include <optional>
#include <string_view>

namespace assay::rules {

// Operands of composites (spec/regex C.3).
Result<size_t> readCompositeAtom(std::string_view text);
Result<CompositeAtom> parseCompositeAtom(std::string_view text);
// "remove_all", "leave" ...; nullopt when unknown.
std::optional<CompositePolicy> compositePolicy(std::string_view name);

} // namespace assay::rules
