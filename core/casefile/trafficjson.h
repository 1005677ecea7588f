// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/source.h"

namespace assay {

// How the logs and captures of a source are read, as a case stores it. Empty text: the options of older cases.
std::string toJson(const TrafficOptions& options);
Result<TrafficOptions> trafficOptionsFromJson(std::string_view text); // BadData

} // namespace assay
