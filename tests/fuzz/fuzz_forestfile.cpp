// SPDX-License-Identifier: GPL-3.0-or-later
// Forests out of files: what is taken scores any row, and written and read again it is the same.
#include "core/models/isoforest/forestfile.h"
#include "core/models/isoforest/forestkinds.h"
#include "core/models/modelfile.h"

#include <array>
#include <cstdlib>
#include <limits>

using namespace assay::models;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const std::array kinds = {&extendedForestKind(), &plainForestKind()};
    (void)modelFromBytes(bytes, kinds);
    const auto forest = forestFromBytes(bytes); // without the sum that would keep a fuzzer out
    if (!forest)
        return 0;
    const std::string written = forestToBytes(*forest);
    const auto again = forestFromBytes(written);
    if (!again || forestToBytes(*again) != written)
        std::abort();
    for (const double cell : {0.0, 1e308, -3.5, std::numeric_limits<double>::quiet_NaN()}) {
        const std::vector<double> row(forest->features.size(), cell);
        const double score = scoreOf(*forest, row.data());
        if (!(score >= 0 && score <= 1))
            std::abort();
    }
    return 0;
}
