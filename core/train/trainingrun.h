// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/runcontext.h"
#include "core/models/manifest.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay::train {

// What a running training tells, in order.
struct TrainEvent
{
    enum class Kind {
        Stage, // text: "split", "fit", "calibrate" ...
        Step, // epoch, round or tree `step` of `steps`; losses where the kind has them
        Log, // text
        Gate, // text: name of the check; passed, value, limit; detail
        Finished,
        Failed
    };
    Kind kind = Kind::Log;
    double seconds = 0; // since the start
    std::string text, detail; // English
    uint64_t step = 0, steps = 0;
    double trainLoss = 0, holdOutLoss = 0; // NaN: none
    double rate = 0; // learning rate; NaN: none
    double perSecond = 0; // rows
    bool passed = false; // of a gate
    double value = 0, limit = 0; // of a gate
};

enum class TrainEnd { Published, Rejected, Cancelled, StoppedEarly, Failed };

using models::GateCheck;

// How a training ended.
struct TrainOutcome
{
    TrainEnd end = TrainEnd::Failed;
    std::string model, version; // published or rejected version
    uint64_t number = 0;
    std::vector<GateCheck> gate;
    std::optional<Error> error; // of Failed
};

// Controls a run from another thread: pause and go on, cancel keeping the best checkpoint.
class TrainControl
{
public:
    void pause(bool on) { m_paused.store(on); }
    bool isPaused() const { return m_paused.load(); }
    // Ends early and keeps the best state so far, marked "stopped early"; RunContext's stop throws the run away.
    void finishNow() { m_finish.store(true); }
    bool isFinishing() const { return m_finish.load(); }

private:
    std::atomic<bool> m_paused{false}, m_finish{false};
};

using TrainObserver = std::function<void(const TrainEvent&)>; // on the calling thread

// Runs the helper program on a prepared run directory (core/train/rundirectory.h) and reads what it says. The helper is
// killed when the caller's process dies; a helper that dies or says nothing for `silence` seconds is an error, and the
// directory keeps its log. Every line of it is checked like any foreign input. Blocks; any thread.
struct HelperOptions
{
    std::filesystem::path program; // empty: assay-train beside this program or in its libexec folder
    double silence = 120; // seconds
};
Result<void> runTrainHelper(const std::filesystem::path& runDirectory, const HelperOptions& options,
    const RunContext& context, const TrainObserver& observer, const std::shared_ptr<TrainControl>& control);

} // namespace assay::train
