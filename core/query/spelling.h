// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/termbuilder.h"

namespace assay::query {

// A value and the test that was made of it.
struct Spelled
{
    const Value* value = nullptr;
    const Test* test = nullptr;
};

// The canonical spelling of a term; parses to the same tests.
std::string spellTerm(const RawTerm& raw, const std::vector<Spelled>& values);

} // namespace assay::query
