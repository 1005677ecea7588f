// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/trainingrun.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace assay::train {

inline constexpr size_t longestEvent = 64u << 10; // bytes of a line

// One line without its end, longestEvent at most: what a training program says on its standard output.
std::string eventToJson(const TrainEvent& event);
// BadData: something else.
Result<TrainEvent> eventFromJson(std::string_view line);
// Of a file of such lines, oldest first, the first million; lines that are none are left out. No file: no events.
Result<std::vector<TrainEvent>> readEvents(const std::filesystem::path& file);

std::string errorToJson(const Error& error);
// Nullopt: something else.
std::optional<Error> errorFromJson(std::string_view text);

} // namespace assay::train
