// SPDX-License-Identifier: GPL-3.0-or-later
// Manifests of models: what is taken is sound, and written and read again it is the same.
#include "core/models/manifest.h"

#include <cstdlib>

using namespace assay::models;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const auto manifest = manifestFromJson({reinterpret_cast<const char*>(data), size});
    if (!manifest)
        return 0;
    if (manifest->medians.size() != manifest->features.size() || manifest->files.empty())
        std::abort();
    for (const Manifest::File& file : manifest->files) {
        if (file.name.find('/') != std::string::npos || file.sha256.size() != 64)
            std::abort();
    }
    const std::string text = manifestToJson(*manifest);
    const auto again = manifestFromJson(text);
    if (!again || manifestToJson(*again) != text)
        std::abort();
    return 0;
}
