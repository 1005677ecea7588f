// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::train {

// Names of a registry. Whatever is read from its files passes these before it becomes part of a path.
bool isModelName(std::string_view name); // letters, digits, '-', '_', 1 to 64
// As of a model, but no number, no id and no name of a folder of the registry.
bool isAliasName(std::string_view name);
bool isVersionId(std::string_view id); // "20261122T045012345Z-1a2b3c"
std::optional<uint64_t> asVersionNumber(std::string_view text); // "3"

// Of that moment (milliseconds since 1970), with six random digits.
std::string makeVersionId(int64_t milliseconds);
// Milliseconds since 1970 of a version id.
int64_t timeOfVersionId(std::string_view id);

int64_t nowMilliseconds();
std::string toIsoMilliseconds(int64_t milliseconds); // "2026-11-22T04:50:12.345Z"
std::optional<int64_t> fromIsoMilliseconds(std::string_view text);

} // namespace assay::train
