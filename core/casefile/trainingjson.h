// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/modelling.h"

#include <string>
#include <string_view>

namespace assay {

// How a case keeps trainings: what was asked, and how it ended. What is read back may have been written by others.
std::string toJson(const TrainRequest& request);
Result<TrainRequest> trainRequestFromJson(std::string_view text);
std::string toJson(const train::TrainOutcome& outcome);
Result<train::TrainOutcome> trainOutcomeFromJson(std::string_view text);

} // namespace assay
