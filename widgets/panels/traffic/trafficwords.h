// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/trafficviews.h"

#include <QString>

namespace assay::gui {

// Words for what sends requests, and for what the Top panel counts.
QString trafficClassTitle(TrafficClass kind);
QString topKindTitle(TopKind kind);

} // namespace assay::gui
