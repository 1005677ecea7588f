// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/fitting.h"

#include <filesystem>
#include <optional>

namespace assay::train {

// The folder of one training, which the helper program works in:
//   request.json, data.bin   what to do, written before it starts
//   events.jsonl, log.txt    what it told; what libraries printed
//   result/ or error.json    how it ended
struct RunDirectory
{
    std::filesystem::path path;
    std::filesystem::path request() const { return path / "request.json"; }
    std::filesystem::path data() const { return path / "data.bin"; }
    std::filesystem::path events() const { return path / "events.jsonl"; }
    std::filesystem::path log() const { return path / "log.txt"; }
    std::filesystem::path result() const { return path / "result"; }
    std::filesystem::path error() const { return path / "error.json"; }
};

// Makes the folder with what a training needs.
Result<void> prepareRun(const RunDirectory& run, const FitRequest& request, const TrainingSet& set);
// What the helper does in it: reads request and data, fits, leaves the model in result/.
Result<models::Manifest> fitInRun(
    const RunDirectory& run, const RunContext& context, const TrainObserver& observer, TrainControl* control);
// What error.json says; nullopt when there is none that can be read.
std::optional<Error> runError(const RunDirectory& run);

} // namespace assay::train
