// SPDX-License-Identifier: GPL-3.0-or-later
// A training program that behaves as request.json says: for tests of who listens to it.
#include "core/base/file.h"
#include "core/train/trainprogram.h"
#include "tests/core/train/registrysample.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace {

using namespace assay;
using namespace assay::train;
using namespace std::chrono_literals;

void tell(const TrainObserver& observer, uint64_t step, uint64_t steps)
{
    TrainEvent event;
    event.kind = TrainEvent::Kind::Step;
    event.step = step;
    event.steps = steps;
    event.trainLoss = 1.0 / static_cast<double>(step);
    event.holdOutLoss = std::numeric_limits<double>::quiet_NaN();
    event.rate = 0.1;
    observer(event);
}

[[noreturn]] void sleepForEver()
{
    for (;;)
        std::this_thread::sleep_for(1h);
}

Result<models::Manifest> save(const RunDirectory& run)
{
    return models::loadManifest(test::stagedModel(run.result(), 5));
}

Result<models::Manifest> recipe(
    const RunDirectory& run, const RunContext& context, const TrainObserver& observer, TrainControl* control)
{
    const std::string mode = *readFile(run.request());
    observer({TrainEvent::Kind::Stage, 0, mode, "workers " + std::to_string(context.workers())});
    if (mode == "crash")
        std::raise(SIGSEGV);
    if (mode == "hang")
        sleepForEver();
    if (mode == "exit")
        std::_Exit(3);
    if (mode == "memory")
        return Error{ErrorCode::LimitExceeded, std::string(std::size_t{1} << 50, 'x'), {}};
    if (mode == "network" && socket(AF_INET, SOCK_STREAM, 0) < 0 && socket(AF_INET6, SOCK_DGRAM, 0) < 0)
        return Error{ErrorCode::PermissionDenied, "network", {}};
    if (mode == "error")
        return Error{ErrorCode::BadArgument, "training", "60 of 100 labels are there"};
    if (mode == "mute") {
        close(STDOUT_FILENO);
        return Error{ErrorCode::Internal, "mute", {}};
    }
    std::puts("a library says hello");
    const bool isEndless = mode == "endless";
    for (uint64_t step = 1; isEndless ? !control->isFinishing() : step <= 5; ++step) {
        tell(observer, step, 5);
        if (isEndless)
            std::this_thread::sleep_for(2ms);
    }
    return save(run);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 6)
        return 64;
    const RunDirectory run{argv[1]};
    const std::string mode = *readFile(run.request());
    if (mode == "garbage")
        std::puts("Segmentation fault in module 7");
    if (mode == "long line")
        std::puts(std::string(1 << 20, '{').c_str());
    if (mode == "deep line")
        std::puts(("{\"kind\":" + std::string(60'000, '[')).c_str());
    std::fflush(stdout);
    return runTrainProgram(run, static_cast<unsigned>(std::atoi(argv[3])), std::atoi(argv[5]), recipe);
}
