// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/torch/networktrainer.h"

#include <filesystem>

namespace assay::nets {

// The trainer of the module with libtorch, which is opened by the first call (about half a second, 150 MB) and stays.
// The module is the file that the environment names in ASSAY_TORCH_MODULE, or assay_torch.so beside this program, in
// ../lib or in ../libexec/assay. Unsupported says why there is none. Any thread but that of a window.
Result<const NetworkTrainer*> networkTrainer();

// The same for one file, opened anew; for tests.
Result<const NetworkTrainer*> openTrainer(const std::filesystem::path& file);

} // namespace assay::nets
