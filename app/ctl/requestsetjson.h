// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/defect.h"
#include "core/base/json.h"
#include "core/traffic/requestset.h"

namespace assay::ctl {

// A request set as one JSON object, with its requests under "items".
void writeRequestSet(JsonWriter& json, const traffic::RequestSet& set, const std::string& source, DefectSet defects);
// The same for people at a terminal, a line a request.
void printRequestSet(const traffic::RequestSet& set, DefectSet defects);

} // namespace assay::ctl
