// SPDX-License-Identifier: GPL-3.0-or-later
// KANN files, plain and packed: whatever is read is written back and computed without a fault.
#include "core/neural/kann/forwardpass.h"
#include "core/neural/kann/topology.h"

#include <cstdlib>
#include <memory>

namespace {

using namespace assay;
using namespace assay::neural;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

constexpr size_t mostInputs = 100'000;

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    auto graph = readPlainOrPackedKann(bytes);
    if (!graph)
        return 0;
    const std::string written = writeKann(*graph);
    const auto again = readKann(written);
    require(again.ok() && writeKann(*again) == written);
    if (readKann(bytes))
        require(written == bytes);
    if (const auto layout = recogniseLayout(*graph))
        require(layout->inputs > 0 && layout->hidden > 0);
    const auto pass = ForwardPass::make(std::make_shared<const Graph>(std::move(*graph)));
    if (!pass || pass->inputs() > mostInputs)
        return 0;
    auto workspace = pass->makeWorkspace();
    static_cast<void>(pass->run(std::vector<float>(pass->inputs(), 0.5f), workspace));
    return 0;
}
