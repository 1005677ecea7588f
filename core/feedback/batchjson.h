// SPDX-License-Identifier: GPL-3.0-or-later
// How contexts and scopes are stored in cases and bundles.
#pragma once

#include "core/base/json.h"
#include "core/base/jsonreader.h"
#include "core/base/result.h"
#include "core/feedback/batch.h"

#include <span>

namespace assay::feedback {

std::string toJson(const BatchContext& context);
std::string toJson(const BatchScope& scope);
// BadData when the text is damaged. Unknown keys are passed over.
Result<BatchContext> contextFromJson(std::string_view text);
Result<BatchScope> scopeFromJson(std::string_view text);
// The same inside of a longer text.
void writeContext(JsonWriter& json, const BatchContext& context);
BatchContext readContext(JsonReader& in);

// Ascending items as "0-4,7".
std::string itemsText(std::span<const ItemId> items);
Result<std::vector<ItemId>> itemsFromText(std::string_view text); // BadData

} // namespace assay::feedback
