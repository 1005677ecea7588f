// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/reader.h"

namespace assay {

// Reads a log or a capture whose container's format is known: its items go to a spool while it is read.
Result<void> readTraffic(HeadStream& stream, Place place, ReadRun& run);

} // namespace assay
