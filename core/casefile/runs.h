// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/casedata.h"
#include "core/casefile/modelling.h"
#include "core/models/manifest.h"

namespace assay {

// Rows of the tables run and run_batch; inside of a transaction.
Result<uint64_t> insertRun(store::Database& database, const TrainRequest& request, const std::string& author);
// `learned`: what the manifest of the model says; null when there is none.
Result<void> closeRun(
    store::Database& database, uint64_t run, const train::TrainOutcome& outcome, const models::TrainingRecord* learned);
// Folder of a run of a case.
std::filesystem::path runFolder(const std::filesystem::path& file, uint64_t run);
std::string jobOf(uint64_t run); // "run 7"
// "boosted 3 was trained" ...: for messages and the audit log.
std::string describeOutcome(const train::TrainOutcome& outcome);

} // namespace assay
