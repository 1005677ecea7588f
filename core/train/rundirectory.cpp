// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/rundirectory.h"

#include "core/base/file.h"
#include "core/train/registryfiles.h"

namespace assay::train {
namespace {

constexpr uint64_t longestRequest = uint64_t{64} << 20; // names of many features

} // namespace

Result<void> prepareRun(const RunDirectory& run, const FitRequest& request, const TrainingSet& set)
{
    auto done = makeDirectories(run.path);
    if (done)
        done = saveTrainingSet(run.data(), set);
    if (done)
        done = writeFileAtomically(run.request(), fitRequestToJson(request));
    return done;
}

Result<models::Manifest> fitInRun(
    const RunDirectory& run, const RunContext& context, const TrainObserver& observer, TrainControl* control)
{
    const auto text = readFile(run.request(), longestRequest);
    if (!text)
        return text.error();
    const auto request = fitRequestFromJson(*text);
    if (!request)
        return request.error();
    const auto set = loadTrainingSet(run.data());
    if (!set)
        return set.error();
    return fitToDirectory(*set, *request, run.result(), context, observer, control);
}

} // namespace assay::train
