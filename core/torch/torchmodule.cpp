// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/torchmodule.h"

#include <cstdlib>
#include <dlfcn.h>
#include <mutex>

namespace assay::nets {
namespace {

namespace fs = std::filesystem;

constexpr const char* fileName = "assay_torch.so";

fs::path findModule()
{
    if (const char* chosen = std::getenv("ASSAY_TORCH_MODULE"); chosen && *chosen)
        return chosen;
    std::error_code failure;
    const fs::path folder = fs::read_symlink("/proc/self/exe", failure).parent_path();
    for (const char* place : {".", "../lib", "../libexec/assay"}) {
        fs::path path = folder / place / fileName;
        if (!failure && fs::exists(path, failure))
            return path;
    }
    return {};
}

Error unsupported(const fs::path& file, std::string why)
{
    return Error{ErrorCode::Unsupported, file.empty() ? fileName : file.string(), std::move(why)};
}

} // namespace

Result<const NetworkTrainer*> openTrainer(const fs::path& file)
{
    if (file.empty())
        return unsupported(file, "the module for training networks is not installed");
    // Never closed: libtorch leaves threads and exit handlers behind.
    void* module = ::dlopen(fs::absolute(file).c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!module) {
        const char* reason = ::dlerror();
        return unsupported(file, reason ? reason : "it cannot be opened");
    }
    const auto function = reinterpret_cast<TrainerFunction>(::dlsym(module, trainerFunctionName));
    const NetworkTrainer* trainer = function ? function(trainerInterface) : nullptr;
    if (!trainer)
        return unsupported(file, "it belongs to another version of Assay");
    return trainer;
}

Result<const NetworkTrainer*> networkTrainer()
{
    static std::mutex mutex;
    static const NetworkTrainer* opened = nullptr; // a failure is tried again: the file may have been installed since
    const std::scoped_lock lock(mutex);
    if (!opened) {
        const auto trainer = openTrainer(findModule());
        if (!trainer)
            return trainer.error();
        opened = *trainer;
    }
    return opened;
}

} // namespace assay::nets
