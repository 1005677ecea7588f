// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of numbers: what is taken is rectangular and within its bounds.
#include "core/models/csvtable.h"

#include <cstdlib>
#include <set>

using namespace assay::models;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    constexpr CsvLimits limits{1 << 20, 5000};
    const auto table = parseCsvTable({reinterpret_cast<const char*>(data), size}, limits);
    if (!table) {
        if (table.error().detail.empty())
            std::abort();
        return 0;
    }
    const std::set<std::string> names(table->names.begin(), table->names.end());
    if (table->values.size() != table->rows * table->columns() || table->values.size() > limits.cells
        || names.size() != table->columns() || names.count("") != 0)
        std::abort();
    return 0;
}
